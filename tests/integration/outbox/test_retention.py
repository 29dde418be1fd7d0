"""What was delivered long ago is removed, nothing else is, and no swipe waits for it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from terminal.model import Outcome, State
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_amending, open_reading
from terminal.outbox.retention import LOOK, ON_ITS_WAY, REMOVE, ROWS_AT_A_TIME
from tests.parts.fakes import NOON, FakeClock, swipe
from tests.parts.outboxes import delivered, drain, log_of, put, states, stored, taken

DAY_SECONDS = 86400
KEEP = timedelta(days=90)


@pytest.fixture
def keeping(path: Path, clock: FakeClock) -> Iterator[SqliteOutbox]:
    """Return an outbox that keeps delivered clockings for 90 days."""
    with SqliteOutbox(path, clock.now, KEEP) as outbox:
        yield outbox


def _tidy(outbox: SqliteOutbox, times: int = 50) -> None:
    for _ in range(times):
        outbox.tidy()


def _deliver(outbox: SqliteOutbox, clock: FakeClock) -> None:
    now = clock.now().at
    while batch := outbox.exchange([], 50, now):
        outbox.exchange(delivered(each.seq for each in batch), 0, now)


def test_only_what_was_delivered_long_ago_is_removed(
    keeping: SqliteOutbox, path: Path, clock: FakeClock
) -> None:
    """Whatever else is kept for ever, and so is the newest row: its seq must not come again."""
    put(keeping, *(f"{each}" for each in range(8)))
    for badge, state in [("R", State.REJECTED), ("U", State.UNCERTAIN)]:
        (seq,) = put(keeping, badge)
        assert seq in taken(keeping)
        keeping.exchange([Outcome(seq=seq, state=state)], 0, NOON)
    _deliver(keeping, clock)
    keeping.exchange(delivered(range(1, 9)), 0, NOON)
    keeping.put(swipe("H"), None)
    put(keeping, "N")
    clock.advance(60 * DAY_SECONDS)
    _deliver(keeping, clock)

    clock.advance(31 * DAY_SECONDS)
    _tidy(keeping)
    assert states(path) == ["rejected", "uncertain", "held", "delivered"]

    clock.advance(900 * DAY_SECONDS)
    _tidy(keeping)
    assert stored(path) == [9, 10, 11, 12]
    assert put(keeping, "X") == [13]


def test_what_was_decided_about_a_clocking_goes_with_it(
    keeping: SqliteOutbox, path: Path, clock: FakeClock
) -> None:
    """A reason may name people; it is kept as long as what it was about, and no longer."""
    refused = [Outcome(seq=seq, state=State.REJECTED) for seq in (1, 2)]
    put(keeping, "R", "K")
    assert taken(keeping) == [1, 2]
    keeping.exchange(refused, 0, NOON)
    with open_amending(path, "ada", lambda: clock.now().at) as amending:
        list(amending.retry([1, 2], "Mrs R is known now"))
    assert taken(keeping) == [1, 2]
    keeping.exchange([*delivered([1]), refused[1]], 0, NOON)
    put(keeping, "N")

    clock.advance(91 * DAY_SECONDS)
    _tidy(keeping)

    with open_reading(path) as reading:
        assert [len(reading.decisions(seq)) for seq in (1, 2)] == [0, 1]
    assert stored(path) == [2, 3]


def test_what_one_in_doubt_could_be_mistaken_for_stays(
    keeping: SqliteOutbox, path: Path, clock: FakeClock
) -> None:
    """Its record in Protime would be taken for that of the other, which was lost on the way."""
    put(keeping, "A", "A", "B")
    assert taken(keeping) == [1, 3]
    keeping.exchange(delivered([1, 3]), 0, NOON)
    assert taken(keeping) == [2]
    keeping.exchange([Outcome(seq=2, state=State.UNCERTAIN)], 0, NOON)
    put(keeping, "N")
    clock.advance(91 * DAY_SECONDS)
    _tidy(keeping)
    assert stored(path) == [1, 2, 4]

    keeping.doubts.conclude(delivered([2]), clock.now().at)
    clock.advance(91 * DAY_SECONDS)
    _tidy(keeping)
    assert stored(path) == [4]


@pytest.mark.parametrize("hindrance", ["untrusted", "underway", "young"])
def test_nothing_is_removed_at_the_wrong_time(
    keeping: SqliteOutbox, path: Path, clock: FakeClock, hindrance: str
) -> None:
    """Not by a clock that may be wrong, not while clockings are on their way, not too early."""
    put(keeping, "A", "B")
    _deliver(keeping, clock)
    put(keeping, "C")
    clock.advance((89 if hindrance == "young" else 91) * DAY_SECONDS)
    if hindrance == "underway":
        assert taken(keeping, now=clock.now().at) == [3]
    if hindrance == "untrusted":
        clock.reboot(clock.now().at)

    _tidy(keeping)

    assert len(stored(path)) == 3


def test_a_late_delivery_counts_from_when_it_was_delivered(
    keeping: SqliteOutbox, path: Path, clock: FakeClock
) -> None:
    """And one whose delivery a wrong clock dated too early, from when it happened."""
    put(keeping, "A")
    keeping.exchange(delivered(taken(keeping)), 0, NOON - timedelta(days=9999))
    clock.advance(89 * DAY_SECONDS)
    put(keeping, "B")
    _deliver(keeping, clock)
    put(keeping, "C")
    _tidy(keeping)
    assert stored(path) == [1, 2, 3]

    clock.advance(2 * DAY_SECONDS)
    _tidy(keeping)
    assert stored(path) == [2, 3]


def test_it_goes_in_small_steps_and_then_rests(
    keeping: SqliteOutbox, path: Path, clock: FakeClock
) -> None:
    """A few rows for each time that sync has nothing better to do, then nothing for an hour."""
    put(keeping, *(f"{each}" for each in range(3 * ROWS_AT_A_TIME)))
    _deliver(keeping, clock)
    clock.advance(91 * DAY_SECONDS)
    numbers = []
    for _ in range(6):
        keeping.tidy()
        numbers.append(len(stored(path)))
    assert numbers == [100, 50, 1, 1, 1, 1]

    put(keeping, "A")
    _tidy(keeping)
    assert len(stored(path)) == 2
    clock.advance(3601)
    _tidy(keeping)
    assert len(stored(path)) == 1


def test_undelivered_ones_in_front_hide_nothing(
    keeping: SqliteOutbox, path: Path, clock: FakeClock
) -> None:
    """However many dead letters nobody looks after."""
    put(keeping, *(f"{each}" for each in range(120)))
    batch = keeping.exchange([], 999, NOON)
    keeping.exchange([Outcome(seq=each.seq, state=State.REJECTED) for each in batch], 0, NOON)
    put(keeping, "A", "B")
    _deliver(keeping, clock)
    clock.advance(91 * DAY_SECONDS)

    _tidy(keeping)

    assert stored(path) == [*range(1, 121), 122]


@pytest.mark.parametrize("statement", [LOOK, REMOVE, ON_ITS_WAY])
def test_each_step_costs_the_same_among_a_million(outbox: SqliteOutbox, statement: str) -> None:
    """By seq, or by the index of what is undelivered; nothing is sorted."""
    connection = outbox._file._connection
    values = [1] * statement.count("?")
    plan = [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]

    assert plan
    for line in plan:
        assert line.startswith("SEARCH") or "SCALAR SUBQUERY" in line, plan


def test_a_removal_waits_while_a_swipe_is_written(
    keeping: SqliteOutbox, path: Path, clock: FakeClock
) -> None:
    """It takes the lock as housekeeping does, which every waiting swipe overtakes."""
    put(keeping, *(f"{each}" for each in range(60)))
    _deliver(keeping, clock)
    clock.advance(91 * DAY_SECONDS)
    removal = Thread(target=keeping.tidy)

    with keeping._file._lock.for_swipe:
        removal.start()
        removal.join(0.2)
        assert removal.is_alive()
        assert len(stored(path)) == 60
    removal.join(10)

    assert len(stored(path)) == 10


def test_ten_years_leave_a_file_of_ninety_days(
    keeping: SqliteOutbox, path: Path, clock: FakeClock
) -> None:
    """Room that is freed is used again; the log stays as it was grown."""
    sizes = []
    for day in range(0, 3650, 3):
        put(keeping, f"{day % 7}", f"{day % 5 + 10}")
        if day % 15 == 0:
            drain(keeping)
            _tidy(keeping, 2)
        clock.advance(3 * DAY_SECONDS)
        if day % 365 >= 362:
            drain(keeping)
            _tidy(keeping, 30)
            sizes.append(path.stat().st_size)

    assert max(sizes) < 1.6 * sizes[1]
    assert log_of(path).stat().st_size < 5 * 1024 * 1024
