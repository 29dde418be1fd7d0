"""Held clockings get their true time once the clock can be trusted within the same boot."""

import logging
from contextlib import suppress
from zoneinfo import ZoneInfo

from terminal.local_time import booked_time
from terminal.model import State
from terminal.model.logline import event
from terminal.ports import Clock, Outbox, OutboxUnavailable

logger = logging.getLogger(__name__)


class Held:
    """Releases the clockings whose time can be known by now.

    A Raspberry Pi without a battery clock boots at a wrong time. A swipe made then is dated by
    the boot clock, from a trusted moment of the same boot backwards. One of another boot stays
    held: its time cannot be known, and is not guessed.
    """

    def __init__(self, *, outbox: Outbox, clock: Clock, zone: ZoneInfo) -> None:
        self._outbox = outbox
        self._clock = clock
        self._zone = zone
        self._was_trusted: bool | None = None

    def release(self) -> None:
        """Release what can be released now.

        An outbox that is unavailable is reported by whatever writes to it next; the held ones
        are still there when this is called again.
        """
        with suppress(OutboxUnavailable):
            self._release()

    def _release(self) -> None:
        now = self._clock.now()
        if now.is_trusted is not self._was_trusted:
            self._tell(is_trusted=now.is_trusted)
        if not now.is_trusted or not self._outbox.count(State.HELD):
            return
        known = [
            (each.seq, booked_time(true_at, self._zone))
            for each in self._outbox.held()
            if (true_at := now.true_time_of(each.swipe.moment)) is not None
        ]
        if known:
            self._outbox.release(known)
            logger.info(event("clockings released, clock trusted", count=len(known)))

    def _tell(self, *, is_trusted: bool) -> None:
        if is_trusted:
            logger.info(event("clock trusted"))
            self._outbox.report("clock", "trusted", "")
        else:
            logger.warning(event("clock not trusted, swipes are held until it is"))
            self._outbox.report("clock", "not trusted", "swipes are held until it is")
        self._was_trusted = is_trusted
