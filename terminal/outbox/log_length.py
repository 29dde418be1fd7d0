"""Whether the log has its working size, noted in a row that nobody is shown.

A log that was made at that size and is shorter was cut. One that was not may be short in good
order: it began on a disk without room, or was emptied for an erasure.
"""

import sqlite3
from pathlib import Path

from terminal.outbox.schema import schema_version
from terminal.outbox.wal import log_of

GROWN_WAL_BYTES = 4 * 1024 * 1024
"""While the write-ahead log still grows, a sync costs twice as much as in place."""

_FIRST_WITH_PARTS = 2

_NOTE = """
INSERT INTO parts (part, condition, detail, since) VALUES ('log', ?, '', '')
ON CONFLICT (part) DO UPDATE SET condition = excluded.condition
"""
_IS_NOTED_SHORT = "SELECT 1 FROM parts WHERE part = 'log' AND condition = 'short'"


def is_short(path: Path) -> bool:
    """Return whether the log of an outbox is shorter than its working size."""
    log = log_of(path)
    return not log.exists() or log.stat().st_size < GROWN_WAL_BYTES


def note_length(connection: sqlite3.Connection, *, is_short: bool) -> None:
    """Note how long the log is, or is about to be, within the transaction that is open."""
    connection.execute(_NOTE, ("short" if is_short else "grown",))


def may_be_short(connection: sqlite3.Connection) -> bool:
    """Return whether a log with commits may be short in good order."""
    has_parts = schema_version(connection) >= _FIRST_WITH_PARTS
    return has_parts and connection.execute(_IS_NOTED_SHORT).fetchone() is not None
