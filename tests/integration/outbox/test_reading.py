"""The outbox as the command line reads it: beside the daemon, after it, or without any."""

from pathlib import Path
from typing import NoReturn

import pytest

from terminal.model import Outcome, State
from terminal.outbox import Condition, SqliteOutbox, open_reading
from terminal.ports import OutboxUnavailable
from tests.parts.fakes import NOON, FakeClock, swipe
from tests.parts.outboxes import delivered, grow, log_of, put, stored, taken


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
        open_reading(path) as reading,
        pytest.raises(OutboxUnavailable, match=r"not a database\. The file is something else"),
    ):
        reading.counts()


def test_a_reader_cannot_write(outbox: SqliteOutbox, path: Path) -> None:
    """The daemon's is the one connection that writes."""
    put(outbox, "A")

    with (
        open_reading(path) as reading,
        pytest.raises(OutboxUnavailable, match="readonly"),
    ):
        reading._read("DELETE FROM clockings")
