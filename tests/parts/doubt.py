"""Clockings in doubt: sent without an answer, and looked up in a Protime that can be read."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from threading import Event

from terminal.model import (
    Clocking,
    Listed,
    ReadBack,
    State,
    Unavailable,
    Uncertain,
    Verdict,
)
from terminal.outbox import SqliteOutbox
from tests.parts.fakes import FakeClock, ScriptedProtime
from tests.parts.office import DELAY_SECONDS, Office

TODAY = date(2026, 3, 2)
NO_ANSWER = Uncertain("no answer came in time")
BUSY = Unavailable(reason="503")


class ReadableProtime(ScriptedProtime):
    """A Protime that lets this terminal read; a test can look on while it lists."""

    def __init__(self, *verdicts: Verdict) -> None:
        super().__init__(*verdicts)
        self.readable = True
        self.gate = Event()
        self.gate.set()
        self.reading = Event()
        self.look_on(lambda: None)

    def look_on(self, look: Callable[[], object]) -> None:
        self._look = look

    def read_back(self, day: date, clockings: Sequence[Clocking]) -> ReadBack:
        self.reading.set()
        assert self.gate.wait(10)
        self._look()
        return super().read_back(day, clockings)


def listed(*candidates: tuple[str, ...], first_seq: int = 1) -> Listed:
    """Return what Protime has for each clocking in turn."""
    return Listed(candidates=dict(enumerate(candidates, first_seq)), unclear={})


def in_doubt(
    outbox: SqliteOutbox, clock: FakeClock, protime: ScriptedProtime, *badges: str
) -> Office:
    """Return an office in which these were sent without an answer, and which is online again."""
    here = Office(outbox, clock, protime)
    here.until(lambda: here.link.is_up)
    for badge in badges:
        protime.verdicts = [NO_ANSWER]
        number = here.count(State.UNCERTAIN)
        here.swiped(badge)
        here.until(partial(are_uncertain, here, number + 1))
        online(here)
    return here


def are_uncertain(here: Office, number: int) -> bool:
    """Return whether so many are in doubt."""
    return here.count(State.UNCERTAIN) == number


def online(here: Office) -> None:
    """Let the link come up again, within a few seconds of those that a look-up waits."""
    here.later(10)
    here.until(lambda: here.link.is_up)


def wait_out(here: Office, seconds: float = DELAY_SECONDS) -> None:
    """Let a time pass and a few steps be made."""
    here.later(seconds)
    here.steps(3)


def is_done(here: Office) -> bool:
    """Return whether nothing waits and nothing is in doubt."""
    return here.is_settled() and not here.count(State.UNCERTAIN)


def row(outbox: SqliteOutbox, seq: int = 1) -> tuple[object, ...]:
    """Return what became of a clocking."""
    statement = "SELECT state, protime_id, last_error FROM clockings WHERE seq = ?"
    return tuple(outbox._file._connection.execute(statement, (seq,)).fetchone())


def board(outbox: SqliteOutbox) -> tuple[str, str] | None:
    """Return what the terminal says of read-back."""
    statement = "SELECT condition, detail FROM parts WHERE part = 'read-back'"
    found = outbox._file._connection.execute(statement).fetchone()
    return tuple(found) if found else None


def has_asked(protime: ScriptedProtime, number: int) -> bool:
    """Return whether Protime was asked so often."""
    return len(protime.asked) == number


def has_no_question(here: Office) -> bool:
    """Return whether no look-up is underway."""
    settlement = here.sync._settlement
    return not settlement._is_asking and settlement._mail is None
