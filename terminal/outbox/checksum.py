"""A checksum over what must never change by itself in a stored clocking.

SQLite notices a page that makes no sense, but not a badge number or a minute in which a bit has
flipped on the disk. Such a clocking must not be booked.
"""

import sqlite3
import zlib

_ALWAYS_CHECKED = (
    "id",
    "badge_number",
    "kind",
    "selection",
    "reader",
    "swiped_at",
    "boot_id",
    "boottime_ns",
    "clock_trusted",
    "true_at",
    "date",
    "time_of_day_in_minutes",
)

CHECKED_COLUMNS = (*_ALWAYS_CHECKED, "place")

_TEXT_WITH_PLACE = "\x1f".join(["%s"] * len(CHECKED_COLUMNS))
_TEXT = "\x1f".join(["%s"] * len(_ALWAYS_CHECKED))

SEAL = f"""
UPDATE clockings SET checksum = checksum_of({", ".join(CHECKED_COLUMNS)}) WHERE seq = ?
"""  # noqa: S608 - only names of this module
"""To be run after every change of one of the columns, in the same commit."""

SEAL_BEFORE_PLACES = SEAL.replace(", place)", ", NULL)")
"""The same while the table has no places yet."""


def checksum_of(*values: object) -> int:
    """Return the checksum over `CHECKED_COLUMNS` in that order, the values as SQLite has them.

    The place is the last. One that is not there adds nothing, so rows that were stored before
    there were places keep their checksum, while one that got lost is still missed.
    """
    text = _TEXT_WITH_PLACE % values if values[-1] is not None else _TEXT % values[:-1]
    return zlib.crc32(text.encode())


def teach(connection: sqlite3.Connection) -> None:
    """Let the statements of a connection use `checksum_of`."""
    connection.create_function("checksum_of", len(CHECKED_COLUMNS), checksum_of, deterministic=True)
