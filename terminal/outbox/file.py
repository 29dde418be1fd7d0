"""The open file: one connection under one lock, and what every write of it has in common."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from terminal.model import Place
from terminal.outbox import statements
from terminal.outbox.connection import close_unfolded, explained
from terminal.outbox.inspection import Inspection
from terminal.outbox.opening import opened, suspect
from terminal.outbox.ownership import Ownership
from terminal.outbox.reserve import Reserve
from terminal.outbox.trouble import is_damage, is_full, is_of_the_disk
from terminal.outbox.write_lock import WriteLock
from terminal.ports import OutboxDamaged, OutboxUnavailable

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


class OutboxFile:
    """The outbox's only writing connection of this process, shared by all threads.

    A write that finds the disk full gives up the reserve and is tried once more.

    Args:
        path: The SQLite file.
        stood_at: See SqliteOutbox.

    Attributes:
        path: The SQLite file.
        reserve: The room beside it.
        rows_written: How many rows were written since it was opened, counted for the log's sake.

    Raises:
        OutboxUnavailable: It cannot be opened, or another process holds it.
    """

    def __init__(self, path: Path, stood_at: Place | None = None) -> None:
        self.path = path
        self.reserve = Reserve(path)
        self.rows_written = 0
        self._is_failing = False
        self._has_news = False
        self._is_damaged = False
        self._lock = WriteLock()
        self._ownership = Ownership(path)
        try:
            self._connection = opened(path, self.reserve, stood_at)
        except BaseException:
            self._ownership.close()
            raise
        self._inspection = Inspection(path)

    def close(self) -> None:
        """Close the file; SQLite folds its log into it, unless it is damaged."""
        self._inspection.close()
        with self._lock.for_housekeeping, explained(self.path):
            if self._is_damaged:
                close_unfolded(self._connection, self.path)
            self._connection.close()
        self._ownership.close()

    def abandon(self) -> None:
        """Close it after a failure, without a word about a second one."""
        self._connection.close()
        self._ownership.close()

    def store(self, work: Work[T]) -> T:
        """Do the one statement of a swipe as soon as the lock is free; it is a commit by itself.

        Somebody waits at the door: whatever only a failure needs is done after one.

        Raises:
            OutboxUnavailable: Nothing of it was kept.
        """
        with self._lock.for_swipe:
            try:
                result = self._by_itself(work)
            except sqlite3.Error as error:
                result = self._stored_after(error, work)
            self.rows_written += 1
            return result

    def change(self, work: Work[T], *, rows: int) -> T:
        """Do and commit work after every swipe that waits; about so many rows.

        Raises:
            OutboxUnavailable: Nothing of it was kept.
            OutboxDamaged: The file is damaged.
        """
        with self._at_leisure():
            return self._insisted(lambda: self._committed(work, rows=rows))

    @contextmanager
    def commit(self, *, rows: int) -> Iterator[sqlite3.Connection]:
        """Commit what is done within, after every swipe that waits; about so many rows.

        On a full disk it gives up the reserve, but the caller has to come again.
        """
        with self._at_leisure():
            try:
                with self._transaction(rows):
                    yield self._connection
            except sqlite3.Error as error:
                self._gave_room(error)
                raise

    def fold(self) -> bool:
        """Fold the log into the file; return whether that may be done by now.

        Raises:
            OutboxUnavailable: It could not be; nothing is lost.
            OutboxDamaged: The file is damaged.
        """
        with self._at_leisure():
            if not self._inspection.is_over():
                return False
            self._insisted(self._folded)
            return True

    def prove(self) -> None:
        """Make sure, after a write that failed, that one would be durable now.

        What failed is told once before that: a fault is to be shown long enough to be seen.

        Raises:
            OutboxUnavailable: It would not.
            OutboxDamaged: The file is damaged.
        """
        if self._is_damaged:
            raise OutboxDamaged(f"outbox {self.path}: damaged; it is rescued at the next start")
        if self._has_news:
            self._has_news = False
            raise OutboxUnavailable(f"outbox {self.path}: a write failed; the disk is tried again")
        if self._is_failing:
            self.change(_touch, rows=1)
            self._is_failing = self._has_news = False

    def read(
        self, statement: str, values: Iterable[object] | dict[str, object] = ()
    ) -> list[sqlite3.Row]:
        """Return the rows of a question; whatever only a failure needs is done after one."""
        with self._lock.for_housekeeping:
            try:
                return self._connection.execute(statement, values).fetchall()  # type: ignore[arg-type]
            except sqlite3.Error as error:
                failure = error
        with self._at_leisure():
            raise failure

    def _by_itself(self, work: Work[T]) -> T:
        if self._connection.in_transaction:  # it would join that, and not be committed
            raise sqlite3.OperationalError("a transaction was left open")
        return work(self._connection)

    def _stored_after(self, error: sqlite3.Error, work: Work[T]) -> T:
        with explained(self.path), self._noted():
            if not self._gave_room(error):
                raise error
            return self._by_itself(work)

    def _committed(self, work: Work[T], *, rows: int) -> T:
        with self._transaction(rows):
            return work(self._connection)

    def _insisted(self, write: Callable[[], T]) -> T:
        try:
            return write()
        except sqlite3.Error as error:
            if not self._gave_room(error):
                raise
            return write()

    def _gave_room(self, error: sqlite3.Error) -> bool:
        return is_full(error, self.path) and self.reserve.give_up()

    def _folded(self) -> None:
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        # The first commit after a checkpoint syncs twice, once for the log's new header.
        # It is this one, so that it is no swipe.
        _touch(self._connection)

    @contextmanager
    def _transaction(self, rows: int) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # after some errors SQLite has ended it itself
                self._connection.execute("ROLLBACK")
            raise
        self.rows_written += rows

    @contextmanager
    def _at_leisure(self) -> Iterator[None]:
        with self._lock.for_housekeeping, explained(self.path):
            try:
                with self._noted():
                    yield
            except sqlite3.Error as error:
                if is_damage(error):
                    raise OutboxDamaged(f"outbox {self.path}: {error}") from error
                raise

    @contextmanager
    def _noted(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            self._is_failing = self._has_news = True
            if is_damage(error):
                self._is_damaged = True
                suspect(self.path)
            if is_of_the_disk(error):
                self._overwrite()
            raise

    def _overwrite(self) -> None:
        """Commit something harmless where a refused commit may lie in the log.

        If only its sync failed, all of it may have reached the disk, and a start after a power
        cut would find it there. The next commit takes the same place.
        """
        with suppress(sqlite3.Error), self._transaction(rows=1):
            _touch(self._connection)


def _touch(connection: sqlite3.Connection) -> None:
    connection.execute(statements.TOUCH)
