"""Putting a rescued file in the place of a damaged one, so that no moment leaves neither."""

import os
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

_BESIDE = ("", "-wal", "-shm")
"""What belongs to an SQLite file; the file itself goes first, so that it never opens without its
log."""


def free_name(path: Path, at: datetime) -> Path:
    """Return where a damaged file is to lie: beside, under a name that nothing has."""
    stem = f"{path.name}.damaged-{at:%Y%m%dT%H%M%SZ}"
    names = (stem if number == 1 else f"{stem}.{number}" for number in count(1))
    return next(
        aside
        for aside in map(path.with_name, names)
        if not any(_with(aside, end).exists() for end in _BESIDE)
    )


def rescued_name(path: Path) -> Path:
    """Return where the new file is made."""
    return path.with_name(path.name + ".rescued")


def swap(path: Path, aside: Path) -> None:
    """Set the damaged file aside, never over another one, and put the new one in its place."""
    for end in _BESIDE:
        if _with(path, end).exists():
            _with(path, end).rename(_with(aside, end))
            sync_folder(path)
    rescued_name(path).rename(path)
    sync_folder(path)


def finish_swap(path: Path) -> None:
    """Go on where a swap was cut short; clear away a rescue that was not finished.

    The damaged file keeps its place until the new one is complete.
    """
    rescued = rescued_name(path)
    if rescued.exists() and not path.exists() and not _with(rescued, "-wal").exists():
        asides = path.parent.glob(f"{path.name}.damaged-*[0-9Z]")
        swap(path, max(asides, default=free_name(path, datetime.now(tz=UTC))))
    for end in _BESIDE:
        _with(rescued, end).unlink(missing_ok=True)


def sync_folder(path: Path) -> None:
    """Make sure that the names in a file's folder outlive a power cut."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _with(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)
