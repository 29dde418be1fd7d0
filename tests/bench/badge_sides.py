"""What answers a badge: this terminal, the least that could, and what one would write instead."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic, perf_counter_ns
from typing import Protocol

import httpx
from smartcard import scard
from smartcard.CardRequest import CardRequest

from terminal.badge_numbers import IdentifierRule
from terminal.capture import Capture, Surroundings
from terminal.faults import Faults
from terminal.feedback.player import Player
from terminal.model import InOut, ReaderFound
from terminal.outbox import SqliteOutbox
from terminal.outbox.statements import PUT
from terminal.readers.pcsc.reader import PcscReader
from terminal.repeats import RecentSwipes
from tests.bench.door import BRUSSELS, believed_clock

_DEADLINE_SECONDS = 60.0
"""A badge comes within half a second, but a busy machine stops now and then for longer."""
_GET_IDENTIFIER = [0xFF, 0xCA, 0, 0, 0]


class Side(Protocol):
    """One way to answer a badge."""

    def answer(self, reader: str) -> int:
        """Wait for a badge on a reader; return when its answer began."""


class ThisTerminal:
    """The real capture behind pcscd, with a clock in place of its lamps.

    Args:
        outbox: Where swipes are stored.
        readers: The names of those it will be asked to wait at.
    """

    def __init__(self, outbox: SqliteOutbox, readers: Sequence[str]) -> None:
        self._lamps = _TimedLamps()
        self._player = Player(self._lamps)
        clock = believed_clock()
        surroundings = Surroundings(
            store=outbox,
            recent=RecentSwipes(outbox, timedelta(seconds=60), clock.now()),
            clock=clock,
            zone=BRUSSELS,
            feedback=self._player,
            faults=Faults(self._player),
            is_online=lambda: True,
            nudge=lambda: None,
        )
        self._doors = {reader: _door(reader, surroundings) for reader in readers}

    def answer(self, reader: str) -> int:
        """Wait for a badge; return when the lamps were set."""
        self._lamps.expect()
        deadline = monotonic() + _DEADLINE_SECONDS
        while (lit_at_ns := self._lamps.lit_at_ns) is None:
            assert monotonic() < deadline, "a badge was not answered"
            self._doors[reader].step()
        return lit_at_ns

    def close(self) -> None:
        """End the cue."""
        self._player.close()


class _TimedLamps:
    """Lamps that tell when they were first lit after they were told to expect it."""

    def __init__(self) -> None:
        self.lit_at_ns: int | None = None

    def expect(self) -> None:
        self.lit_at_ns = None

    def set(self, *, green: bool, red: bool, buzzer: bool) -> None:
        """Take the time; a new cue begins with the buzzer, before `play` returns."""
        if buzzer and green and not red and self.lit_at_ns is None:
            self.lit_at_ns = perf_counter_ns()

    def close(self) -> None: ...


def _door(name: str, surroundings: Surroundings) -> Capture:
    reader = PcscReader(name)
    assert reader.wait(_DEADLINE_SECONDS) == ReaderFound(name)
    return Capture(
        name=name,
        reader=reader,
        rule=IdentifierRule(),
        selection=InOut(),
        surroundings=surroundings,
    )


class TheLeast:
    """One `SCardGetStatusChange` and GET DATA, and then one call.

    Args:
        keep: Makes a row durable.
    """

    def __init__(self, keep: Callable[[], object]) -> None:
        self._keep = keep
        _, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        self._states: dict[str, int] = {}

    def answer(self, reader: str) -> int:
        """Wait for a badge; return when it is kept."""
        self._wait(reader)
        _, connection, protocol = scard.SCardConnect(
            self._context,
            reader,
            scard.SCARD_SHARE_SHARED,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        )
        _, answer = scard.SCardTransmit(connection, protocol, _GET_IDENTIFIER)
        self._keep()
        answered_at_ns = perf_counter_ns()
        scard.SCardDisconnect(connection, scard.SCARD_LEAVE_CARD)
        assert answer[-2:] == [0x90, 0]
        return answered_at_ns

    def _wait(self, reader: str) -> None:
        state = self._states.get(reader, scard.SCARD_STATE_UNAWARE)
        while True:
            _, ((_, state, _),) = scard.SCardGetStatusChange(
                self._context, int(_DEADLINE_SECONDS * 1000), [(reader, state)]
            )
            if state & scard.SCARD_STATE_PRESENT:
                self._states[reader] = state & ~scard.SCARD_STATE_CHANGED
                return
            state &= ~scard.SCARD_STATE_CHANGED


class CardRequests:
    """What pyscard's documentation leads to; it starts a thread for every badge.

    Args:
        keep: What is done before the beep.
    """

    def __init__(self, keep: Callable[[], object]) -> None:
        self._keep = keep

    def answer(self, reader: str) -> int:
        """Wait for a badge; return when it would beep."""
        # Not only a new card: pcscd may have seen this one before the request looks first.
        request = CardRequest(newcardonly=False, readers=[reader], timeout=_DEADLINE_SECONDS)
        service = request.waitforcard()
        connection = service.connection
        connection.connect()
        answer, *_ = connection.transmit(_GET_IDENTIFIER)
        self._keep()
        answered_at_ns = perf_counter_ns()
        connection.disconnect()
        assert answer
        return answered_at_ns


@contextmanager
def bare_insert(
    path: Path, schema: Sequence[str], row: tuple[object, ...]
) -> Iterator[Callable[[], object]]:
    """Return an insert of a row with nothing around it: one sync, WAL, synchronous=FULL."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in ("PRAGMA journal_mode = wal", "PRAGMA synchronous = full", *schema):
            connection.execute(statement)
        yield lambda: connection.execute(PUT, row)


def insert_anew(path: Path, row: tuple[object, ...]) -> None:
    """Insert a row as it is usually done: open, insert, commit, close."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(PUT, row)


def post(url: str) -> None:
    """Post a clocking as it is usually done: a new client each time."""
    httpx.post(url, json={"kind": "InOut"}).raise_for_status()
