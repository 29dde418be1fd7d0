"""The boots in the outbox, and what they tell of a clocking."""

from datetime import datetime, timedelta
from pathlib import Path

from terminal.bounds import Bounds
from terminal.model import Anchor, Boot
from terminal.model.anchor import DRIFT
from terminal.model.struct import replace
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_reading
from tests.parts.fakes import NOON, FakeClock, swipe
from tests.parts.outboxes import booked


def anchor(boot_id: str, seconds: int, at: datetime, half_width_seconds: float = 0.5) -> Anchor:
    """Return what is known of a boot at a boot time."""
    half = timedelta(seconds=half_width_seconds)
    return Anchor(
        boot_id=boot_id, boottime_ns=seconds * 10**9, earliest=at - half, latest=at + half
    )


FIRST = Boot(
    boot_id="boot-1",
    seen_boottime_ns=90 * 10**9,
    start=anchor("boot-1", 0, NOON),
    end=anchor("boot-1", 90, NOON + timedelta(seconds=90), 0.25),
)


def test_a_boot_is_found_as_it_was_noted(outbox: SqliteOutbox) -> None:
    """Known or unknown, first and again."""
    assert outbox.boots.find("boot-1") is None
    outbox.boots.note(Boot(boot_id="boot-1", seen_boottime_ns=5))
    assert outbox.boots.find("boot-1") == Boot(boot_id="boot-1", seen_boottime_ns=5)
    outbox.boots.note(FIRST)
    assert outbox.boots.find("boot-1") == FIRST


def test_boots_are_listed_in_the_order_of_their_first_note(
    outbox: SqliteOutbox, path: Path
) -> None:
    """However often one is noted again."""
    second = Boot(boot_id="0-second", seen_boottime_ns=1)
    for boot in (FIRST, second, replace(FIRST, seen_boottime_ns=10**12, end=None)):
        outbox.boots.note(boot)

    with open_reading(path) as reading:
        assert reading.boots() == [
            replace(FIRST, seen_boottime_ns=10**12, end=None),
            second,
        ]


def test_a_held_clocking_is_bounded_by_all_that_is_stored(
    outbox: SqliteOutbox, path: Path, clock: FakeClock
) -> None:
    """By the trusted swipes next to it, and by how long its boot lasted to the last swipe."""
    minute = timedelta(minutes=1)
    outbox.boots.note(Boot(boot_id="boot-1", seen_boottime_ns=10**9))
    outbox.put(swipe(clock=clock), booked())
    clock.reboot(NOON - timedelta(days=400))
    outbox.boots.note(Boot(boot_id="boot-2", seen_boottime_ns=10**9))
    clock.advance(60)
    outbox.put(swipe(clock=clock), None)
    clock.advance(120)
    outbox.put(swipe(clock=clock), None)
    clock.reboot(NOON + 30 * minute, is_trusted=True)
    outbox.boots.note(Boot(boot_id="boot-3", seen_boottime_ns=10**9))
    outbox.put(swipe(clock=clock), booked())

    with open_reading(path) as reading:
        (_, _, second, first) = reading.clockings()
        bounds = reading.bounds(second)
        exact = reading.bounds(first)

    sure = 1 - DRIFT
    assert bounds == Bounds(
        not_before=NOON + timedelta(seconds=61) * sure,
        not_after=NOON + 30 * minute - timedelta(seconds=121) * sure,
    )
    assert exact == Bounds(not_before=NOON, not_after=NOON)
