"""The outbox as the command line reads it, beside the running daemon and without disturbing it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from terminal.bounds import Bounds
from terminal.model import Boot, Clocking, State
from terminal.model.struct import Struct
from terminal.outbox.beside.decisions import Decision, Incident, decision_of_row, incident_of_row
from terminal.outbox.beside.filter import EVERYTHING, Filter
from terminal.outbox.beside.finding import check_version, find
from terminal.outbox.bounding import read_boots, read_bounds
from terminal.outbox.connection import explained, open_looking, read_text
from terminal.outbox.removed import IN_THE_FILE
from terminal.outbox.rescued_rows import of_unreadable
from terminal.outbox.rows import clocking_of_row, read_time
from terminal.outbox.soundness import is_readable

_CHUNK = 500

# The delivered ones are by far the most: they are not looked at.
_COUNTS = f"""
SELECT state, count(*) AS number FROM clockings WHERE state <> 'delivered' GROUP BY state
UNION ALL
SELECT 'delivered', {IN_THE_FILE} - (SELECT count(*) FROM clockings WHERE state <> 'delivered')
"""  # noqa: S608 - only words of this program

_OLDEST_UNSENT = """
SELECT * FROM clockings WHERE seq = (
    SELECT min(seq) FROM clockings
    WHERE state <> 'delivered' AND state IN ('held', 'pending', 'sending', 'uncertain')
)
"""


class Condition(Struct, frozen=True):
    """How a part of the terminal said it is, and since when (UTC)."""

    part: str
    condition: str
    detail: str
    since: datetime


class OutboxReading:
    """Questions about an outbox; each answer is a snapshot of its own."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def counts(self) -> dict[State, int]:
        """Return how many clockings there are in each state."""
        counted = {row["state"]: row["number"] for row in self._read(_COUNTS)}
        return {state: counted.get(state.value, 0) for state in State}

    def oldest_unsent(self) -> Clocking | None:
        """Return the oldest clocking that is neither delivered nor refused for good."""
        rows = self._read(_OLDEST_UNSENT)
        return _shown(rows[0]) if rows else None

    def clockings(self, state: State | None = None, limit: int = -1) -> list[Clocking]:
        """Return the newest clockings first, of one state or all; -1 for no limit."""
        return self.found(Filter(states=(state,) if state else ()), limit)

    def found(self, which: Filter, limit: int = -1) -> list[Clocking]:
        """Return the clockings that are meant, the newest first; -1 for no limit."""
        rows = self._select("*", which, f"ORDER BY seq DESC LIMIT {limit}")
        return [_shown(row) for row in rows]

    def count(self, which: Filter = EVERYTHING) -> int:
        """Return how many clockings are meant."""
        ((number,),) = self._select("count(*)", which)
        return int(number)

    def seqs(self, which: Filter) -> list[int]:
        """Return the numbers of the clockings that are meant, the oldest first."""
        return [row["seq"] for row in self._select("seq", which, "ORDER BY seq")]

    def stream(self, which: Filter) -> Iterator[Clocking]:
        """Return the clockings that are meant, the oldest first, a few at a time.

        Each is as it was when it was read: one long look would keep the daemon from folding its
        log into the file.
        """
        after = 0
        while rows := self._select("*", which, f"AND seq > {after} ORDER BY seq LIMIT {_CHUNK}"):
            yield from map(_shown, rows)
            after = rows[-1]["seq"]

    def clocking(self, seq: int) -> Clocking | None:
        """Return one clocking, None if there is none of this number."""
        rows = self._read("SELECT * FROM clockings WHERE seq = ?", (seq,))
        return _shown(rows[0]) if rows else None

    def boots(self) -> list[Boot]:
        """Return the boots in which the terminal ran, in order."""
        return read_boots(self._read)

    def bounds(self, clocking: Clocking) -> Bounds:
        """Return between which true times a clocking must lie, by all that the outbox knows."""
        return read_bounds(self._read, clocking)

    def decisions(self, seq: int) -> list[Decision]:
        """Return what people decided about a clocking, the oldest decision first."""
        rows = self._read("SELECT * FROM decisions WHERE seq = ? ORDER BY number", (seq,))
        return [decision_of_row(row) for row in rows]

    def incidents(self) -> list[Incident]:
        """Return what befell the outbox, the oldest first."""
        return [
            incident_of_row(row) for row in self._read("SELECT * FROM incidents ORDER BY number")
        ]

    def parts(self) -> list[Condition]:
        """Return what the parts of the terminal last said of themselves."""
        rows = self._read("SELECT * FROM parts WHERE since <> '' ORDER BY part")
        return [
            Condition(row["part"], row["condition"], row["detail"], read_time(row["since"]))
            for row in rows
        ]

    def _select(self, what: str, which: Filter, then: str = "") -> list[sqlite3.Row]:
        where, values = which.where()
        return self._read(f"SELECT {what} FROM clockings WHERE {where} {then}", values)  # noqa: S608 - only words of this module and of Filter; what people typed is in the values

    def _read(
        self, statement: str, values: tuple[object, ...] | dict[str, object] = ()
    ) -> list[sqlite3.Row]:
        with explained(self._path):
            return self._connection.execute(statement, values).fetchall()


@contextmanager
def open_reading(path: Path) -> Iterator[OutboxReading]:
    """Open an outbox to read it.

    Raises:
        OutboxUnavailable: There is none, it may not be read, or another version wrote it.
    """
    find(path)
    with explained(path):
        connection = open_looking(path)
    connection.row_factory = sqlite3.Row
    connection.text_factory = read_text
    try:
        with explained(path):
            check_version(connection, path)
        yield OutboxReading(connection, path)
    finally:
        connection.close()


def _shown(row: sqlite3.Row) -> Clocking:
    """Return the clocking of a row; one that cannot be read is shown as that, never left out."""
    if is_readable(row):
        return clocking_of_row(row)
    return clocking_of_row({**dict.fromkeys(row.keys()), **of_unreadable(row["seq"]).row})
