"""What an error of SQLite means for the outbox: damage, a full disk, or something else."""

import os
import sqlite3
from pathlib import Path

_PRIMARY_CODE = 0xFF

_OF_THE_SURROUNDINGS = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOLFS,
        sqlite3.SQLITE_AUTH,
    }
)

_LEAST_ROOM_BYTES = 64 * 1024


class Damage(sqlite3.DatabaseError):
    """The file is not what this program wrote, though SQLite itself may not have noticed."""


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether an error says that the content of the file is wrong."""
    return isinstance(error, Damage) or _code(error) in {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }


def is_damage_at_opening(error: sqlite3.Error) -> bool:
    """Return whether an error while opening can only come from the file.

    Then, all that runs are statements that work on a file of this program's. An error that
    neither the disk nor another program can cause is one of the file.
    """
    return is_damage(error) or (_code(error) not in {0, *_OF_THE_SURROUNDINGS})


def is_full(error: sqlite3.Error, path: Path) -> bool:
    """Return whether a disk without room is to blame.

    SQLite says so of its own files, but calls it an I/O error where the shared index of the
    log could not grow.
    """
    if _code(error) == sqlite3.SQLITE_FULL:
        return True
    return is_of_the_disk(error) and room_bytes(path) < _LEAST_ROOM_BYTES


def is_of_the_disk(error: sqlite3.Error) -> bool:
    """Return whether reading, writing or syncing failed."""
    return _code(error) == sqlite3.SQLITE_IOERR


def room_bytes(path: Path) -> int:
    """Return how much may still be written to the disk of a file; 0 where it cannot be told."""
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return 0
    return disk.f_bavail * disk.f_frsize


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
