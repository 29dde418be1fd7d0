"""What Protime's answers tell of the true time."""

import logging
from datetime import datetime, timedelta
from threading import Lock

from terminal.model import Anchor, Moment
from terminal.model.anchor import time_between
from terminal.model.logline import event
from terminal.ports import Clock

logger = logging.getLogger(__name__)

WRITTEN_EVERY = timedelta(seconds=1)
"""Servers make the text of the `Date` header once a second at the latest, as ASP.NET's does, and
not for each answer: it may be so old."""

CUT_OFF = timedelta(seconds=1)
"""The header has whole seconds, and no fraction."""

DELAY = timedelta(seconds=0.1)
"""What may pass on a busy machine between the arrival of an answer and the look at the clock."""

BELIEVED_WITHIN_SECONDS = 2.0
BELIEVED_FROM = 2
"""So many answers in agreement are believed; one alone may be anything."""

_LAST_YEAR = 9000
_SAID_AGAIN_AFTER = timedelta(hours=1)


class ToldTimes:
    """Narrows down the true time from one answer to the next. Used by all threads.

    When an answer arrives, the true time is not before its date, and not after that date and what
    was cut off from it and all the time since the request went out. So each answer is an interval,
    and the true time lies where all of them overlap. If they do not, somebody's clock was changed
    or is wrong: everything is forgotten but the newest.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._anchor: Anchor | None = None
        self._agreeing = 0
        self._said_boottime_ns: int | None = None

    def told_time(self, at: datetime, round_trip_seconds: float) -> None:
        """Take the date of an answer that came over an authenticated connection.

        Args:
            at: The date, in whole seconds, UTC.
            round_trip_seconds: What passed between request and answer.
        """
        now = self._clock.now()
        if at.year >= _LAST_YEAR:
            return
        with self._lock:
            self._take(_told(at, timedelta(seconds=round_trip_seconds), now), now)

    def believed(self) -> Anchor | None:
        """Return what is known from the answers by now, None while that is not enough."""
        with self._lock:
            anchor, agreeing = self._anchor, self._agreeing
        if anchor is None or agreeing < BELIEVED_FROM:
            return None
        return anchor if anchor.error_seconds <= BELIEVED_WITHIN_SECONDS else None

    def _take(self, told: Anchor, now: Moment) -> None:
        met = told.meet(self._anchor) if self._anchor else told
        if met is None:
            self._say(now)
        self._agreeing = self._agreeing + 1 if met else 1
        self._anchor = met or told

    def _say(self, now: Moment) -> None:
        said_ns = self._said_boottime_ns
        if said_ns is not None and time_between(said_ns, now.boottime_ns) < _SAID_AGAIN_AFTER:
            return
        self._said_boottime_ns = now.boottime_ns
        logger.warning(event("times in Protime's answers contradict each other, starting anew"))


def _told(at: datetime, round_trip: timedelta, now: Moment) -> Anchor:
    return Anchor(
        boot_id=now.boot_id,
        boottime_ns=now.boottime_ns,
        earliest=at,
        latest=at + CUT_OFF + WRITTEN_EVERY + round_trip + DELAY,
    )
