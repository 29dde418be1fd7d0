"""Whether a stored clocking still says what was once written."""

import sqlite3
from collections.abc import Iterable

from terminal.model import Clocking
from terminal.outbox.checksum import CHECKED_COLUMNS, checksum_of
from terminal.outbox.rows import Columns, clocking_of_row

DAMAGED = (
    "not sent: its stored row is damaged, and what it says may be wrong; ask the person, and book "
    "it by hand"
)
"""What a person is told of a clocking whose row cannot be trusted."""


def is_sound(row: Columns) -> bool:
    """Return whether a row can be read and says what was once written."""
    return sound_clocking(row) is not None


def is_readable(row: Columns) -> bool:
    """Return whether a row tells of a clocking at all."""
    return _clocking(row) is not None


def sound_clocking(row: Columns) -> Clocking | None:
    """Return the clocking a row tells of, None if it does not say what was once written."""
    clocking = _clocking(row)
    return clocking if clocking and _has_its_checksum(row) else None


def sound(rows: Iterable[sqlite3.Row]) -> list[sqlite3.Row]:
    """Return the rows that can be trusted."""
    return [row for row in rows if is_sound(row)]


def _clocking(row: Columns) -> Clocking | None:
    try:
        return clocking_of_row(row)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _has_its_checksum(row: Columns) -> bool:
    """Only clockings that were delivered before there were checksums have none."""
    if row["checksum"] is None:
        return bool(row["state"] == "delivered")
    return bool(row["checksum"] == checksum_of(*(row[name] for name in CHECKED_COLUMNS)))
