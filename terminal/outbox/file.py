"""The open file: one connection under one lock, and what every write of it has in common."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from terminal.outbox.connection import explained, open_writing
from terminal.outbox.ownership import Ownership
from terminal.outbox.write_lock import WriteLock


class OutboxFile:
    """The outbox's only writing connection, shared by all threads.

    Attributes:
        path: The SQLite file.
        rows_written: How many rows were written since it was opened, counted for the log's sake.

    Raises:
        OutboxUnavailable: It cannot be opened, or another process holds it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows_written = 0
        self._lock = WriteLock()
        self._ownership = Ownership(path)
        try:
            self._connection = open_writing(path)
        except BaseException:
            self._ownership.close()
            raise

    def close(self) -> None:
        """Close the file; SQLite folds its log into it."""
        with self._lock.for_housekeeping(), explained(self.path):
            self._connection.close()
        self._ownership.close()

    def abandon(self) -> None:
        """Close it after a failure, without a word about a second one."""
        self._connection.close()
        self._ownership.close()

    def commit_swipe(self) -> AbstractContextManager[sqlite3.Connection]:
        """Commit what is done within as soon as the lock is free."""
        return self._commit(self._lock.for_swipe(), rows=1)

    def commit(self, *, rows: int) -> AbstractContextManager[sqlite3.Connection]:
        """Commit what is done within, after every swipe that waits; about so many rows."""
        return self._commit(self._lock.for_housekeeping(), rows=rows)

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection outside of any transaction, after every swipe that waits."""
        with self._lock.for_housekeeping(), explained(self.path):
            yield self._connection

    def read(
        self, statement: str, values: Iterable[object] | dict[str, object] = ()
    ) -> list[sqlite3.Row]:
        """Return the rows of a question."""
        with self.alone() as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]

    @contextmanager
    def _commit(
        self, lock: AbstractContextManager[None], *, rows: int
    ) -> Iterator[sqlite3.Connection]:
        with lock, explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # SQLite has already rolled back by itself after some errors
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self.rows_written += rows
