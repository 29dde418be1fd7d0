"""A second connection that writes, safe beside the running daemon.

It never takes the daemon's place: it holds no ownership and changes no schema. Its commits are
short and leave room in between, so that a swipe waits for one of them at most.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

from terminal.outbox.beside.finding import check_version, find
from terminal.outbox.checksum import teach
from terminal.outbox.connection import PAGE_BYTES, close_unfolded, explained
from terminal.outbox.log_check import check_log
from terminal.outbox.log_length import is_short, note_length
from terminal.outbox.trouble import Damage
from terminal.ports import OutboxUnavailable

ROWS_IN_A_COMMIT = 100

SHORTEST_PAUSE_SECONDS = 0.06
"""SQLite in the daemon looks every 50 ms at most whether a commit of 0.2 s or less is over."""

_LOCKED_SECONDS = 5.0
_READERS_LEAVE_SECONDS = 0.1
_LOOKS_AT_THE_LOG = 20


class Beside:
    """The second connection, and the manners it has.

    Args:
        connection: Of its own, in autocommit.
        path: The file, for errors.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @contextmanager
    def commit(self) -> Iterator[sqlite3.Connection]:
        """Commit what is done within, as soon as the daemon is between two commits.

        Raises:
            OutboxUnavailable: Nothing of it was kept.
        """
        with explained(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._note_new_log()
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # SQLite has already rolled back by itself after some errors
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def change_each(
        self, seqs: Sequence[int], change: Callable[[sqlite3.Connection, int], bool]
    ) -> Iterator[list[int]]:
        """Change many clockings a few at a time; return after each commit which were changed.

        After each it rests for as long as that took: a swipe that waits is served then.

        Raises:
            OutboxUnavailable: These few and all that follow are as they were.
        """
        rest_seconds = 0.0
        for start in range(0, len(seqs), ROWS_IN_A_COMMIT):
            Event().wait(rest_seconds)
            began = monotonic()
            with self.commit() as connection:
                few = seqs[start : start + ROWS_IN_A_COMMIT]
                changed = [seq for seq in few if change(connection, seq)]
            rest_seconds = max(SHORTEST_PAUSE_SECONDS, monotonic() - began)
            yield changed

    def empty_log(self) -> bool:
        """Fold the log into the file and empty it, for old contents of pages lie in it.

        Returns:
            Whether it is empty. It is not while others read the outbox all the time.

        Raises:
            OutboxUnavailable: The disk failed.
        """
        with self.commit() as connection:
            note_length(connection, is_short=True)
        with explained(self._path):
            # While it waits for readers, SQLite lets nobody write: so it waits no longer.
            self._wait_for_others(_READERS_LEAVE_SECONDS)
            looks = (self._is_log_emptied() for _ in range(_LOOKS_AT_THE_LOG))
            is_empty = any(looks)
            self._wait_for_others(_LOCKED_SECONDS)
        return is_empty

    def _note_new_log(self) -> None:
        """Tell the next start that nobody cut the log which this begins where no daemon runs."""
        if is_short(self._path):
            note_length(self._connection, is_short=True)

    def _is_log_emptied(self) -> bool:
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        (is_busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            Event().wait(_READERS_LEAVE_SECONDS)
        return not is_busy

    def _wait_for_others(self, seconds: float) -> None:
        self._connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


@contextmanager
def open_beside(path: Path) -> Iterator[Beside]:
    """Open an outbox to change it, whether the daemon runs or not.

    Raises:
        OutboxUnavailable: There is none, it may not be written, another version wrote it, or it is
            damaged.
    """
    find(path)
    if not os.access(path, os.W_OK, effective_ids=True):
        raise OutboxUnavailable(
            f"outbox {path}: this user may not change it. Run this as root, through sudo."
        )
    with explained(path):
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            timeout=_LOCKED_SECONDS,
        )
    connection.row_factory = sqlite3.Row
    teach(connection)
    with closing(connection):
        with explained(path):
            check_version(connection, path)
            for setting in _SETTINGS:
                connection.execute(setting)
            _check_log(connection, path)
        yield Beside(connection, path)


def _check_log(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure that SQLite takes the whole log, which it may fold into the file at the end.

    A daemon that runs has looked at its start. The lock keeps it from writing meanwhile.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        check_log(path, PAGE_BYTES)
    except Damage as error:
        close_unfolded(connection, path)
        raise OutboxUnavailable(
            f"outbox {path}: {error}. The terminal rescues it when it next starts: `sudo systemctl "
            "restart badge-terminal`. Nothing was changed."
        ) from error
    connection.execute("ROLLBACK")


_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 0",  # that is the daemon's work, at a time when nobody waits
    "PRAGMA secure_delete = ON",  # what is replaced is overwritten with zeros
)
