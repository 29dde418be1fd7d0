"""Uncertain clockings are settled: by reading back what Protime has, or as the policy says."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import assert_never

from terminal.model import Clocking, Listed, MayNotRead, Unavailable
from terminal.ports import Clock, Doubts
from terminal.sync.conclusions import Conclusion, concluded, resent
from terminal.sync.couriers import Couriers
from terminal.sync.doubted import Doubted
from terminal.sync.findings import Unclear, findings
from terminal.sync.link import NS_PER_SECOND, Link, Trouble
from terminal.sync.mailbox import HEARTBEAT_SECONDS, LookedUp
from terminal.sync.reading import Reading

logger = logging.getLogger(__name__)

UNCLEAR_SECONDS = 3600.0
"""What the list does not tell is for a person; it is asked again no sooner than this."""


class Settlement:
    """Looks uncertain clockings up in Protime, one day at a time, and sends the missing again.

    Where they may not be looked up, the policy decides: they are sent again after the same
    time, or stay as they are until a person resolves them.

    The sync thread calls it and never waits for it: a courier carries the question.

    Args:
        doubts: The outbox.
        reading: Whether Protime can be asked.
        couriers: Who carries the questions.
        link: Says how long one that is sent again waits.
        clock: All the clocks.
        delay_seconds: How long a clocking is uncertain before anything is concluded.
        resends: The policy where nothing may be read.
    """

    def __init__(
        self,
        *,
        doubts: Doubts,
        reading: Reading,
        couriers: Couriers,
        link: Link,
        clock: Clock,
        delay_seconds: float,
        resends: bool,
    ) -> None:
        self._doubts = doubts
        self._reading = reading
        self._couriers = couriers
        self._link = link
        self._clock = clock
        self._resends = resends
        self._doubted = Doubted(int(delay_seconds * NS_PER_SECOND))
        self._look_at_ns = 0
        self._is_asking = False
        self._mail: LookedUp | None = None
        self._last_day = date.min

    def expect(self) -> None:
        """Look at the outbox with the next step: what is uncertain has changed."""
        self._look_at_ns = 0

    def looked_up(self, mail: LookedUp) -> None:
        """Take what a courier brought back; the next step acts upon it."""
        self._is_asking = False
        self._mail = mail

    def step(self) -> bool:
        """Do all that can be done now; return whether there may be more to send by that.

        Raises:
            OutboxUnavailable: Something could not be kept; nothing is lost, and it is tried again.
        """
        now_ns = self._clock.now().boottime_ns
        has_settled = self._mail is not None and self._settle(self._mail, now_ns)
        self._mail = None
        may_read = self._reading.is_allowed(now_ns)
        if may_read is False and not self._resends:
            return has_settled
        self._look(now_ns)
        due = self._doubted.due(now_ns)
        if may_read is False:
            return self._resend([each for day in due.values() for each in day]) or has_settled
        if may_read and due:
            self._ask(due, now_ns)
        return has_settled

    def seconds_until_step(self) -> float:
        """Return how long time alone brings nothing to do."""
        now_ns = self._clock.now().boottime_ns
        due_ns = self._doubted.next_due_ns(now_ns)
        until_due = (due_ns - now_ns) / NS_PER_SECOND if due_ns else HEARTBEAT_SECONDS
        return min(until_due, self._reading.seconds_until_try(now_ns) or HEARTBEAT_SECONDS)

    def _look(self, now_ns: int) -> None:
        if now_ns >= self._look_at_ns:
            self._doubted.see(self._doubts.uncertain(), now_ns)
            # With each heartbeat: there may be some that nobody told of.
            self._look_at_ns = now_ns + int(HEARTBEAT_SECONDS * NS_PER_SECOND)

    def _ask(self, due: Mapping[date, Sequence[Clocking]], now_ns: int) -> None:
        if self._is_asking or not self._link.is_up or self._reading.seconds_until_try(now_ns):
            return
        # In turn: a day that cannot be listed keeps no other from being asked for.
        self._last_day = min((day for day in due if day > self._last_day), default=min(due))
        self._is_asking = True
        self._couriers.look_up(self._last_day, due[self._last_day])

    def _settle(self, mail: LookedUp, now_ns: int) -> bool:
        match mail.answer:
            case Listed():
                has_settled = self._compare(mail.clockings, mail.answer, now_ns)
                self._reading.works()
                return has_settled
            case Unavailable():
                self._reading.failed(mail.answer, now_ns)
            case MayNotRead():
                self._reading.refused(mail.answer, now_ns)
            case _:
                assert_never(mail.answer)
        return False

    def _compare(self, clockings: Iterable[Clocking], listed: Listed, now_ns: int) -> bool:
        # A person may have settled one meanwhile, and it may even have been sent again.
        self._doubted.see(self._doubts.uncertain(), now_ns)
        asked = self._doubted.still(clockings)
        found = findings(
            (each.seq for each in asked),
            listed,
            self._doubts.known_ids(asked),
            self._doubts.nameless(asked),
        )
        news = [concluded(each, found[each.seq], self._retry_at(each)) for each in asked]
        has_settled = self._conclude([each for each in news if each])
        unclear = [each for each in asked if isinstance(found[each.seq], Unclear)]
        self._doubted.put_off(unclear, now_ns + int(UNCLEAR_SECONDS * NS_PER_SECOND))
        return has_settled

    def _resend(self, clockings: Iterable[Clocking]) -> bool:
        return self._conclude([resent(each, self._retry_at(each)) for each in clockings])

    def _conclude(self, conclusions: Sequence[Conclusion]) -> bool:
        if not conclusions:
            return False
        self._doubts.conclude([each.outcome for each in conclusions], self._clock.now().at)
        for each in conclusions:
            logger.log(each.level, each.line)
        self.expect()
        return True

    def _retry_at(self, clocking: Clocking) -> datetime:
        wait = self._link.wait_seconds(clocking.attempts, Trouble(clocking.last_error or ""))
        return self._clock.now().at + timedelta(seconds=wait)
