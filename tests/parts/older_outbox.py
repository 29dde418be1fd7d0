"""An outbox as an earlier program left it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from terminal.model import Swipe
from terminal.outbox import schema
from terminal.outbox.checksum import teach
from terminal.outbox.connection import PAGE_BYTES
from terminal.outbox.rows import NEW_COLUMNS, row_of_swipe
from tests.parts.outboxes import booked

BEFORE_PLACES = 3
"""The newest schema that kept no place with a swipe."""


def make(path: Path, version: int, *swipes: Swipe) -> None:
    """Make a file of an earlier schema, with swipes of trusted times."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        teach(connection)
        for migration in schema.MIGRATIONS[:version]:
            migration(connection)
        connection.execute(f"PRAGMA user_version = {version}")
        for number, swipe in enumerate(swipes):
            store(connection, swipe, f"{number:032x}")


def store(connection: sqlite3.Connection, swipe: Swipe, identifier: str) -> None:
    """Store a swipe as a program did that knew only the columns of this file."""
    row = dict(zip(NEW_COLUMNS, row_of_swipe(swipe, booked(), identifier), strict=True))
    known = [name for (_, name, *_) in connection.execute("PRAGMA table_info(clockings)")]
    columns = [name for name in known if name in row]
    values = ", ".join("?" * len(columns))
    statement = f"INSERT INTO clockings ({', '.join(columns)}) VALUES ({values})"
    connection.execute(statement, [row[name] for name in columns])
