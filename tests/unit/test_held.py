"""Held clockings and the clock that becomes trusted."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from terminal.held import Held
from terminal.model import State
from terminal.outbox import SqliteOutbox
from tests.parts.fakes import BRUSSELS, NOON, FakeClock, swipe


@pytest.fixture
def clock() -> FakeClock:
    """Return the clock of a Pi that booted offline."""
    return FakeClock(datetime(2025, 9, 1, tzinfo=UTC), is_trusted=False)


@pytest.fixture
def outbox(tmp_path: Path, clock: FakeClock) -> Iterator[SqliteOutbox]:
    """Return an empty outbox."""
    with SqliteOutbox(tmp_path / "outbox.db", clock.now) as outbox:
        yield outbox


def test_trust_within_the_boot_gives_each_its_true_minute(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Ten swipes at a wrong time are all booked at the right one."""
    for number in range(10):
        outbox.put(swipe(f"{number:04}", clock=clock), None)
        clock.advance(60)
    clock.trust(NOON)

    Held(outbox=outbox, clock=clock, zone=BRUSSELS).release()

    sent = outbox.exchange([], 10, NOON)
    assert [each.booked and each.booked.true_at for each in sent] == [
        NOON - timedelta(minutes=10 - number) for number in range(10)
    ]
    assert [each.swipe.moment.at.year for each in sent] == [2025] * 10


def test_without_trust_nothing_is_released(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """They wait for as long as it takes."""
    outbox.put(swipe(clock=clock), None)

    Held(outbox=outbox, clock=clock, zone=BRUSSELS).release()

    assert outbox.count(State.HELD) == 1


def test_those_of_another_boot_stay_held(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """Their time cannot be known, and is not guessed."""
    outbox.put(swipe(clock=clock), None)
    clock.reboot(NOON, is_trusted=True)

    Held(outbox=outbox, clock=clock, zone=BRUSSELS).release()

    assert outbox.count(State.HELD) == 1


def test_with_none_held_nothing_is_done(outbox: SqliteOutbox) -> None:
    """A trusted clock and an empty outbox are the usual case."""
    Held(outbox=outbox, clock=FakeClock(), zone=BRUSSELS).release()

    assert outbox.count(State.PENDING) == 0


def test_operators_read_once_whether_the_clock_is_trusted(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """One line when it is not, one when it is, and the same in the outbox."""
    caplog.set_level(logging.INFO)
    held = Held(outbox=outbox, clock=clock, zone=BRUSSELS)
    held.release()
    held.release()
    clock.trust(NOON)
    held.release()

    assert caplog.text.count("clock not trusted") == 1
    assert caplog.text.count("clock trusted") == 1
    row = outbox._file._connection.execute(
        "SELECT condition FROM parts WHERE part = 'clock'"
    ).fetchone()
    assert row["condition"] == "trusted"
