"""Opening an outbox: what the last process left, and files that are refused."""

import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from terminal.model import Outcome, State
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_reading
from terminal.outbox.connection import explained, open_durable
from terminal.ports import OutboxUnavailable
from tests.parts.fakes import NOON, FakeClock, swipe
from tests.parts.outbox_processes import own_mounts, told
from tests.parts.outboxes import booked, delivered, grow, put, stored, taken

NO_FOLDER = r"Make sure that the folder exists and belongs to the service's user\."


def test_what_was_underway_is_uncertain_at_the_next_start(path: Path, clock: FakeClock) -> None:
    """Whether Protime has it is not known, so it is neither sent again nor forgotten."""
    with SqliteOutbox(path, clock.now) as outbox:
        put(outbox, "A", "B", "C")
        outbox.exchange(delivered(taken(outbox, 2)[:1]), 0, NOON)
    clock.advance(60)

    with SqliteOutbox(path, clock.now) as outbox, open_reading(path) as reading:
        kept = reading.clockings()[::-1]
        due = taken(outbox)

    assert [each.state for each in kept] == [State.DELIVERED, State.UNCERTAIN, State.PENDING]
    assert kept[1].last_error == "the terminal stopped before it saw an answer from Protime"
    assert kept[1].changed_at == NOON + timedelta(seconds=60)
    assert due == [3]


def test_a_start_ends_all_waiting(path: Path, clock: FakeClock) -> None:
    """A clock that was wrong when the wait was planned may be right by now."""
    with SqliteOutbox(path, clock.now) as outbox:
        put(outbox, "A")
        later = NOON + timedelta(minutes=5)
        outcomes = [
            Outcome(seq=seq, state=State.PENDING, next_attempt_at=later) for seq in taken(outbox)
        ]
        outbox.exchange(outcomes, 0, NOON)

    with SqliteOutbox(path, clock.now) as outbox:
        assert outbox.next_attempt_at() is None
        assert taken(outbox) == [1]


def test_seq_has_no_gap_over_restarts(path: Path, clock: FakeClock) -> None:
    """Not even when everything before was delivered."""
    for seq in range(1, 4):
        with SqliteOutbox(path, clock.now) as outbox:
            assert put(outbox, "A") == [seq]
            outbox.exchange(delivered(taken(outbox)), 0, NOON)


def test_a_second_outbox_over_one_file_is_refused(outbox: SqliteOutbox, path: Path) -> None:
    """Within the process and from another one, in words that say what to do; the first works on."""
    with pytest.raises(OutboxUnavailable) as refusal:
        SqliteOutbox(path, FakeClock().now)

    assert str(refusal.value) == (
        f"outbox {path}: another badge-terminal is using it. End that one first "
        "(`sudo systemctl stop badge-terminal`)."
    )
    assert told("open", path) == [f"unavailable {refusal.value}"]
    assert put(outbox, "A") == [1]


def test_a_closed_outbox_can_be_opened_by_another_process(path: Path) -> None:
    """And one whose process was killed by the next."""
    grow(path, 1)

    assert told("kill", path, 1) == ["stored 2"]
    assert told("open", path) == ["opened"]


def test_a_refused_outbox_lets_go_of_its_file(path: Path, clock: FakeClock) -> None:
    """Whoever mends it can open it, in the same process too."""
    grow(path, 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TRIGGER no BEFORE UPDATE ON parts BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    with pytest.raises(OutboxUnavailable, match=r": no\. Look at `dmesg`"):
        SqliteOutbox(path, clock.now)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER no")

    with SqliteOutbox(path, clock.now) as outbox:
        assert put(outbox, "A") == [2]


def test_no_other_user_can_read_the_outbox(path: Path, clock: FakeClock) -> None:
    """It holds badge numbers, and so do its log and the log's index."""
    with SqliteOutbox(path, clock.now) as outbox:
        put(outbox, "A")
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}

    assert {name for name, mode in modes.items() if mode & stat.S_IRWXO} == set()
    assert {path.name, f"{path.name}-wal", f"{path.name}-shm"} <= set(modes)


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    """Before and after the lock file."""
    path = tmp_path / "missing" / "outbox.db"

    with pytest.raises(OutboxUnavailable, match=rf"missing/outbox\.db: .*\. {NO_FOLDER}"):
        SqliteOutbox(path, FakeClock().now)
    unable = rf"unable to open database file\. {NO_FOLDER}"
    with pytest.raises(OutboxUnavailable, match=unable), explained(path):
        open_durable(path)


def test_a_folder_that_is_read_only_is_told(path: Path) -> None:
    """With what to do."""
    (line,) = told("open-read-only", path, under=own_mounts())

    assert line.startswith(f"unavailable outbox {path}: cannot make outbox.db.lock beside it")
    assert "(Read-only file system)" in line


def test_a_connection_without_a_log_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite stays with another journal where it must, without an error; here in memory."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        OutboxUnavailable,
        match=r"set journal_mode to wal \(it stays memory\): put the outbox on a local disk",
    ):
        open_durable(Path(":memory:"))


def test_the_file_of_another_program_is_refused(path: Path, clock: FakeClock) -> None:
    """It is neither changed nor set aside."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE letters (text TEXT)")
    content = path.read_bytes()

    with pytest.raises(OutboxUnavailable, match=r"another program: it has the tables letters\."):
        SqliteOutbox(path, clock.now)

    assert path.read_bytes()[100:] == content[100:]
    assert list(path.parent.glob("*damaged*")) == []


def test_a_closed_outbox_takes_nothing(path: Path, clock: FakeClock) -> None:
    """Nothing is acknowledged after the end; the file is whole without its log."""
    with SqliteOutbox(path, clock.now) as outbox:
        put(outbox, "A")

    with pytest.raises(OutboxUnavailable, match="closed database"):
        outbox.put(swipe(), booked())
    assert sorted(each.name for each in path.parent.iterdir()) == ["outbox.db", "outbox.db.lock"]
    assert stored(path) == [1]
