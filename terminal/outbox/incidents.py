"""What befell the outbox itself: written down, and told until a person has acknowledged it."""

import sqlite3
from datetime import datetime

from terminal.outbox.rows import written_time

RECORD = "INSERT INTO incidents (at, what, detail) VALUES (?, ?, ?)"

STANDING = "SELECT * FROM incidents WHERE acknowledged_at IS NULL ORDER BY number"


def record(connection: sqlite3.Connection, at: datetime, what: str, detail: str) -> None:
    """Write down an incident within the transaction that is open.

    Args:
        connection: Of the outbox.
        at: When it was noticed, by the system clock.
        what: In a word or two.
        detail: For a person: what happened, where to look.
    """
    connection.execute(RECORD, (written_time(at), what, detail))
