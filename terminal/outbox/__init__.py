"""The durable store of clockings: one SQLite file, written by one connection.

Uses sqlite3 on the way of a swipe and sqlite-utils to make and change the schema.
"""

from terminal.outbox.amending import OutboxAmending, open_amending
from terminal.outbox.amendments import ERASED
from terminal.outbox.belonging import BelongsElsewhere
from terminal.outbox.decisions import Decision, Incident, Ruling
from terminal.outbox.filter import EVERYTHING, Filter
from terminal.outbox.reading import Condition, OutboxReading, open_reading
from terminal.outbox.store import SqliteOutbox

__all__ = [
    "ERASED",
    "EVERYTHING",
    "BelongsElsewhere",
    "Condition",
    "Decision",
    "Filter",
    "Incident",
    "OutboxAmending",
    "OutboxReading",
    "Ruling",
    "SqliteOutbox",
    "open_amending",
    "open_reading",
]
