"""The durable store of clockings: one SQLite file, written by one connection.

Uses sqlite3 on the way of a swipe and sqlite-utils to make and change the schema.
"""

from terminal.outbox.reading import Condition, OutboxReading, open_reading
from terminal.outbox.store import SqliteOutbox

__all__ = ["Condition", "OutboxReading", "SqliteOutbox", "open_reading"]
