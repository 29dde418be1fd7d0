"""What an attempt tells: what becomes of the clocking, and how the link is."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import assert_never

from terminal.conditions import Conditions
from terminal.faults import Faults
from terminal.model import (
    Clocking,
    Cue,
    Delivered,
    Outcome,
    Rejected,
    State,
    Unavailable,
    Uncertain,
)
from terminal.model.logline import event
from terminal.ports import Clock, Doubts, Outbox, OutboxUnavailable
from terminal.sync.link import Link, Recovery, Trouble
from terminal.sync.mailbox import Greeted, Returned
from terminal.sync.suspicion import Suspicion

logger = logging.getLogger(__name__)

_SUSPECTED = (
    "Protime refuses one badge after another, the last one with: {}. Look at terminal_code, "
    "person_reference and tenant in [protime], and at this terminal in Protime."
)


class Judge:
    """Turns verdicts into outcomes, and tells people once when the link goes down or comes up.

    Args:
        link: Hears how each attempt went.
        outbox: Where people see how the link is.
        doubts: Takes back what was rejected for the configuration's fault.
        suspicion: Tells a bad badge from a bad configuration.
        may_read: Whether what may be booked can be looked up; see the port Protime.
        clock: All the clocks.
        faults: What the lights show.
    """

    def __init__(
        self,
        *,
        link: Link,
        outbox: Outbox,
        doubts: Doubts,
        suspicion: Suspicion,
        may_read: Callable[[], bool | None],
        clock: Clock,
        faults: Faults,
    ) -> None:
        self._link = link
        self._outbox = outbox
        self._doubts = doubts
        self._suspicion = suspicion
        self._may_read = may_read
        self._clock = clock
        self._faults = faults
        self._conditions = Conditions(outbox)

    def greeted(self, greeted: Greeted) -> None:
        """Note what Protime answered to a greeting."""
        if greeted.refusal:
            self._failed(greeted.wave, _trouble(greeted.refusal))
        else:
            self._answered(greeted.wave)

    def network_changed(self) -> None:
        """Have the link tried soon if the network may have been what kept it down."""
        if self._link.hasten(self._clock.now().boottime_ns):
            logger.info(event("network changed, trying again soon"))

    def outcome(self, returned: Returned) -> Outcome:
        """Return what becomes of a clocking after this attempt."""
        seq, verdict = returned.clocking.seq, returned.verdict
        match verdict:
            case Delivered(protime_id):
                self._suspicion.delivered(returned.clocking)
                self._answered(returned.wave)
                logger.info(event("clocking delivered", seq=seq, protime_id=protime_id))
                return Outcome(seq=seq, state=State.DELIVERED, protime_id=protime_id)
            case Rejected(reason):
                if self._suspicion.rejected(returned.clocking):
                    return self._suspected(returned, reason)
                self._answered(returned.wave)
                logger.warning(_told("clocking rejected", returned.clocking, reason))
                return Outcome(seq=seq, state=State.REJECTED, last_error=reason)
            case Unavailable(reason=reason):
                trouble = _trouble(verdict)
                self._failed(returned.wave, trouble)
                if verdict.may_be_booked and self._may_read():
                    return _doubted(returned.clocking, reason)
                return self._again(returned.clocking, trouble, reason)
            case Uncertain(reason):
                shown = returned.clocking.swipe.badge_number.masked_in(reason)
                self._failed(returned.wave, Trouble(shown))
                return _doubted(returned.clocking, reason)
            case _:
                assert_never(verdict)

    def keep(self) -> None:
        """Keep for people to see how the link is, if that could not be kept at once.

        Raises:
            OutboxUnavailable: It cannot be kept yet.
        """
        self._conditions.keep()

    def reconsider(self) -> bool:
        """Send those again that were refused before the configuration was suspected.

        Returns:
            Whether there were any.

        Raises:
            OutboxUnavailable: They are still parked, until this is called again.
        """
        seqs = self._suspicion.wrongly_refused
        if not seqs:
            return False
        self._doubts.reconsider(seqs, self._clock.now().at)
        self._suspicion.reconsidered()
        logger.info(event("rejected clockings kept to be sent again", count=len(seqs)))
        return True

    def _suspected(self, returned: Returned, reason: str) -> Outcome:
        shown = returned.clocking.swipe.badge_number.masked_in(reason)
        trouble = Trouble(_SUSPECTED.format(shown), is_configuration_fault=True)
        self._failed(returned.wave, trouble)
        logger.info(_told("clocking rejected, kept to be sent again", returned.clocking, reason))
        return self._again(returned.clocking, trouble, reason)

    def _again(self, clocking: Clocking, trouble: Trouble, reason: str) -> Outcome:
        wait = timedelta(seconds=self._link.wait_seconds(clocking.attempts, trouble))
        return Outcome(
            seq=clocking.seq,
            state=State.PENDING,
            next_attempt_at=self._clock.now().at + wait,
            last_error=reason,
        )

    def _answered(self, wave: int) -> None:
        over = self._link.answered(wave)
        if over:
            self._faults.end("link")
            self._tell_up(over)

    def _failed(self, wave: int, trouble: Trouble) -> None:
        if not self._link.failed(wave, trouble, self._clock.now().boottime_ns):
            return
        if trouble.is_configuration_fault:
            self._faults.begin("link", Cue.CONFIGURATION_FAULT)
            logger.error(event("configuration fault, nothing is sent", reason=trouble.reason))
            self._report("configuration fault", trouble.reason)
        else:
            self._faults.end("link")
            logger.warning(event("link down", reason=trouble.reason))
            self._report("down", trouble.reason)

    def _tell_up(self, over: Recovery) -> None:
        after = over.trouble.reason if over.trouble else None
        logger.info(event("link up", failures=over.failures, waiting=self._waiting(), after=after))
        self._report("up", "")

    def _waiting(self) -> int | None:
        try:
            return self._outbox.count(State.PENDING)
        except OutboxUnavailable:
            return None

    def _report(self, condition: str, detail: str) -> None:
        try:
            self._conditions.report("link", condition, detail)
        except OutboxUnavailable as error:
            logger.warning(event("condition not kept", part="link", reason=error))


def _trouble(verdict: Unavailable) -> Trouble:
    return Trouble(verdict.reason, verdict.retry_after_seconds, verdict.is_configuration_fault)


def _doubted(clocking: Clocking, reason: str) -> Outcome:
    logger.warning(_told("clocking uncertain", clocking, reason))
    return Outcome(seq=clocking.seq, state=State.UNCERTAIN, last_error=reason)


def _told(what: str, clocking: Clocking, reason: str) -> str:
    badge = clocking.swipe.badge_number
    return event(what, seq=clocking.seq, badge=badge, reason=badge.masked_in(reason))
