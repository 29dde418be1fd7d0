"""The outbox as the command line reads it: beside the daemon, after it, or without any."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from terminal.model import Outcome, State
from terminal.outbox import SqliteOutbox, statements
from terminal.outbox.beside import Condition, Filter, open_reading, reading
from terminal.outbox.rows import row_of_swipe
from terminal.ports import OutboxUnavailable
from tests.parts.fakes import NOON, FakeClock, swipe
from tests.parts.outboxes import booked, delivered, grow, log_of, put, stored, taken


@pytest.fixture
def used(outbox: SqliteOutbox) -> SqliteOutbox:
    """Return an outbox with a delivered, a rejected, a sending, a pending and a held clocking."""
    put(outbox, *"ABCD")
    rejected = Outcome(seq=2, state=State.REJECTED, last_error="unknown badge")
    taken(outbox, 3)
    outbox.exchange([*delivered([1]), rejected], 0, NOON)
    outbox.put(swipe("E"), None)
    return outbox


@pytest.mark.usefixtures("used")
def test_it_is_read_beside_the_daemon(path: Path) -> None:
    """What is not in the file yet is read from the log; nothing is written."""
    before = path.read_bytes()

    with open_reading(path) as reading:
        counts = reading.counts()
        oldest = reading.oldest_unsent()

    assert counts == {
        State.HELD: 1,
        State.PENDING: 1,
        State.SENDING: 1,
        State.DELIVERED: 1,
        State.REJECTED: 1,
        State.UNCERTAIN: 0,
        State.CLOSED: 0,
    }
    assert oldest
    assert oldest.seq == 3
    assert path.read_bytes() == before


@pytest.mark.usefixtures("used")
def test_clockings_are_listed_newest_first(path: Path) -> None:
    """All of them, those of a state, the last few, or one."""
    with open_reading(path) as reading:
        every = [each.seq for each in reading.clockings()]
        rejected = reading.clockings(State.REJECTED)
        last = [each.seq for each in reading.clockings(limit=2)]
        one, none = reading.clocking(2), reading.clocking(99)

    assert (every, last, none) == ([5, 4, 3, 2, 1], [5, 4], None)
    assert rejected == [one]
    assert one
    assert one.last_error == "unknown badge"


@pytest.mark.parametrize("seqs", [[], [1]])
def test_with_everything_delivered_nothing_is_unsent(
    outbox: SqliteOutbox, path: Path, seqs: list[int]
) -> None:
    """Nor in an empty outbox."""
    put(outbox, *["A"] * len(seqs))
    outbox.exchange(delivered(taken(outbox)), 0, NOON)

    with open_reading(path) as reading:
        assert reading.oldest_unsent() is None
        assert [each.seq for each in reading.clockings()] == seqs


def test_an_outbox_whose_daemon_has_ended_is_read(path: Path) -> None:
    """Its log is folded in; the daemon can start again afterwards, also while it is read."""
    grow(path, 3)
    assert not log_of(path).exists()

    with open_reading(path) as reading:
        assert reading.counts()[State.PENDING] == 3
        with SqliteOutbox(path, FakeClock().now) as outbox:
            put(outbox, "A")
            assert reading.counts()[State.PENDING] == 4

    assert stored(path) == [1, 2, 3, 4]


def test_parts_tell_how_they_are(outbox: SqliteOutbox, path: Path) -> None:
    """Those that said something, by name; the outbox's own row is no part's word."""
    outbox.report("reader", "up", "Virtual PCD")
    outbox.report("link", "down", "refused")

    with open_reading(path) as reading:
        parts = reading.parts()

    assert parts == [
        Condition("link", "down", "refused", NOON),
        Condition("reader", "up", "Virtual PCD", NOON),
    ]


def test_a_start_forgets_the_parts_that_are_no_longer_configured(
    outbox: SqliteOutbox, path: Path, clock: FakeClock
) -> None:
    """A reader that was replaced is not lost for ever; what else was said is kept since when."""
    for part in ("reader door", "reader gate", "buttons", "place", "link"):
        outbox.report(part, "lost", "")
    clock.advance(5)
    outbox.begin([("daemon", "running", "pid 7")], configured=["reader gate"])

    with open_reading(path) as reading:
        parts = {each.part: each.since for each in reading.parts()}

    assert parts == {"daemon": clock.now().at, "reader gate": NOON, "link": NOON}


def test_an_outbox_that_is_not_there_is_not_made(path: Path) -> None:
    """A person may have mistyped, or the terminal has not run yet."""
    with (
        pytest.raises(OutboxUnavailable, match=rf"outbox {path}: there is none yet\."),
        open_reading(path),
    ):
        pass

    assert not path.exists()


def test_an_outbox_of_others_needs_root(path: Path) -> None:
    """Who may not look into it is told how to, and not that there is none."""
    with (
        pytest.raises(OutboxUnavailable, match=r"may not look into it\. Run this as root"),
        open_reading(_Forbidden(path)),
    ):
        pass


class _Forbidden(type(Path())):  # type: ignore[misc]  # the class depends on the system
    """A path that nobody may look at: root, who runs some test machines, may look at any other."""

    def stat(self, **_: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")


def test_what_is_no_outbox_is_told(path: Path) -> None:
    """In the words of the daemon."""
    path.write_bytes(b"a letter " * 1000)

    with (
        pytest.raises(OutboxUnavailable, match=r"not a database\. The file is something else"),
        open_reading(path),
    ):
        pass


@pytest.mark.parametrize(
    ("version", "advice"),
    [(99, "use that one's command"), (2, "brings it up to date when it starts")],
)
@pytest.mark.usefixtures("outbox")
def test_an_outbox_of_another_version_is_not_read(path: Path, version: int, advice: str) -> None:
    """After an update the terminal is to be restarted before anything else."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")

    with (
        pytest.raises(OutboxUnavailable, match=rf"has schema {version}, .* {advice}"),
        open_reading(path),
    ):
        pass


def test_a_reader_cannot_write(outbox: SqliteOutbox, path: Path) -> None:
    """The daemon's is the one connection that writes."""
    put(outbox, "A")

    with (
        open_reading(path) as reading,
        pytest.raises(OutboxUnavailable, match="readonly"),
    ):
        reading._read("DELETE FROM clockings")


YESTERDAY, TOMORROW = NOON.date() - timedelta(1), NOON.date() + timedelta(1)


@pytest.mark.parametrize(
    ("which", "seqs"),
    [
        (Filter(), [5, 4, 3, 2, 1]),
        (Filter(states=(State.PENDING, State.REJECTED)), [4, 2]),
        (Filter(states=(State.PENDING, State.DELIVERED)), [4, 1]),
        (Filter(badge_number="A"), [1]),
        (Filter(reader="door"), [5, 4, 3, 2, 1]),
        (Filter(reader="gate"), []),
        (Filter(since=NOON.date(), until=NOON.date(), badge_number="B"), [2]),
        (Filter(since=TOMORROW), [5]),
        (Filter(until=YESTERDAY), [5]),
        (Filter(error_contains="UNKNOWN b"), [2]),
        (Filter(error_contains="%"), []),
    ],
)
@pytest.mark.usefixtures("used")
def test_clockings_are_found_by_what_is_known_of_them(
    path: Path, which: Filter, seqs: list[int]
) -> None:
    """Every condition must be met; the fifth is held, so that its day is not known."""
    with open_reading(path) as reading:
        found = [each.seq for each in reading.found(which)]
        streamed = [each.seq for each in reading.stream(which)]

        assert (found, streamed) == (seqs, seqs[::-1])
        assert reading.seqs(which) == seqs[::-1]
        assert reading.count(which) == len(seqs)


def test_a_stream_goes_on_where_it_was(outbox: SqliteOutbox, path: Path) -> None:
    """However many there are, a few at a time are in memory."""
    with outbox._file.commit(rows=1) as connection:
        row = row_of_swipe(swipe(), booked(), "id")
        connection.executemany(statements.PUT, [row] * 1200)

    with open_reading(path) as reading:
        assert [each.seq for each in reading.stream(Filter())] == list(range(1, 1201))


def test_the_counts_do_not_look_into_what_is_delivered(outbox: SqliteOutbox) -> None:
    """They stay quick as the years go by."""
    plan = [
        row["detail"]
        for statement in (reading._COUNTS, reading._OLDEST_UNSENT)
        for row in outbox._file.read(f"EXPLAIN QUERY PLAN {statement}")
    ]
    assert "USE TEMP B-TREE FOR GROUP BY" not in plan
    looks = [line for line in plan if "clockings" in line and line != "SEARCH clockings"]
    assert [line for line in looks if "INDEX clockings_undelivered" not in line] == [
        "SEARCH clockings USING INTEGER PRIMARY KEY (rowid=?)"
    ]
