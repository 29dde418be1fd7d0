"""What the outbox knows of the true time around a clocking."""

import sqlite3
from datetime import timedelta
from typing import Protocol

from terminal.bounds import Bounds, bounds_of
from terminal.model import Anchor, Boot, Clocking
from terminal.outbox.rows import clocking_of_row, read_time
from terminal.outbox.soundness import sound

BOOTS = "SELECT * FROM boots ORDER BY number"

# A boot surely ran as long as until its last swipe, which may be later than what was noted of it.
_LAST_HELD = """
SELECT boot_id, max(boottime_ns) AS boottime_ns FROM clockings
WHERE state = 'held' AND state <> 'delivered' GROUP BY boot_id
"""

_TRUSTED_BEFORE = """
SELECT * FROM clockings WHERE seq < ? AND clock_trusted ORDER BY seq DESC LIMIT 1
"""

_TRUSTED_AFTER = "SELECT * FROM clockings WHERE seq > ? AND clock_trusted ORDER BY seq LIMIT 1"


class Read(Protocol):
    """Returns the rows of a question."""

    def __call__(self, statement: str, values: tuple[object, ...] = (), /) -> list[sqlite3.Row]:
        """Ask it."""


def boot_of_row(row: sqlite3.Row) -> Boot:
    """Return the boot that a row of the table `boots` tells of."""
    boot_id, seen_ns = row["boot_id"], row["seen_boottime_ns"]
    return Boot(
        boot_id=boot_id,
        seen_boottime_ns=seen_ns,
        start=_anchor(boot_id, 0, row["started_at"], row["error_seconds"]),
        end=_anchor(boot_id, seen_ns, row["seen_at"], row["seen_error_seconds"]),
    )


def _anchor(boot_id: str, boottime_ns: int, at: str | None, error_seconds: float) -> Anchor | None:
    if at is None:
        return None
    middle, error = read_time(at), timedelta(seconds=error_seconds)
    return Anchor(
        boot_id=boot_id, boottime_ns=boottime_ns, earliest=middle - error, latest=middle + error
    )


def read_boots(read: Read) -> list[Boot]:
    """Return the boots in which the terminal ran, in order."""
    return [boot_of_row(row) for row in read(BOOTS)]


def read_bounds(read: Read, clocking: Clocking) -> Bounds:
    """Return between which true times a clocking must lie, by all that the outbox knows."""
    moment = clocking.swipe.moment
    if moment.is_trusted:
        return Bounds(not_before=moment.at, not_after=moment.at)
    return bounds_of(
        moment,
        read_boots(read),
        anchors=[
            Anchor.of(clocking_of_row(row).swipe.moment)
            for statement in (_TRUSTED_BEFORE, _TRUSTED_AFTER)
            for row in sound(read(statement, (clocking.seq,)))
        ],
        ran_until={row["boot_id"]: row["boottime_ns"] for row in read(_LAST_HELD)},
    )
