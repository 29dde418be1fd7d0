"""The locks by which SQLite in other processes knows that the terminal has the outbox open."""

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from terminal.outbox import SqliteOutbox
from tests.parts.fakes import FakeClock
from tests.parts.outbox_processes import told
from tests.parts.outboxes import put

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


def is_locked(file: Path, byte: int) -> bool:
    """Return whether another process would find a byte of a file locked."""
    command = [sys.executable, "-c", ASKED, str(file), str(byte)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(answer) != fcntl.F_UNLCK
