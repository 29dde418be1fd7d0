"""What the PC/SC reader makes of badges on a real pcscd."""

from threading import Event, Thread, Timer
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from smartcard import scard

from terminal.model import Presented, ReaderFound, Unreadable
from terminal.readers.pcsc.calls import PcscLite
from terminal.readers.pcsc.codes import Code
from terminal.readers.pcsc.reader import PcscReader
from terminal.simulator.virtual_badge import Manner, VirtualBadge
from tests.parts.pcscd import VIRTUAL_READER

if TYPE_CHECKING:
    from terminal.model import ReaderEvent

BADGE = bytes.fromhex("04A1B2C3D4E5F6")
SOON = 5.0
SETTLED = 0.5
AT_ONCE = 0.0
FIRST = ReaderFound(f"{VIRTUAL_READER} 00 00")


@pytest.mark.parametrize("length", [4, 7, 10])
def test_an_identifier_comes_through_whole(reader: PcscReader, length: int) -> None:
    """Whatever its length and its bytes, once for as long as the badge lies there."""
    identifier = bytes(range(0, 256, 256 // length))[:length]
    with VirtualBadge(identifier) as badge:
        assert reader.wait(SOON) == Presented(identifier)
        assert badge.was_read.wait(SOON)
        assert reader.wait(SETTLED) is None
    assert reader.wait(SETTLED) is None


def test_the_counter_of_the_real_thing_is_understood(reader: PcscReader) -> None:
    """What came and went while nobody waited is told, and what lies there now is read."""
    assert reader.wait(AT_ONCE) is None
    calls = PcscLite()
    _, context = calls.establish()
    with VirtualBadge(BADGE):
        _await_events(calls, context, 1)
    _await_events(calls, context, 2)
    assert reader.wait(AT_ONCE) == Unreadable("it was taken away too soon")
    with VirtualBadge(BADGE):
        _await_events(calls, context, 3)
        assert reader.wait(AT_ONCE) == Presented(BADGE)
    _await_events(calls, context, 4)
    with VirtualBadge(BADGE):
        _await_events(calls, context, 5)
        assert reader.wait(AT_ONCE) == Presented(BADGE)
    calls.release(context)


def _await_events(calls: PcscLite, context: int, events: int) -> None:
    """Wait until pcscd has counted so many comings and goings."""
    state = 0
    while state >> 16 != events:
        code, state = calls.wait_for_change(context, int(SOON * 1000), FIRST.name, state)
        assert code == Code.SUCCESS


@pytest.mark.parametrize(
    ("manner", "reason"),
    [
        (Manner(is_pulled=True), "it was taken away too soon"),
        (Manner(answer=b"\x90"), "its answer was cut short"),
        (Manner(status=bytes.fromhex("6A81")), "it answered with status 6A81"),
        (Manner(status=bytes.fromhex("6300")), "it answered with status 6300"),
        (Manner(answer=bytes(8) + b"\x90\x00"), "its identifier has 8 bytes, not 4, 7 or 10"),
    ],
    ids=["pulled", "short", "unsupported", "failed", "too long"],
)
def test_a_bad_answer_is_never_a_number(reader: PcscReader, manner: Manner, reason: str) -> None:
    """A person is told once, and an honest badge after it is read."""
    with VirtualBadge(BADGE, manner):
        assert reader.wait(SOON) == Unreadable(reason)
        assert reader.wait(SETTLED) is None
    assert reader.wait(SETTLED) is None
    with VirtualBadge(BADGE):
        assert reader.wait(SOON) == Presented(BADGE)


def test_a_silent_badge_blocks_the_reader_until_it_speaks(reader: PcscReader) -> None:
    """Not even an interruption helps: the watchdog is there for the case that it never does."""
    heard: list[ReaderEvent | None] = []
    with VirtualBadge(BADGE, Manner(silent_seconds=60)) as badge:
        waiting = Thread(target=lambda: heard.append(reader.wait(SOON)))
        waiting.start()
        assert badge.was_asked.wait(SOON)
        reader.interrupt()
        waiting.join(SETTLED)
        assert waiting.is_alive()
        badge.release()
        waiting.join(SOON)
    assert heard == [Presented(BADGE)]


def test_another_program_that_keeps_the_badge_to_itself(reader: PcscReader) -> None:
    """It is tried again for a while, and a person told if that is not long enough."""
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    assert reader.wait(AT_ONCE) is None
    for seconds, heard in ((0.2, Presented(BADGE)), (2.0, Unreadable)):
        with VirtualBadge(BADGE):
            other = _connected(context, scard.SCARD_SHARE_EXCLUSIVE)
            leaving = Timer(seconds, scard.SCardDisconnect, [other, scard.SCARD_LEAVE_CARD])
            leaving.start()
            event = reader.wait(AT_ONCE)
            leaving.join()
        assert event == heard or type(event) is heard
        assert reader.wait(SETTLED) is None
    scard.SCardReleaseContext(context)


def test_another_program_that_uses_the_badge_is_left_in_peace(reader: PcscReader) -> None:
    """Reading neither resets the badge nor takes its power away."""
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    with VirtualBadge(BADGE):
        other = _connected(context, scard.SCARD_SHARE_SHARED)
        assert reader.wait(SOON) == Presented(BADGE)
        code, *_ = scard.SCardTransmit(other, scard.SCARD_PCI_T1, [0, 0xA4, 0, 0])
    assert code == scard.SCARD_S_SUCCESS
    scard.SCardReleaseContext(context)


def _connected(context: int, mode: int) -> int:
    """Return a connection to the badge, once pcscd has noticed it."""
    deadline = monotonic() + SOON
    pause = Event()
    while monotonic() < deadline:
        code, connection, _ = scard.SCardConnect(context, FIRST.name, mode, scard.SCARD_PROTOCOL_T1)
        if code == scard.SCARD_S_SUCCESS:
            return int(connection)
        pause.wait(0.02)
    raise AssertionError(f"0x{code:08X}")
