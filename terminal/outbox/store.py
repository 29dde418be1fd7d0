"""The outbox as the daemon uses it: a commit that returned has been synced."""

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from terminal.model import BookedTime, Clocking, Moment, Outcome, Place, State, Swipe
from terminal.outbox import statements
from terminal.outbox.belonging import Belonging
from terminal.outbox.boots import SqliteBoots
from terminal.outbox.doubts import SqliteDoubts
from terminal.outbox.exchanging import (
    reject_all_damaged,
    reject_damaged,
    release,
    settle,
    take,
    told,
)
from terminal.outbox.file import OutboxFile
from terminal.outbox.log_length import is_short, note_length
from terminal.outbox.rows import (
    clocking_of_row,
    read_time,
    row_of_swipe,
    swipe_of_row,
    written_time,
)
from terminal.outbox.soundness import sound
from terminal.outbox.upkeep import Upkeep
from terminal.ports import OutboxUnavailable

ROWS_BETWEEN_CHECKPOINTS = 400
"""At 5 to 9 pages of 1 KiB for a row that keeps the log within the 4 MiB it was grown to."""

_CHUNK = 64
_ID_BYTES = 16


class SqliteOutbox:
    """The outbox as the daemon uses it; meets SwipeStore and Outbox.

    Only one process can hold an outbox. At opening, what was being sent when the last process
    ended becomes uncertain: whether Protime has it is not known.

    Args:
        path: The SQLite file; its folder must exist.
        now: The current moment, for the times at which states change.
        keep_delivered: How long delivered clockings are kept; None for ever.
        stood_at: Where the terminal stood while a program used the file that kept no places:
            what waits from then is told to have happened there.

    Attributes:
        doubts: Its uncertain clockings; meets Doubts.
        boots: The boots in which it was used; meets BootBook.
        belonging: Whose clockings it holds.

    Raises:
        OutboxUnavailable: It cannot be opened, or another process holds it.
    """

    def __init__(
        self,
        path: Path,
        now: Callable[[], Moment],
        keep_delivered: timedelta | None = None,
        stood_at: Place | None = None,
    ) -> None:
        self._now = now
        self._file = OutboxFile(path, stood_at)
        self._upkeep = Upkeep(self._file, now, keep_delivered)
        self.doubts = SqliteDoubts(self._file)
        self.boots = SqliteBoots(self._file)
        self.belonging = Belonging(self._file)
        # A process that was killed may have left a full log. Were every one killed before its
        # first checkpoint, by the main switch each night, the log would grow for ever.
        self._rows_at_checkpoint = -ROWS_BETWEEN_CHECKPOINTS
        self._seen_version: int | None = None
        try:
            self._recover()
        except BaseException:
            self._file.abandon()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; SQLite folds its log into it."""
        self._file.close()

    def put(self, swipe: Swipe, booked: BookedTime | None) -> int:
        """Store a swipe; see SwipeStore."""
        row = row_of_swipe(swipe, booked, os.urandom(_ID_BYTES).hex())
        seq = self._file.store(lambda file: file.execute(statements.PUT, row).lastrowid)
        assert seq is not None  # noqa: S101 - sqlite3 gives one after every INSERT
        return seq

    def newest_first(self) -> Iterator[Swipe]:
        """Return the stored swipes; see SwipeStore."""
        before = statements.NO_SEQ_IS_LARGER
        while rows := self._file.read(statements.BEFORE, (before, _CHUNK)):
            yield from map(swipe_of_row, sound(rows))
            before = rows[-1]["seq"]

    def exchange(self, outcomes: Sequence[Outcome], room: int, now: datetime) -> list[Clocking]:
        """Settle and take out; see Outbox."""
        if not outcomes and not (room and self._is_any_due(room, now)):
            return []

        def work(connection: sqlite3.Connection) -> list[sqlite3.Row]:
            settle(connection, outcomes, now)
            return take(connection, room, now)

        # What the rows tell is found out afterwards: a swipe may wait for the commit to end.
        clockings, damaged = told(self._file.change(work, rows=len(outcomes) + room))
        if damaged:
            with suppress(OutboxUnavailable):  # still marked, it is rejected at the next start
                self._file.change(
                    lambda file: reject_damaged(file, damaged, now), rows=len(damaged)
                )
        return clockings

    def _is_any_due(self, room: int, now: datetime) -> bool:
        """Ask the dear question only if anything is pending: every few seconds nothing is."""
        due = {"now": written_time(now), "room": room}
        is_any_pending = bool(self._file.read(statements.ANY_PENDING))
        return is_any_pending and bool(self._file.read(statements.DUE, due))

    def has_news(self) -> bool:
        """Return whether another program has written here; see Outbox."""
        ((version,),) = self._file.read(statements.FOREIGN_WRITES)
        before, self._seen_version = self._seen_version, version
        return bool(version != before)

    def next_attempt_at(self) -> datetime | None:
        """Return when the next retry is due; see Outbox."""
        rows = self._file.read(statements.NEXT_ATTEMPT)
        return read_time(rows[0]["next_attempt_at"]) if rows else None

    def bring_forward(self, now: datetime) -> None:
        """Let retries be due now; see Outbox."""
        with self._file.commit(rows=1) as connection:
            connection.execute(statements.BRING_FORWARD, {"now": written_time(now)})

    def held(self, after_seq: int = 0) -> list[Clocking]:
        """Return the held clockings; see Outbox."""
        rows = sound(self._file.read(statements.HELD, (after_seq,)))
        return [clocking_of_row(row) for row in rows]

    def release(self, booked: Sequence[tuple[int, BookedTime]]) -> None:
        """Make held clockings pending; see Outbox."""
        now = self._now().at
        with self._file.commit(rows=len(booked)) as connection:
            release(connection, booked, now)

    def count(self, state: State) -> int:
        """Return how many are in a state; see Outbox."""
        ((count,),) = self._file.read(statements.COUNT, (state.value,))
        return int(count)

    def report(self, part: str, condition: str, detail: str) -> None:
        """Keep the condition of a part; see Board."""
        rows = self._reported([(part, condition, detail)])
        self._file.change(lambda file: file.executemany(statements.REPORT, rows), rows=1)

    def begin(self, reports: Sequence[tuple[str, str, str]], configured: Collection[str]) -> None:
        """Keep what is to be said at a start, and forget parts that are no longer there.

        All in one commit: somebody may wait at the door.

        Args:
            reports: A part, its condition and a detail each, kept one after the other.
            configured: Of the parts that may come and go, those whose last words still count.
        """
        rows = self._reported(reports)

        def work(connection: sqlite3.Connection) -> None:
            known = connection.execute(statements.CONFIGURED_PARTS).fetchall()
            gone = [(part,) for (part,) in known if part not in configured]
            connection.executemany(statements.FORGET_PART, gone)
            connection.executemany(statements.REPORT, rows)

        self._file.change(work, rows=len(rows))

    def _reported(self, reports: Sequence[tuple[str, str, str]]) -> list[dict[str, str]]:
        now = written_time(self._now().at)
        return [
            {"part": part, "condition": condition, "detail": detail, "now": now}
            for part, condition, detail in reports
        ]

    def tidy(self) -> None:
        """Do the housekeeping; see Outbox."""
        self._file.prove()
        is_long = self._file.rows_written - self._rows_at_checkpoint >= ROWS_BETWEEN_CHECKPOINTS
        if is_long and self._file.fold():
            self._rows_at_checkpoint = self._file.rows_written
        self._upkeep.step()

    def _recover(self) -> None:
        now = self._now().at

        def work(connection: sqlite3.Connection) -> None:
            reject_all_damaged(connection, now)
            connection.execute(statements.DOUBT_SENDING, (written_time(now),))
            connection.execute(statements.FORGET_BACKOFF)
            note_length(connection, is_short=is_short(self._file.path))
            connection.execute(statements.TOUCH)

        self._file.change(work, rows=0)
        self._upkeep.begin()
