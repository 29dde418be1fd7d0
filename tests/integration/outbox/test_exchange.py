"""What sync gets from the outbox, in which order, and what it may settle."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from terminal.model import BookedTime, Outcome, State
from terminal.outbox import SqliteOutbox, statements
from terminal.outbox.beside import open_amending, open_reading
from terminal.outbox.rows import row_of_swipe, written_time
from tests.parts.changed_file import change
from tests.parts.fakes import NOON, FakeClock, swipe
from tests.parts.outboxes import booked, delivered, drain, put, states, taken


def failed(seq: int, seconds: float) -> Outcome:
    """Return the outcome of an attempt to be made again in so many seconds."""
    return Outcome(
        seq=seq,
        state=State.PENDING,
        next_attempt_at=NOON + timedelta(seconds=seconds),
        last_error="busy",
    )


def test_one_for_each_badge_goes_out_the_oldest_first(outbox: SqliteOutbox) -> None:
    """Those behind it wait until it is settled."""
    put(outbox, "A", "B", "A", "C", "B")

    first = taken(outbox)
    second = [each.seq for each in outbox.exchange(delivered(first), 99, NOON)]
    third = [each.seq for each in outbox.exchange(delivered(second), 99, NOON)]

    assert (first, second, third) == ([1, 2, 4], [3, 5], [])


@pytest.mark.parametrize("room", [0, 1, 3])
def test_no_more_go_out_than_there_is_room_for(outbox: SqliteOutbox, room: int) -> None:
    """The oldest of all are chosen."""
    put(outbox, *"ABCDE")

    assert taken(outbox, room) == [1, 2, 3][:room]


def test_only_what_another_program_has_written_is_news(outbox: SqliteOutbox, path: Path) -> None:
    """Once: own swipes, answers and reports are none, nor is that somebody looks."""
    outbox.has_news()
    put(outbox, "A", "B")
    outbox.exchange(delivered(taken(outbox)), 0, NOON)
    outbox.report("link", "up", "")
    with open_reading(path) as reading:
        reading.counts()
    assert not outbox.has_news()

    with open_amending(path, "ada", lambda: NOON) as amending:
        assert not amending.acknowledge([1], "nothing to acknowledge")
    assert not outbox.has_news()
    change(path, "UPDATE clockings SET attempts = 9")

    assert outbox.has_news()
    assert not outbox.has_news()


def test_what_goes_out_is_marked_in_the_file_before(outbox: SqliteOutbox, path: Path) -> None:
    """It is sending, with its attempt counted and the time noted, for every reader to see."""
    put(outbox, "A", "B")

    (clocking,) = outbox.exchange([], 1, NOON + timedelta(seconds=5))

    assert (clocking.state, clocking.attempts) == (State.SENDING, 1)
    assert clocking.changed_at == NOON + timedelta(seconds=5)
    assert states(path) == ["sending", "pending"]


def test_nothing_goes_out_twice(outbox: SqliteOutbox) -> None:
    """What is underway is not due."""
    put(outbox, "A")

    assert (taken(outbox), taken(outbox)) == ([1], [])


def test_an_outcome_is_kept_whole(outbox: SqliteOutbox, path: Path) -> None:
    """State, Protime's identifier, the reason, the time of the next attempt and of the change."""
    put(outbox, "A", "B", "C")
    seqs = taken(outbox)
    outcomes = [
        Outcome(seq=seqs[0], state=State.DELIVERED, protime_id="17"),
        Outcome(seq=seqs[1], state=State.REJECTED, last_error="unknown badge"),
        failed(seqs[2], 30.000001),
    ]

    outbox.exchange(outcomes, 0, NOON + timedelta(seconds=1))

    with open_reading(path) as reading:
        kept = reading.clockings()[::-1]
    assert [
        Outcome(
            seq=each.seq,
            state=each.state,
            next_attempt_at=each.next_attempt_at,
            protime_id=each.protime_id,
            last_error=each.last_error,
        )
        for each in kept
    ] == outcomes
    assert {each.changed_at for each in kept} == {NOON + timedelta(seconds=1)}


def test_only_what_is_underway_can_be_settled(outbox: SqliteOutbox, path: Path) -> None:
    """A late or repeated outcome changes nothing that was decided since."""
    put(outbox, "A", "B")
    outbox.put(swipe("C"), None)
    outbox.exchange(delivered(taken(outbox, 1)), 0, NOON)

    late = [Outcome(seq=seq, state=State.REJECTED) for seq in (1, 2, 3, 4)]
    outbox.exchange(late, 0, NOON)

    assert states(path) == ["delivered", "pending", "held"]


@pytest.mark.parametrize("seed", range(10))
def test_where_nothing_is_set_back_the_shorter_look_finds_the_same(
    outbox: SqliteOutbox, seed: int
) -> None:
    """Whatever waits, of however many badges, with some of them underway."""
    chance = random.Random(seed)
    put(outbox, *chance.choices("ABCDEFGH", k=30))
    taken(outbox, chance.randrange(6))
    due = {"now": written_time(NOON), "room": chance.randint(1, 9)}

    looks = [outbox._file.read(look, due) for look in (statements.FRESH, statements.DUE)]

    fresh, whole = ([row["seq"] for row in rows] for rows in looks)
    assert fresh == whole != []


def test_fresh_ones_go_before_those_that_failed(outbox: SqliteOutbox) -> None:
    """What fails again and again cannot keep the others from being tried."""
    put(outbox, *"ABC")
    outbox.exchange([failed(seq, 0) for seq in taken(outbox)], 0, NOON)
    put(outbox, *"DE")

    assert [taken(outbox, 1), taken(outbox, 3), taken(outbox, 9)] == [[4], [1, 2, 5], [3]]


def test_a_failed_one_goes_before_the_next_of_its_badge(outbox: SqliteOutbox) -> None:
    """The order of one badge holds over retries."""
    put(outbox, "A", "A")
    outbox.exchange([failed(seq, 0) for seq in taken(outbox)], 0, NOON)

    assert taken(outbox) == [1]


def test_an_older_one_goes_before_one_of_its_badge_that_failed(outbox: SqliteOutbox) -> None:
    """It was held while the other was tried; as of its release it is the first again."""
    outbox.put(swipe("A"), None)
    put(outbox, "A")
    assert taken(outbox) == [2]
    outbox.exchange([failed(2, seconds=-1)], 0, NOON)
    outbox.release([(1, booked())])

    assert taken(outbox) == [1]


def test_what_waits_is_not_due_and_holds_its_badge_alone(outbox: SqliteOutbox) -> None:
    """Until its time has come; then it goes first."""
    put(outbox, "A", "A", "B")
    outbox.exchange([failed(1, 30)] if taken(outbox, 1) else [], 0, NOON)
    in_time = NOON + timedelta(seconds=30)

    assert taken(outbox) == [3]
    assert taken(outbox, now=in_time - timedelta(microseconds=1)) == []
    assert outbox.next_attempt_at() == in_time
    assert taken(outbox, now=in_time) == [1]
    assert outbox.next_attempt_at() is None


def test_the_earliest_of_the_next_attempts_is_told(outbox: SqliteOutbox) -> None:
    """Whichever failed first."""
    put(outbox, *"ABC")
    waits = dict(zip(taken(outbox), (30, 10, 20), strict=True))

    outbox.exchange([failed(seq, seconds) for seq, seconds in waits.items()], 0, NOON)

    assert outbox.next_attempt_at() == NOON + timedelta(seconds=10)


def test_a_wait_that_a_wrong_clock_planned_is_over(outbox: SqliteOutbox) -> None:
    """No attempt is planned more than an hour ahead, so such a one is due."""
    put(outbox, *"AB")
    hour = timedelta(hours=1).total_seconds()
    seqs = taken(outbox)

    outbox.exchange([failed(seqs[0], hour), failed(seqs[1], hour + 1)], 0, NOON)

    assert taken(outbox) == [2]


@pytest.mark.parametrize("state", [State.HELD, State.REJECTED, State.UNCERTAIN])
def test_what_a_person_must_look_at_stops_nobody(outbox: SqliteOutbox, state: State) -> None:
    """Not even the same badge, a minute later."""
    outbox.put(swipe("A"), None if state is State.HELD else booked(NOON - timedelta(minutes=1)))
    if state is not State.HELD:
        outbox.exchange([Outcome(seq=seq, state=state) for seq in taken(outbox)], 0, NOON)
    put(outbox, "A")

    assert taken(outbox) == [2]
    assert outbox.count(state) == 1


def test_nothing_goes_out_that_could_be_mistaken_for_an_uncertain_one(
    outbox: SqliteOutbox,
) -> None:
    """Of its badge and minute nothing does, old or new; all the rest of that badge does."""
    put(outbox, "A")
    outbox.exchange([Outcome(seq=seq, state=State.UNCERTAIN) for seq in taken(outbox)], 0, NOON)
    put(outbox, "A", "B")
    outbox.put(swipe("A"), booked(NOON + timedelta(minutes=1)))
    outbox.put(swipe("A"), booked(NOON + timedelta(days=1)))

    assert taken(outbox) == [3, 4]
    outbox.exchange(delivered([3, 4]), 0, NOON)
    assert taken(outbox) == [5]
    outbox.exchange(delivered([5]), 0, NOON)
    assert taken(outbox) == []

    outbox.doubts.conclude(delivered([1]), NOON)
    assert taken(outbox) == [2]


def test_a_retry_that_waits_for_certainty_is_not_announced(outbox: SqliteOutbox) -> None:
    """Sync would wake up for it in vain, and would take it for the next probe of a dead link."""
    put(outbox, "A", "A")
    outbox.exchange([failed(seq, 5) for seq in taken(outbox)], 0, NOON)
    outbox._file._connection.execute("UPDATE clockings SET state = 'uncertain' WHERE seq = 2")

    assert outbox.next_attempt_at() is None
    assert taken(outbox, now=NOON + timedelta(seconds=6)) == []

    outbox.doubts.conclude(delivered([2]), NOON)
    assert outbox.next_attempt_at() == NOON + timedelta(seconds=5)


def test_those_that_failed_go_in_turn(outbox: SqliteOutbox) -> None:
    """One that was tried just now goes behind those that have waited longer."""
    put(outbox, *"ABC")
    outbox.exchange([failed(seq, 0) for seq in taken(outbox)], 0, NOON)
    later = NOON + timedelta(seconds=9)

    assert taken(outbox, 1, later) == [1]
    outbox.exchange([failed(1, 5)], 0, later)
    assert taken(outbox, 1, later) == [2]
    outbox.exchange([failed(2, 5)], 0, later)
    assert [taken(outbox, 1, later), taken(outbox, 1, later)] == [[3], [1]]


def test_a_long_backlog_of_one_badge_keeps_nobody_waiting(outbox: SqliteOutbox) -> None:
    """Fifty thousand of one badge, then one of another: both go out with the first exchange."""
    connection = outbox._file._connection
    connection.execute("BEGIN")
    connection.executemany(
        statements.PUT,
        (row_of_swipe(swipe("A"), booked(), str(each)) for each in range(50_000)),
    )
    connection.execute("COMMIT")
    put(outbox, "B")

    assert taken(outbox, 4) == [1, 50_001]


def test_a_released_clocking_is_sent_at_its_booked_time(
    outbox: SqliteOutbox, path: Path, clock: FakeClock
) -> None:
    """It gets its place in the order, and its time is stored; others stay as they are."""
    outbox.put(swipe("A"), None)
    outbox.put(swipe("A"), None)
    put(outbox, "A")
    true_time = BookedTime(
        true_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
        date=booked().date,
        time_of_day_in_minutes=30,
    )
    changed_at = clock.advance(7).at

    outbox.release([(2, true_time), (3, true_time), (99, true_time)])

    assert [each.seq for each in outbox.held()] == [1]
    (clocking,) = outbox.exchange([], 9, NOON)
    assert (clocking.seq, clocking.booked) == (2, true_time)
    with open_reading(path) as reading:
        others = [each.booked for each in reading.clockings() if each.seq != 2]
        released = reading.clocking(2)
    assert others == [booked(), None]
    assert released
    assert released.swipe.moment.at == NOON
    assert changed_at == NOON + timedelta(seconds=7)


def test_states_are_counted(outbox: SqliteOutbox) -> None:
    """Each by itself; the delivered ones, which grow for ever, are not counted."""
    put(outbox, *"ABCD")
    outbox.put(swipe("E"), None)
    outcomes = [*delivered([1]), Outcome(seq=2, state=State.UNCERTAIN)]
    taken(outbox, 3)
    outbox.exchange(outcomes, 0, NOON)

    assert {state: outbox.count(state) for state in State} == {
        State.HELD: 1,
        State.PENDING: 1,
        State.SENDING: 1,
        State.DELIVERED: 0,
        State.REJECTED: 0,
        State.UNCERTAIN: 1,
        State.CLOSED: 0,
    }


def test_everything_goes_out_once_and_in_order(outbox: SqliteOutbox, path: Path) -> None:
    """However full the room."""
    put(outbox, *"AABACABAAD" * 9)

    drain(outbox, room=3)

    assert states(path) == ["delivered"] * 90


def test_conditions_of_parts_are_kept_with_their_beginning(
    outbox: SqliteOutbox, path: Path, clock: FakeClock
) -> None:
    """A new detail of the same condition does not begin it anew."""
    outbox.report("link", "down", "refused")
    clock.advance(5)
    outbox.report("link", "down", "timed out")
    outbox.report("reader", "up", "")
    clock.advance(5)
    outbox.report("reader", "lost", "unplugged")

    with open_reading(path) as reading:
        told = [(each.part, each.condition, each.detail, each.since) for each in reading.parts()]
    assert told == [
        ("link", "down", "timed out", NOON),
        ("reader", "lost", "unplugged", NOON + timedelta(seconds=10)),
    ]


def test_a_damaged_one_is_not_sent_even_where_that_cannot_be_noted(path: Path) -> None:
    """The others go out all the same; the next start makes a dead letter of it."""
    with SqliteOutbox(path, FakeClock().now) as outbox:
        put(outbox, "A", "B", "C")
        change(path, "UPDATE clockings SET badge_number = 'X' WHERE seq = 2")
        change(path, _NO_REJECTION)

        assert taken(outbox) == [1, 3]
        assert states(path) == ["sending"] * 3

        change(path, "DROP TRIGGER no_rejection")
        put(outbox, "D")
        change(path, "UPDATE clockings SET badge_number = 'Y' WHERE seq = 4")

        assert taken(outbox) == []
        assert states(path)[3] == "rejected"

    with SqliteOutbox(path, FakeClock().now):
        assert states(path) == ["uncertain", "rejected", "uncertain", "rejected"]


_NO_REJECTION = """
CREATE TRIGGER no_rejection BEFORE UPDATE ON clockings WHEN new.state = 'rejected'
BEGIN SELECT raise(ABORT, 'the disk fails'); END
"""
