"""One step of the sync thread: settle what came back, mark what goes next, send it, wait."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import assert_never

from terminal.faults import Faults
from terminal.model import Cue, Outcome, State
from terminal.model.logline import event
from terminal.ports import Clock, Outbox, OutboxUnavailable
from terminal.sync.judge import Judge
from terminal.sync.link import Link
from terminal.sync.mailbox import (
    HEARTBEAT_SECONDS,
    Greeted,
    LookedUp,
    Mail,
    Mailbox,
    NetworkChanged,
    Nudge,
    Returned,
)
from terminal.sync.settlement import Settlement
from terminal.sync.underway import Underway
from terminal.turn import TURN

logger = logging.getLogger(__name__)

GLANCE_SECONDS = 8.0
"""So long may what people decided beside the terminal wait: one question finds that out."""

GATHER_SECONDS = 0.02
"""How long to wait for more answers, so that they share a commit and its sync."""

SHORTEST_WAIT_SECONDS = 0.1
STORAGE_RETRY_SECONDS = 1.0


class Sync:
    """Delivers clockings through a few couriers and keeps the books in the outbox.

    Every clocking is marked as sending, durably, before its request goes out. While Protime
    does not answer, one at a time is tried, with growing pauses.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        underway: Underway,
        mailbox: Mailbox,
        link: Link,
        judge: Judge,
        settlement: Settlement,
        clock: Clock,
        faults: Faults,
    ) -> None:
        self._outbox = outbox
        self._underway = underway
        self._mailbox = mailbox
        self._link = link
        self._judge = judge
        self._settlement = settlement
        self._clock = clock
        self._faults = faults
        self._unsettled: list[Outcome] = []
        self._storage_works = True

    def step(self, longest_seconds: float = HEARTBEAT_SECONDS) -> None:
        """Wait for something to happen, for a bounded time, and do what follows from it."""
        self._receive(self._next_mail(min(longest_seconds, self._patience_seconds())))
        try:
            self._exchange(self._underway.room())
            # What was marked is on its way by now: a full disk fails in the upkeep, where the
            # log is folded into the file, long before it fails a commit.
            self._keep_up()
        except OutboxUnavailable as error:
            self._storage_failed(error)
        else:
            self._storage_recovered()
        self._probe_if_idle()

    def interrupt(self) -> None:
        """Make a step that waits return soon."""
        self._mailbox.nudge()

    def greet(self) -> bool:
        """Have Protime greeted, although the link is up, for the time in its answer.

        Returns:
            Whether it is; if not, an answer comes by itself, or none can.
        """
        if not self._link.is_up or not self._underway.is_idle:
            return False
        self._underway.greet()
        return True

    def finish(self, timeout_seconds: float) -> None:
        """Take back what has not gone out, and wait for the answers to what has.

        What is still without an answer then stays marked as sending, and is uncertain at the
        next start.
        """
        self._unsettled += [
            Outcome(seq=each.seq, state=State.PENDING) for each in self._underway.withdraw()
        ]
        end = timedelta(seconds=timeout_seconds)
        begin = self._clock.now()
        while self._underway.has_clockings:
            passed = self._clock.now().since(begin)
            if passed is None or passed >= end:
                break
            self._receive(self._wait((end - passed).total_seconds()))
        try:
            self._exchange(room=0)
            # Nobody will know any more by the next start that not they were to blame.
            self._judge.reconsider()
        except OutboxUnavailable as error:
            self._storage_failed(error)
        self._underway.dismiss()

    def _next_mail(self, timeout_seconds: float) -> list[Mail]:
        """Wait for mail, or until somebody else has written to the outbox."""
        while timeout_seconds > GLANCE_SECONDS:
            if mail := self._wait(GLANCE_SECONDS):
                return mail
            if self._has_news():
                self._settlement.expect()
                return []
            timeout_seconds -= GLANCE_SECONDS
        return self._wait(timeout_seconds)

    def _has_news(self) -> bool:
        try:
            return self._outbox.has_news()
        except OutboxUnavailable:
            return True  # the step meets the same trouble, and says so

    def _wait(self, timeout_seconds: float) -> list[Mail]:
        return self._mailbox.wait(timeout_seconds, GATHER_SECONDS, self._underway.missing)

    def _patience_seconds(self) -> float:
        if not self._storage_works:
            return STORAGE_RETRY_SECONDS
        if not self._underway.is_idle:
            return HEARTBEAT_SECONDS
        try:
            until = min(self._seconds_until_due(), self._settlement.seconds_until_step())
        except OutboxUnavailable as error:
            self._storage_failed(error)
            return STORAGE_RETRY_SECONDS
        return min(HEARTBEAT_SECONDS, max(SHORTEST_WAIT_SECONDS, until))

    def _seconds_until_due(self) -> float:
        now = self._clock.now()
        if not_before := self._link.seconds_until_try(now.boottime_ns):
            return not_before
        if due_at := self._outbox.next_attempt_at():
            return (due_at - now.at).total_seconds()
        return HEARTBEAT_SECONDS if self._link.is_up else SHORTEST_WAIT_SECONDS

    def _receive(self, mail: Sequence[Mail]) -> None:
        for each in mail:
            match each:
                case Nudge():
                    pass
                case NetworkChanged():
                    self._judge.network_changed()
                case Greeted():
                    self._underway.greeted()
                    self._judge.greeted(each)
                case Returned():
                    self._underway.returned(each.clocking)
                    self._unsettled.append(self._judge.outcome(each))
                case LookedUp():
                    self._settlement.looked_up(each)
                case _:
                    assert_never(each)

    def _exchange(self, room: int) -> None:
        with TURN:
            batch = self._outbox.exchange(self._unsettled, room, self._clock.now().at)
        if any(each.state is State.UNCERTAIN for each in self._unsettled):
            self._settlement.expect()
        self._unsettled = []
        self._underway.send(batch)

    def _keep_up(self) -> None:
        self._judge.keep()
        has_reconsidered = self._judge.reconsider()
        if self._settlement.step() or has_reconsidered:
            self._mailbox.nudge()
        self._outbox.tidy()

    def _probe_if_idle(self) -> None:
        if self._link.is_up or not self._underway.may_probe():
            return
        if not self._has_retries():
            self._underway.greet()
            return
        # The link waits longer and longer while it is down; a clocking need not wait beyond that.
        with suppress(OutboxUnavailable):  # it is due later, then
            self._outbox.bring_forward(self._clock.now().at)

    def _has_retries(self) -> bool:
        """Return whether a clocking will be the next probe: a token says less than that."""
        try:
            return self._outbox.next_attempt_at() is not None
        except OutboxUnavailable:
            return True

    def _storage_failed(self, error: OutboxUnavailable) -> None:
        if self._faults.begin("outbox", Cue.STORAGE_FAULT):
            logger.error(event("outbox unavailable", reason=error))
        self._storage_works = False

    def _storage_recovered(self) -> None:
        self._storage_works = True
        if self._faults.end("outbox"):
            logger.info(event("outbox available again"))
