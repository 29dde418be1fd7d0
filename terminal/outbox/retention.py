"""Delivered clockings are removed when they have been kept long enough, a few at a time."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import timedelta

from terminal.model import Moment, State
from terminal.outbox.file import OutboxFile
from terminal.outbox.removed import NOTE_REMOVED
from terminal.outbox.rows import written_time

ROWS_AT_A_TIME = 50
"""Removed within one commit: a swipe that comes meanwhile waits for no more than these."""

BETWEEN_LOOKS = timedelta(hours=1)

# By seq, so that each look costs the same however many there are. The newest row stays whatever
# it is: its seq must never be given out again.
LOOK = """
SELECT seq, state, changed_at, true_at FROM clockings
WHERE seq > ? AND seq < (SELECT max(seq) FROM clockings) ORDER BY seq LIMIT ?
"""

# One that Protime's list could not tell from another, which is not settled yet, stays as long as
# that. Without its identifier, its record there would be taken for that of the other. Clockings
# of one minute lie close together: seq counts up with time.
REMOVE = """
DELETE FROM clockings WHERE seq = ? AND state = 'delivered' AND NOT EXISTS (
    SELECT 1 FROM clockings AS other
    WHERE other.seq BETWEEN clockings.seq - 200 AND clockings.seq + 200
      AND other.badge_number = clockings.badge_number
      AND other.state NOT IN ('delivered', 'closed')
      AND (other.date IS NULL OR (other.date, other.time_of_day_in_minutes) =
           (clockings.date, clockings.time_of_day_in_minutes))
)
"""

# Why a person decided something may name people, and goes with what it was about.
REMOVE_DECISIONS = """
DELETE FROM decisions WHERE seq = ? AND seq NOT IN (SELECT seq FROM clockings)
"""

ON_ITS_WAY = """
SELECT seq FROM clockings WHERE state = 'sending' AND state <> 'delivered' LIMIT 1
"""


class Retention:
    """Removes what was delivered, and happened, long enough ago; never anything else.

    What people decided about them goes with them. Only while the clock is trusted and nothing is on
    its way to Protime, and none that another one in doubt could be mistaken for. It looks from the
    oldest upwards until it meets rows of which none may be removed yet, though one is delivered;
    then it rests for an hour.

    Args:
        file: The outbox.
        now: The current moment.
        keep: How long delivered clockings are kept.
    """

    def __init__(self, file: OutboxFile, now: Callable[[], Moment], keep: timedelta) -> None:
        self._file = file
        self._now = now
        self._keep = keep
        self._looked_up_to = 0
        self._rests_until_boottime_ns = 0

    def step(self) -> None:
        """Remove a few, if it is time.

        Raises:
            OutboxUnavailable: They were not removed.
        """
        now = self._now()
        if not now.is_trusted or now.boottime_ns < self._rests_until_boottime_ns:
            return
        if not self._is_anything_on_its_way():
            self._remove_some(now)

    def _remove_some(self, now: Moment) -> None:
        rows = self._file.read(LOOK, (self._looked_up_to, ROWS_AT_A_TIME))
        limit = written_time(now.at - self._keep)
        old = [(row["seq"],) for row in rows if _is_older(row, limit)]
        if old:
            self._file.change(lambda file: _remove(file, old), rows=2 * len(old))
        if rows and (old or not any(row["state"] == State.DELIVERED for row in rows)):
            self._looked_up_to = rows[-1]["seq"]
            return
        self._looked_up_to = 0
        rest_ns = int(BETWEEN_LOOKS.total_seconds() * 10**9)
        self._rests_until_boottime_ns = now.boottime_ns + rest_ns

    def _is_anything_on_its_way(self) -> bool:
        return bool(self._file.read(ON_ITS_WAY))


def _remove(connection: sqlite3.Connection, seqs: Sequence[tuple[int]]) -> None:
    number = connection.executemany(REMOVE, seqs).rowcount
    connection.execute(NOTE_REMOVED, {"number": number})
    connection.executemany(REMOVE_DECISIONS, seqs)


def _is_older(row: sqlite3.Row, limit: str) -> bool:
    if row["state"] != State.DELIVERED:
        return False
    latest: str = max(row["changed_at"], row["true_at"] or "")
    return latest < limit
