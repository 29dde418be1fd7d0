"""Whether a stored clocking still says what was once written."""

import sqlite3
from collections.abc import Iterable

from terminal.outbox.checksum import CHECKED_COLUMNS, checksum_of
from terminal.outbox.rows import Columns, clocking_of_row

DAMAGED = (
    "not sent: its stored row is damaged, and what it says may be wrong; ask the person, and book "
    "it by hand"
)
"""What a person is told of a clocking whose row cannot be trusted."""


def is_sound(row: Columns) -> bool:
    """Return whether a row can be read and says what was once written.

    Only clockings that were delivered before there were checksums have none.
    """
    if not is_readable(row):
        return False
    if row["checksum"] is None:
        return bool(row["state"] == "delivered")
    return bool(row["checksum"] == checksum_of(*(row[name] for name in CHECKED_COLUMNS)))


def is_readable(row: Columns) -> bool:
    """Return whether a row tells of a clocking at all."""
    try:
        clocking_of_row(row)
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    return True


def sound(rows: Iterable[sqlite3.Row]) -> list[sqlite3.Row]:
    """Return the rows that can be trusted."""
    return [row for row in rows if is_sound(row)]
