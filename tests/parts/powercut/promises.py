"""What people at the door were promised, and whether an outbox keeps it."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from terminal.local_time import booked_time
from terminal.model import State
from terminal.simulator import BookedClocking

BRUSSELS = ZoneInfo("Europe/Brussels")
_STORED_PRECISION = timedelta(milliseconds=1)
"""Times are stored to the microsecond at best, and compared with clocks of this machine."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A swipe whose cue said accepted, and between which two instants it was made."""

    badge: str
    typed_at: datetime
    acknowledged_at: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """A clocking as the outbox has it."""

    seq: int
    badge: str
    swiped_at: datetime
    true_at: datetime
    date: str
    minute: int

    @property
    def booked(self) -> "Booked":
        """What Protime should hold of it."""
        return self.badge, self.date, self.minute


Booked = tuple[str, str, int]
"""Badge number, date and minute of the day."""


def broken(folder: Path, promises: Sequence[Promise]) -> list[str]:
    """Return what is wrong with the outbox that lies in a folder, in a sentence each.

    Args:
        folder: A copy of the outbox with its log; SQLite recovers it here.
        promises: What it has to hold.
    """
    file = folder / "outbox.db"
    try:
        with closing(sqlite3.connect(file)) as connection:
            rows = stored(connection)
            alarms = _false_alarms(connection)
            integrity = [text for (text,) in connection.execute("PRAGMA integrity_check")]
    except sqlite3.Error as error:
        return [f"the outbox cannot be read: {error}"]
    damage = [f"integrity_check: {text}" for text in integrity if text != "ok"]
    return [*damage, *alarms, *_missing(rows, promises), *_doubled(rows), *_gaps(rows)]


def stored(connection: sqlite3.Connection) -> list[Stored]:
    """Return every clocking; none where the table was not made yet."""
    if not _has_table(connection, "clockings"):
        return []
    rows = connection.execute(
        "SELECT seq, badge_number, swiped_at, true_at, date, time_of_day_in_minutes "
        "FROM clockings ORDER BY seq"
    )
    return [
        Stored(
            seq, badge, datetime.fromisoformat(swiped), datetime.fromisoformat(true), day, minute
        )
        for seq, badge, swiped, true, day, minute in rows
    ]


def _false_alarms(connection: sqlite3.Connection) -> list[str]:
    """Return what an earlier start took for damage: no power cut may look like any."""
    if not _has_table(connection, "incidents"):
        return []
    found = connection.execute("SELECT what, detail FROM incidents")
    return [f"false alarm: {what}, {detail}" for what, detail in found]


def _has_table(connection: sqlite3.Connection, name: str) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,))
    return found.fetchone() is not None


def _missing(rows: Sequence[Stored], promises: Sequence[Promise]) -> Iterator[str]:
    by_badge = {row.badge: row for row in rows}
    for promise in promises:
        row = by_badge.get(promise.badge)
        if row is None:
            yield f"lost: badge {promise.badge}, accepted at {promise.acknowledged_at}"
        elif not _is_on_time(row, promise):
            yield f"wrong time: {row} for {promise}"


def _is_on_time(row: Stored, promise: Promise) -> bool:
    earliest = promise.typed_at - _STORED_PRECISION
    latest = promise.acknowledged_at + _STORED_PRECISION
    booked = booked_time(row.true_at.astimezone(UTC), BRUSSELS)
    return (
        earliest <= row.swiped_at <= latest
        and row.true_at == row.swiped_at
        and (row.date, row.minute) == (booked.date.isoformat(), booked.time_of_day_in_minutes)
    )


def _doubled(rows: Sequence[Stored]) -> Iterator[str]:
    for badge, number in Counter(row.badge for row in rows).items():
        if number > 1:
            yield f"doubled: badge {badge} was swiped once and stored {number} times"


def _gaps(rows: Sequence[Stored]) -> Iterator[str]:
    for position, row in enumerate(rows, start=1):
        if row.seq != position:
            yield f"gap: clocking {position} is missing"
            return


def undelivered(counts: Mapping[State, int]) -> int:
    """Return how many clockings are anything but delivered."""
    return sum(number for state, number in counts.items() if state is not State.DELIVERED)


def wrong_in_protime(
    folder: Path, in_protime: Iterable[BookedClocking], promises: Sequence[Promise]
) -> list[str]:
    """Return what Protime has too little or too much, once all should be delivered."""
    with closing(sqlite3.connect(folder / "outbox.db")) as connection:
        rows = stored(connection)
    expected = Counter(row.booked for row in rows)
    booked = Counter(_as_booked(each) for each in in_protime)
    assert len(rows) >= len(promises)
    return [
        *(f"not booked in Protime: {each}" for each in expected - booked),
        *(f"booked in Protime once too often: {each}" for each in booked - expected),
    ]


def _as_booked(clocking: BookedClocking) -> Booked:
    assert clocking.posted
    return (
        clocking.posted["person"]["externalReferences"]["@badge-number"],
        clocking.posted["date"],
        clocking.posted["timeOfDayInMinutes"],
    )
