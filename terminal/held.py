"""Held clockings get their true time as soon as it is known."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from terminal.local_time import booked_time
from terminal.model import BookedTime, Clocking, Moment
from terminal.model.anchor import time_between
from terminal.model.logline import event
from terminal.ports import Clock, HeldStore, OutboxUnavailable
from terminal.true_time import ThisBoot
from terminal.true_time.clock_report import ClockReport
from terminal.true_time.dating import Dated
from terminal.true_time.earlier_boots import EarlierBoots
from terminal.true_time.knowledge import Knowledge

logger = logging.getLogger(__name__)

ASKED_EVERY = timedelta(seconds=60)
"""An answer costs a token, and a server that is asked for too many gives none."""

RELEASED_AT_ONCE = 100
"""In one commit, so that no swipe waits for more than that."""


class Held:
    """Releases the clockings whose time can be known by now.

    A Raspberry Pi without a battery clock boots at a wrong time. A swipe made then is dated by
    the boot clock, from what was learnt of the true time in the same boot. One of a boot that
    ended without that stays held: its time cannot be known, and is not guessed.

    Args:
        outbox: Where they are held.
        clock: All the clocks.
        zone: The workplace's time zone.
        knowledge: What is known of the true time; by default from the kernel alone.
        earlier: Dates those of boots that are over, where that can be done.
        this_boot: Notes how this boot goes.
        ask: Has Protime say the time, if it can be reached; returns whether it will.
    """

    def __init__(
        self,
        *,
        outbox: HeldStore,
        clock: Clock,
        zone: ZoneInfo,
        knowledge: Knowledge | None = None,
        earlier: EarlierBoots | None = None,
        this_boot: ThisBoot | None = None,
        ask: Callable[[], bool] = lambda: False,
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._zone = zone
        self._knowledge = knowledge or Knowledge()
        self._earlier = earlier
        self._this_boot = this_boot
        self._ask = ask
        self._report = ClockReport(outbox)
        self._seen_seq = 0
        self._waiting: dict[int, Moment] = {}
        self._datable: dict[int, BookedTime] = {}
        self._looked_with = self._knowledge.newest
        self._asked_boottime_ns: int | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the time of some could still become known in this boot."""
        return bool(self._waiting)

    def release(self) -> bool:
        """Release what can be released now; return whether there was any.

        An outbox that is unavailable is reported by whatever writes to it next; the held ones
        are still there when this is called again.
        """
        now = self._clock.now()
        self._knowledge.look(now)
        self._report.tell(self._knowledge.source, self._knowledge.contradiction_seconds(now))
        with suppress(OutboxUnavailable):
            if self._this_boot:
                self._this_boot.look(now, self._knowledge.newest)
            return self._release(now)
        return False

    def close(self) -> None:
        """Note until when this boot lasted so far."""
        with suppress(OutboxUnavailable):
            if self._this_boot:
                self._this_boot.note(self._clock.now(), self._knowledge.newest)

    def _release(self, now: Moment) -> bool:
        self._look(now)
        released = self._release_datable()
        if self._waiting:
            self._ask_again(now)
        return released

    def _look(self, now: Moment) -> None:
        new = self._outbox.held(self._seen_seq)
        for each in new:
            self._sort(each, now)
        if new or self._knowledge.newest is not self._looked_with:
            self._looked_with = self._knowledge.newest
            self._date_waiting()

    def _sort(self, clocking: Clocking, now: Moment) -> None:
        moment = clocking.swipe.moment
        if moment.is_trusted:
            self._datable[clocking.seq] = booked_time(moment.at, self._zone)
        elif moment.boot_id == now.boot_id:
            self._waiting[clocking.seq] = moment
        elif self._earlier and (found := self._earlier.date(moment)):
            self._datable[clocking.seq] = self._booked(found)
        self._seen_seq = clocking.seq

    def _date_waiting(self) -> None:
        for seq, moment in list(self._waiting.items()):
            if found := self._knowledge.date(moment):
                self._datable[seq] = self._booked(found)
                del self._waiting[seq]

    def _booked(self, found: Dated) -> BookedTime:
        return booked_time(found.true_at, self._zone, error_seconds=found.error_seconds)

    def _release_datable(self) -> bool:
        released = bool(self._datable)
        while first := list(islice(self._datable.items(), RELEASED_AT_ONCE)):
            self._outbox.release(first)
            for seq, _ in first:
                del self._datable[seq]
            error = max(each.error_seconds for _, each in first)
            logger.info(
                event("clockings released", count=len(first), error_seconds=round(error, 3))
            )
        return released

    def _ask_again(self, now: Moment) -> None:
        asked_ns = self._asked_boottime_ns
        is_due = asked_ns is None or time_between(asked_ns, now.boottime_ns) >= ASKED_EVERY
        if is_due and self._ask():
            self._asked_boottime_ns = now.boottime_ns
