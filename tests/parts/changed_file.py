"""Changing the file of an outbox as only a test may: past every rule."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from terminal.model import BookedTime, Swipe
from terminal.outbox import statements
from terminal.outbox.rows import row_of_swipe


def change(path: Path, statement: str, *values: object) -> None:
    """Carry out one statement."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, values)


def store(path: Path, clockings: Iterable[tuple[Swipe, BookedTime | None]], state: str) -> None:
    """Store many swipes at once, all in one state."""
    rows = [
        row_of_swipe(swipe, booked, f"id-{number}")
        for number, (swipe, booked) in enumerate(clockings)
    ]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(statements.PUT, rows)
        connection.execute(
            "UPDATE clockings SET state = ?, last_error = 'HTTP 400 nobody has it'", (state,)
        )
