"""What tests of the outbox have in common: booked times, ways to send, looks into the file."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from terminal.local_time import booked_time
from terminal.model import BookedTime, Outcome, State
from terminal.outbox import SqliteOutbox
from tests.parts.fakes import BRUSSELS, NOON, FakeClock, swipe


def booked(at: datetime = NOON) -> BookedTime:
    """Return the time a trusted swipe is booked at."""
    return booked_time(at, BRUSSELS)


def put(outbox: SqliteOutbox, *badges: str) -> list[int]:
    """Store a swipe of each badge, to be sent."""
    return [outbox.put(swipe(badge), booked()) for badge in badges]


def taken(outbox: SqliteOutbox, room: int = 99, now: datetime = NOON) -> list[int]:
    """Take out what goes next."""
    return [each.seq for each in outbox.exchange([], room, now)]


def delivered(seqs: Iterable[int]) -> list[Outcome]:
    """Return the outcomes of deliveries that went well."""
    return [Outcome(seq=seq, state=State.DELIVERED, protime_id=str(seq)) for seq in seqs]


def drain(outbox: SqliteOutbox, room: int = 12) -> None:
    """Deliver everything that is due, in exchanges like those of sync."""
    batch = outbox.exchange([], room, NOON)
    while batch:
        batch = outbox.exchange(delivered(each.seq for each in batch), room, NOON)
        outbox.tidy()


def stored(path: Path) -> list[int]:
    """Return every seq in the file, as another program sees it."""
    return [seq for seq, _ in _seen(path)]


def states(path: Path) -> list[str]:
    """Return every state in the file in the order of seq, as another program sees it."""
    return [state for _, state in _seen(path)]


def _seen(path: Path) -> list[tuple[int, str]]:
    # Read-only, so that closing it does not fold the log into the file.
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT seq, state FROM clockings ORDER BY seq").fetchall()


def log_of(path: Path) -> Path:
    """Return where SQLite keeps the write-ahead log of a file."""
    return path.with_name(path.name + "-wal")


def grow(path: Path, number: int = 300) -> None:
    """Make an outbox with so many clockings, closed in order."""
    with SqliteOutbox(path, FakeClock().now) as outbox:
        put(outbox, *(f"{each:04}" for each in range(number)))


@contextmanager
def full(outbox: SqliteOutbox) -> Iterator[None]:
    """Let the file have no more pages than it has."""
    connection = outbox._file._connection
    most = connection.execute("PRAGMA max_page_count").fetchone()[0]
    connection.execute("PRAGMA max_page_count = 1")
    yield
    connection.execute(f"PRAGMA max_page_count = {most}")
