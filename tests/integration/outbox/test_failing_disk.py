"""A disk that fails: no acknowledgement, nothing half done, and on it goes when it works again."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from terminal.model import State
from terminal.outbox import SqliteOutbox
from terminal.ports import OutboxUnavailable
from tests.parts.fakes import NOON, swipe
from tests.parts.outbox_processes import own_mounts, strace, told
from tests.parts.outboxes import booked, delivered, full, put, states, stored, taken

FREE_SPACE = "Free space on that disk; the terminal goes on by itself."
MAKE_WRITABLE = r"readonly database\. Make that folder writable for the service's user"

WRITES: dict[str, Callable[[SqliteOutbox], object]] = {
    "put": lambda outbox: put(outbox, "B"),
    "exchange": lambda outbox: outbox.exchange(delivered([1]), 9, NOON),
    "release": lambda outbox: outbox.release([(3, booked())]),
    "report": lambda outbox: outbox.report("link", "down", "refused"),
}


@contextmanager
def _read_only(outbox: SqliteOutbox) -> Iterator[None]:
    outbox._file._connection.execute("PRAGMA query_only = 1")
    yield
    outbox._file._connection.execute("PRAGMA query_only = 0")


@pytest.mark.parametrize("write", WRITES)
def test_a_write_that_fails_changes_nothing(outbox: SqliteOutbox, path: Path, write: str) -> None:
    """It is refused with advice; the same write succeeds once the disk works again."""
    put(outbox, "A", "A")
    outbox.put(swipe("C"), None)
    taken(outbox)
    before = states(path)

    with _read_only(outbox), pytest.raises(OutboxUnavailable, match=MAKE_WRITABLE):
        WRITES[write](outbox)

    assert states(path) == before
    WRITES[write](outbox)


def test_a_write_that_fails_halfway_leaves_nothing_open(outbox: SqliteOutbox) -> None:
    """Whatever went before within it is taken back, and the next one begins anew."""
    put(outbox, "A", "B")
    outbox._file._connection.execute(
        "CREATE TRIGGER no BEFORE UPDATE ON clockings WHEN new.seq = 2 "
        "BEGIN SELECT RAISE(ABORT, 'no'); END"
    )

    with pytest.raises(OutboxUnavailable, match=r": no\. Look at `dmesg` and `df`"):
        taken(outbox)

    assert outbox.count(State.SENDING) == 0
    outbox._file._connection.execute("DROP TRIGGER no")
    assert taken(outbox) == [1, 2]


def test_housekeeping_that_fails_is_done_later(outbox: SqliteOutbox, path: Path) -> None:
    """Whoever asked for it is told."""
    outbox.tidy()
    put(outbox, *["A"] * 400)
    size = path.stat().st_size

    with _read_only(outbox), pytest.raises(OutboxUnavailable, match=MAKE_WRITABLE):
        outbox.tidy()
    put(outbox, "A")
    with pytest.raises(OutboxUnavailable, match="a write failed; the disk is tried again"):
        outbox.tidy()
    outbox.tidy()

    assert path.stat().st_size > size
    assert outbox._rows_at_checkpoint == outbox._file.rows_written


def test_a_full_file_takes_no_swipe_and_leaves_no_gap(outbox: SqliteOutbox, path: Path) -> None:
    """Refused swipes use up no seq, and the next one is stored over the same connection."""
    refusals: list[str] = []
    with full(outbox):
        while len(refusals) < 3:
            try:
                put(outbox, "A")
            except OutboxUnavailable as error:
                refusals.append(str(error))
    number = outbox.count(State.PENDING)

    assert put(outbox, "A") == [number + 1]
    assert stored(path) == list(range(1, number + 2))
    assert set(refusals) == {f"outbox {path}: database or disk is full. {FREE_SPACE}"}


def test_a_disk_that_fills_up_and_is_cleared(path: Path) -> None:
    """What was acknowledged is there, refusals are told, and the next swipe is stored.

    The log was grown at the start, so that swipes go on for a while on a full disk; it is the
    housekeeping that meets the full disk first. With the room of the reserve thousands more go on.
    """
    lines = told("full", path, under=own_mounts())

    full, untidy, refused, tidied = (
        next(number for number, line in enumerate(lines) if line.startswith(word))
        for word in ("full", "untidy", "refused", "tidied")
    )
    assert full < untidy < refused < tidied
    assert untidy - full > 5000
    assert lines[untidy].endswith(FREE_SPACE)
    assert lines[refused].endswith(FREE_SPACE)
    acknowledged = [line.split()[1] for line in lines if line.startswith("stored")]
    assert acknowledged == [str(seq) for seq in range(1, len(acknowledged) + 1)]
    assert len(acknowledged) > 400
    kept = [line.split()[1] for line in lines if line.startswith("kept")]
    assert kept == acknowledged


def test_a_file_that_another_program_keeps_locked_is_told(outbox: SqliteOutbox, path: Path) -> None:
    """With what to do; the swipe after the other program's end is stored."""
    outbox._file._connection.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(
            OutboxUnavailable, match=r"locked\. Another program keeps the file locked; end it\."
        ):
            put(outbox, "A")
        other.execute("ROLLBACK")

    assert put(outbox, "A") == [1]


def test_a_start_on_a_full_disk_lives_on_the_reserve(path: Path) -> None:
    """Though neither the log nor its index has a byte on the disk yet."""
    lines = told("full-start", path, under=own_mounts())

    assert lines == ["full", *(f"stored {seq}" for seq in range(1, 601))]


def test_a_power_cut_after_a_full_disk_was_cleared_is_no_damage(path: Path) -> None:
    """The log began short for want of room, and is not taken for one that was cut."""
    lines = told("full-then-cut", path, 3, under=own_mounts())

    assert lines == ["full", "stored 1", "stored 2", "stored 3", "pending 3"]


def test_an_upgrade_on_a_full_disk_lives_on_the_reserve(path: Path) -> None:
    """What has no room is no damage: nothing is set aside, and all that waited still does."""
    lines = told("full-upgrade", path, 600, under=own_mounts())

    assert lines == ["full", "pending 600", "damaged files 0"]


def test_a_read_only_disk_is_told_and_forgotten(path: Path) -> None:
    """It is no damage: nothing is set aside, and the next start goes on."""
    lines = told("read-only", path, under=own_mounts())

    assert (lines[0], lines[2]) == ("stored 1", "stored 2")
    assert lines[1].startswith("unavailable outbox")
    assert "Read-only file system" in lines[1]


CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "openat", "write")
"""SQLite writes with pwrite64, the reserve with write; the rest both."""

SWIPES = 4


FAILURES = [
    *(("EIO", call) for call in CALLS),
    *(("ENOSPC", call) for call in ("pwrite64", "ftruncate", "openat")),
    *(("EROFS", call) for call in ("pwrite64", "openat")),
]
POINTS = (1, 2, 3, 5, 7, 10, 14, 19, 25, 32, 40, 50, 62, 76, 92)


@pytest.mark.slow
@pytest.mark.parametrize(("error", "call"), FAILURES)
def test_whichever_write_fails_no_promise_is_broken(path: Path, call: str, error: str) -> None:
    """At many points two calls in a row: refusals, never a false promise.

    The same process recovers, nothing is taken for damage, and all that was acknowledged is there
    after its end.
    """
    told("exit", path, 2)
    base = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    for number in POINTS:
        for name, content in base.items():
            path.with_name(name).write_bytes(content)
        trace = path.with_name("trace")
        ends = ("", "-wal", "-shm", ".reserve", ".lock")
        only = [item for end in ends for item in _only(path, end)]
        inject = f"inject={call}:error={error}:when={number}..{number + 1}"
        under = strace(trace, *only, "-e", f"trace={call}", "-e", inject)
        lines = told("faulty", path, SWIPES, under=under)
        acknowledged = {int(line.split()[1]) for line in lines if line.startswith("stored")}
        assert "works again" in lines, (number, lines)
        assert lines[-1].startswith("stored"), (number, lines)
        assert acknowledged <= set(stored(path)), (number, lines)
        assert list(path.parent.glob("*damaged*")) == [], number
        if "(INJECTED)" not in trace.read_text():
            break
    assert number > POINTS[0]


def _only(path: Path, end: str) -> tuple[str, str]:
    return "-P", str(path.with_name(path.name + end))
