"""The locks by which SQLite in other processes knows that the terminal has the outbox open."""

import fcntl
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from terminal.outbox import SqliteOutbox, log_check
from terminal.outbox.checks import is_small
from terminal.outbox.connection import PAGE_BYTES, open_durable
from terminal.outbox.wal import Wal
from tests.parts.archive import fill
from tests.parts.fakes import FakeClock
from tests.parts.outbox_processes import told
from tests.parts.outboxes import log_of, put

CLOCKINGS = 20_000
LOOK_SECONDS = 20.0

LOCKS = {"": 0x40000002, "-shm": 128}
"""Where SQLite locks the database for reading, and where it says that the log's index is in use
(the SHARED bytes of "File Locking And Concurrency", the ninth lock of "WAL-mode File Format")."""

ASKED = """
import fcntl, os, struct, sys
question = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, int(sys.argv[2]), 1, 0)
with open(sys.argv[1], "rb+") as file:
    print(struct.unpack("hhqqi4x", fcntl.fcntl(file, fcntl.F_GETLK, question))[0])
"""


@pytest.mark.parametrize("end", LOCKS)
def test_they_stand_after_a_start_that_found_a_log(path: Path, end: str) -> None:
    """To open and close one of these files, be it to look at it, would end the locks on it.

    The next `badge-terminal status` would then take the log's index for nobody's and make it
    anew, while the terminal writes by it: the terminal crashed of that (SIGBUS).
    """
    told("kill", path, 3)

    with SqliteOutbox(path, FakeClock().now) as outbox:
        put(outbox, "1955")

        assert is_locked(Path(f"{path}{end}"), LOCKS[end])


@pytest.mark.parametrize("end", LOCKS)
def test_they_stand_after_all_of_a_large_file_was_looked_at(path: Path, end: str) -> None:
    """A second connection of this process looks: SQLite knows of both when that one is closed."""
    fill(path, CLOCKINGS)
    assert not is_small(path)

    with SqliteOutbox(path, FakeClock().now) as outbox:
        outbox.tidy()
        deadline = monotonic() + LOOK_SECONDS
        while not outbox._file._inspection.is_over():
            assert monotonic() < deadline
            Event().wait(0.01)

        assert is_locked(Path(f"{path}{end}"), LOCKS[end])


def test_what_sqlite_took_of_a_log_is_known_without_reading_it(path: Path) -> None:
    """From the log's index, by SQLite's own descriptor of it."""
    told("kill", path, 3)
    taken = Wal(log_of(path), PAGE_BYTES).last_commit

    with closing(open_durable(path)):
        assert log_check._frames_taken(path) == taken > 0


def is_locked(file: Path, byte: int) -> bool:
    """Return whether another process would find a byte of a file locked."""
    command = [sys.executable, "-c", ASKED, str(file), str(byte)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(answer) != fcntl.F_UNLCK
