"""What is delivered is counted by what is noted, and the count is right whatever was removed."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from terminal.model import State
from terminal.outbox import SqliteOutbox, schema
from terminal.outbox.beside import open_reading
from tests.parts.fakes import FakeClock
from tests.parts.outboxes import drain, put, stored

DAY_SECONDS = 86400


def _delivered(path: Path) -> int:
    with open_reading(path) as reading:
        return reading.counts()[State.DELIVERED]


def test_what_was_removed_is_not_counted(path: Path, clock: FakeClock) -> None:
    """Neither after one removal nor after many, nor after the next start."""
    with SqliteOutbox(path, clock.now, timedelta(days=90)) as outbox:
        for _ in range(3):
            put(outbox, *(f"{each}" for each in range(70)))
            drain(outbox)
            clock.advance(100 * DAY_SECONDS)
            for _ in range(5):
                outbox.tidy()
            assert _delivered(path) == len(stored(path)) < 140
    with SqliteOutbox(path, clock.now):
        assert _delivered(path) == len(stored(path))


@pytest.mark.parametrize("version", [1, len(schema.MIGRATIONS)])
def test_what_nobody_took_note_of_is_counted_once(
    path: Path, clock: FakeClock, version: int
) -> None:
    """In a file of an older program, and in one whose damage cost it clockings."""
    with SqliteOutbox(path, clock.now) as outbox:
        put(outbox, *(f"{each}" for each in range(9)))
        drain(outbox)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM clockings WHERE seq IN (1, 3, 4)")
        for table in ("decisions", "boots", "incidents"):
            connection.execute(f"DROP TABLE {table}")
        if version == 1:
            connection.execute("DROP TABLE parts")
            for column in ("true_at_error_seconds", "checksum", "place"):
                connection.execute(f"ALTER TABLE clockings DROP COLUMN {column}")
        connection.execute(f"PRAGMA user_version = {version}")

    with SqliteOutbox(path, clock.now):
        assert len(stored(path)) == 6
        assert _delivered(path) == 6
