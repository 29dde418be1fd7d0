"""The durable store of clockings: one SQLite file, written by one connection of the daemon.

Uses sqlite3 on the way of a swipe and sqlite-utils to make and change the schema.
"""

from terminal.outbox.belonging import BelongsElsewhere
from terminal.outbox.store import SqliteOutbox

__all__ = ["BelongsElsewhere", "SqliteOutbox"]
