"""Everything readable of a damaged outbox goes into a new one; the damaged one is kept."""

import json
import logging
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from terminal.model.logline import event
from terminal.model.struct import replace
from terminal.outbox import incidents
from terminal.outbox.checks import TABLES
from terminal.outbox.connection import PAGE_BYTES, open_durable
from terminal.outbox.pages import Record
from terminal.outbox.remains import Remains
from terminal.outbox.removed import COUNT_REMOVED
from terminal.outbox.rescued_rows import Rescued, Trust, of_unreadable, rescued
from terminal.outbox.set_aside import finish_swap, free_name, rescued_name, swap

logger = logging.getLogger(__name__)

_ROWS_IN_A_COMMIT = 5000
"""More would make the log of the new file as long as the file."""

_LONGEST_FINDING = 200

_OTHERS = ("parts", "decisions", "boots", "incidents")
"""In this order: what fits into none of these but the last would fit into it by its types alone."""


@dataclass(frozen=True, slots=True)
class _Kept:
    id: str
    trust: Trust
    weight: tuple[int, ...]


class Rescue:
    """The rescue of one damaged file.

    A clocking may be found more than once, in older and newer versions of its page: the one
    furthest on its way counts. One that was still to be sent may be older than the truth, too, so
    it becomes uncertain: nothing is posted again unasked. A row that cannot be trusted becomes a
    dead letter, and what is left of it is kept as text beside the damaged file.

    Args:
        path: The damaged file.
        finding: What is wrong with it.
    """

    def __init__(self, path: Path, finding: str) -> None:
        self._path = path
        self._finding = finding.splitlines()[0][:_LONGEST_FINDING]
        self._at = datetime.now(tz=UTC)
        self._aside = free_name(path, self._at)
        self._kept: dict[int, _Kept] = {}
        self._seqs: dict[str, int] = {}
        self._numberless: list[Rescued] = []
        self._rows = 0

    def run(self) -> None:
        """Make the new file, and let the two change places.

        Raises:
            sqlite3.Error: The new file could not be written; the damaged one is where it was.
        """
        finish_swap(self._path)
        with closing(open_durable(rescued_name(self._path))) as connection:
            connection.execute("BEGIN IMMEDIATE")
            self._collect(connection)
            self._number(connection)
            connection.execute(COUNT_REMOVED)
            incidents.record(connection, self._at, "damage", self._account())
            connection.execute("COMMIT")
        swap(self._path, self._aside)
        logger.error(event("damaged outbox set aside", detail=self._account()))

    def _collect(self, connection: sqlite3.Connection) -> None:
        for record in Remains(self._path, PAGE_BYTES).records():
            self._keep(connection, record)
            self._rows += 1
            if self._rows % _ROWS_IN_A_COMMIT == 0:
                connection.execute("COMMIT")
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                connection.execute("BEGIN IMMEDIATE")

    def _number(self, connection: sqlite3.Connection) -> None:
        """Give sound clockings whose number alone was damaged the next free ones."""
        for found in sorted(self._numberless, key=lambda each: each.weight, reverse=True):
            if found.trust is Trust.SOUND and found.id not in self._seqs:
                seq = max(self._kept, default=0) + 1
                self._put(connection, replace(found, row={**found.row, "seq": seq}))

    def _keep(self, connection: sqlite3.Connection, record: Record) -> None:
        found = rescued(record, TABLES["clockings"])
        if found is None:
            self._keep_other(connection, record)
            return
        if found.trust is not Trust.SOUND or not found.has_number:
            self._keep_text(record)
        if not found.has_number:
            self._numberless.append(found)
            return
        if not self._put(connection, found):
            self._keep_text(record)
            self._put(connection, of_unreadable(record.rowid))

    def _put(self, connection: sqlite3.Connection, found: Rescued) -> bool:
        """Keep a row unless a better one is there; return False where the file refuses it."""
        if self._is_taken(found):
            self._numberless.append(found)
            return True
        if not self._is_best(found):
            return True
        if not _insert(connection, "clockings", found.row):
            return False
        if found.id in self._seqs and self._seqs[found.id] != found.seq:
            self._forget(connection, self._seqs[found.id])
        self._kept[found.seq] = _Kept(found.id, found.trust, found.weight)
        self._seqs[found.id] = found.seq
        return True

    def _is_taken(self, found: Rescued) -> bool:
        """Return whether a bit of a seq flipped, and two clockings seem to have the same one."""
        rival = self._kept.get(found.seq)
        are_sound = rival and rival.trust is found.trust is Trust.SOUND
        return bool(rival and are_sound and rival.id != found.id)

    def _is_best(self, found: Rescued) -> bool:
        rivals = {found.seq, self._seqs.get(found.id, found.seq)}
        return all(found.weight > self._kept[each].weight for each in rivals if each in self._kept)

    def _forget(self, connection: sqlite3.Connection, seq: int) -> None:
        """A bit of a seq flipped, and one clocking seemed to be two."""
        connection.execute("DELETE FROM clockings WHERE seq = ?", (seq,))
        del self._kept[seq]

    def _keep_other(self, connection: sqlite3.Connection, record: Record) -> None:
        for table in _OTHERS:
            columns = TABLES[table]
            if record.is_whole and len(record.values) == len(columns):
                row = dict(zip(columns, record.values, strict=True))
                if "number" in row:
                    row["number"] = record.rowid
                if _insert(connection, table, row, instead="IGNORE"):
                    return

    def _keep_text(self, record: Record) -> None:
        line = {"seq": record.rowid, "values": record.values}
        with self._texts().open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=bytes.hex) + "\n")
        self._texts().chmod(0o640)

    def _texts(self) -> Path:
        return self._aside.with_name(self._aside.name + "-doubtful.jsonl")

    def _account(self) -> str:
        number = Counter(kept.trust for kept in self._kept.values())
        doubtful = number[Trust.ALTERED] + number[Trust.UNREADABLE]
        highest = max(self._kept, default=0)
        told = [
            f"{self._finding}; the damaged file is now {self._aside.name}",
            f"rescued {number[Trust.SOUND]} clockings, the highest number is {highest}",
        ]
        if missing := self._missing():
            told.append(f"{missing} numbers in between were not found")
        if doubtful:
            told.append(
                f"{doubtful} rows cannot be trusted and are not sent (rejected; what is left of "
                f"them is in {self._texts().name})"
            )
        return "; ".join(told)

    def _missing(self) -> int:
        if not self._kept:
            return 0
        return max(self._kept) - min(self._kept) + 1 - len(self._kept)


def _insert(
    connection: sqlite3.Connection,
    table: str,
    row: dict[str, int | float | str | bytes | None],
    instead: str = "REPLACE",
) -> bool:
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    statement = f"INSERT OR {instead} INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of this program's tables
    try:
        connection.execute(statement, tuple(row.values()))
    except (sqlite3.IntegrityError, OverflowError, UnicodeError):
        return False
    return True
