"""Copies of an outbox as a crash leaves it, made so that they cost next to nothing."""

import os
import sqlite3
from pathlib import Path

from terminal.outbox import SqliteOutbox
from terminal.outbox.reserve import RESERVE_BYTES
from tests.parts.true_clock import TrueClock

_WAL_HEADER_BYTES = 32
_WAL_FRAME_BYTES = 24 + 1024


def make_template(path: Path) -> None:
    """Make an empty outbox as a crash leaves it, with its reserve.

    So neither that nor the log need be grown for each history.
    """
    made = path.with_name("made.db")
    with SqliteOutbox(made, TrueClock().now) as outbox:
        connection = outbox._file._connection
        _, frames, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        copy(made, path, _WAL_HEADER_BYTES + frames * _WAL_FRAME_BYTES)
    with _reserve_of(path).open("wb") as reserve:
        reserve.truncate(RESERVE_BYTES)


def copy(source: Path, target: Path, log_bytes: int | None = None) -> None:
    """Copy an outbox with its log, whose unused end is not written again."""
    target.write_bytes(source.read_bytes())
    log = source.with_name(f"{source.name}-wal")
    with log.open("rb") as file, target.with_name(f"{target.name}-wal").open("wb") as written:
        end = os.lseek(file.fileno(), 0, os.SEEK_HOLE) if log_bytes is None else log_bytes
        file.seek(0)
        written.write(file.read(end))
        written.truncate(log.stat().st_size)
    if _reserve_of(source).exists():
        _reserve_of(target).hardlink_to(_reserve_of(source))


def _reserve_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.reserve")


def looking(path: Path) -> sqlite3.Connection:
    """Open an outbox as another program would, to look only."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    return connection
