"""The outbox as the command line reads it, beside the running daemon and without disturbing it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from terminal.model import Clocking, State
from terminal.outbox.connection import explained
from terminal.outbox.rows import clocking_of_row, read_time
from terminal.ports import OutboxUnavailable


@dataclass(frozen=True, slots=True)
class Condition:
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
        rows = self._read("SELECT state, count(*) AS number FROM clockings GROUP BY state")
        counted = {row["state"]: row["number"] for row in rows}
        return {state: counted.get(state.value, 0) for state in State}

    def oldest_unsent(self) -> Clocking | None:
        """Return the oldest clocking that is neither delivered nor refused for good."""
        rows = self._read(
            "SELECT * FROM clockings WHERE seq = (SELECT min(seq) FROM clockings "
            "WHERE state IN ('held', 'pending', 'sending', 'uncertain'))"
        )
        return clocking_of_row(rows[0]) if rows else None

    def clockings(self, state: State | None = None, limit: int = -1) -> list[Clocking]:
        """Return the newest clockings first, of one state or all; -1 for no limit."""
        where, values = ("WHERE state = ?", [state.value]) if state else ("", [])
        statement = f"SELECT * FROM clockings {where} ORDER BY seq DESC LIMIT ?"  # noqa: S608
        return [clocking_of_row(row) for row in self._read(statement, *values, limit)]

    def clocking(self, seq: int) -> Clocking | None:
        """Return one clocking, None if there is none of this number."""
        rows = self._read("SELECT * FROM clockings WHERE seq = ?", seq)
        return clocking_of_row(rows[0]) if rows else None

    def parts(self) -> list[Condition]:
        """Return what the parts of the terminal last said of themselves."""
        rows = self._read("SELECT * FROM parts WHERE since <> '' ORDER BY part")
        return [
            Condition(row["part"], row["condition"], row["detail"], read_time(row["since"]))
            for row in rows
        ]

    def _read(self, statement: str, *values: object) -> list[sqlite3.Row]:
        with explained(self._path):
            return self._connection.execute(statement, values).fetchall()


@contextmanager
def open_reading(path: Path) -> Iterator[OutboxReading]:
    """Open an outbox to read it.

    Raises:
        OutboxUnavailable: There is none, or it may not be read.
    """
    _find(path)
    with explained(path):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        yield OutboxReading(connection, path)
    finally:
        connection.close()


def _find(path: Path) -> None:
    try:
        path.stat()
    except PermissionError as error:
        raise OutboxUnavailable(
            f"outbox {path}: this user may not look into it. Run this as root, through sudo."
        ) from error
    except OSError as error:
        raise OutboxUnavailable(
            f"outbox {path}: there is none yet. It is made when the terminal first runs; if it "
            "did run, look at [outbox] path in the configuration."
        ) from error
