"""One step of the sync thread: settle what came back, mark what goes next, send it, wait."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import assert_never

from terminal.faults import Faults
from terminal.model import Clocking, Cue, Outcome, State
from terminal.model.logline import event
from terminal.ports import Clock, Outbox, OutboxUnavailable
from terminal.sync.couriers import Couriers
from terminal.sync.judge import Judge
from terminal.sync.link import Link
from terminal.sync.mailbox import Greeted, Mail, Mailbox, NetworkChanged, Nudge, Returned

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 4.0
"""The longest a step takes when there is nothing to do."""

GATHER_SECONDS = 0.02
"""How long to wait for more answers, so that they share a commit and its sync."""

SHORTEST_WAIT_SECONDS = 0.1
STORAGE_RETRY_SECONDS = 1.0

MARKED_PER_CONNECTION = 3
"""How many clockings are marked for each connection: one on its way and two that wait, so that
no connection idles during a commit. More would be uncertain after a crash."""


class Sync:
    """Delivers clockings through a few couriers and keeps the books in the outbox.

    Every clocking is marked as sending, durably, before its request goes out. While Protime
    does not answer, one at a time is tried, with growing pauses.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        couriers: Couriers,
        mailbox: Mailbox,
        link: Link,
        judge: Judge,
        clock: Clock,
        faults: Faults,
        connections: int,
    ) -> None:
        self._outbox = outbox
        self._couriers = couriers
        self._mailbox = mailbox
        self._link = link
        self._judge = judge
        self._clock = clock
        self._faults = faults
        self._connections = connections
        self._in_flight: set[int] = set()
        self._is_greeting = False
        self._unsettled: list[Outcome] = []
        self._storage_works = True

    def step(self) -> None:
        """Wait for something to happen, for a bounded time, and do what follows from it."""
        self._receive(self._wait(self._patience_seconds()))
        self._exchange(self._room())
        self._probe_if_idle()

    def interrupt(self) -> None:
        """Make a step that waits return soon."""
        self._mailbox.nudge()

    def finish(self, timeout_seconds: float) -> None:
        """Take back what has not gone out, and wait for the answers to what has.

        What is still without an answer then stays marked as sending, and is uncertain at the
        next start.
        """
        self._take_back(self._couriers.withdraw())
        end = timedelta(seconds=timeout_seconds)
        begin = self._clock.now()
        while self._in_flight:
            passed = self._clock.now().since(begin)
            if passed is None or passed >= end:
                break
            self._receive(self._wait((end - passed).total_seconds()))
        self._exchange(room=0)
        self._couriers.dismiss()

    def _wait(self, timeout_seconds: float) -> list[Mail]:
        return self._mailbox.wait(timeout_seconds, GATHER_SECONDS, self._is_enough)

    def _is_enough(self, mail: Sequence[Mail]) -> bool:
        returned = sum(isinstance(each, Returned) for each in mail)
        return not returned or returned >= min(self._connections, len(self._in_flight))

    def _patience_seconds(self) -> float:
        if not self._storage_works:
            return STORAGE_RETRY_SECONDS
        if self._in_flight or self._is_greeting:
            return HEARTBEAT_SECONDS
        try:
            until = self._seconds_until_due()
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

    def _room(self) -> int:
        if self._link.is_up:
            return self._connections * MARKED_PER_CONNECTION - len(self._in_flight)
        return int(self._may_probe())

    def _may_probe(self) -> bool:
        boottime_ns = self._clock.now().boottime_ns
        is_busy = bool(self._in_flight) or self._is_greeting
        return not is_busy and not self._link.seconds_until_try(boottime_ns)

    def _receive(self, mail: Sequence[Mail]) -> None:
        for each in mail:
            match each:
                case Nudge():
                    pass
                case NetworkChanged():
                    self._judge.network_changed()
                case Greeted():
                    self._is_greeting = False
                    self._judge.greeted(each)
                case Returned():
                    self._in_flight.discard(each.clocking.seq)
                    self._unsettled.append(self._judge.outcome(each))
                case _:
                    assert_never(each)

    def _exchange(self, room: int) -> None:
        try:
            batch = self._outbox.exchange(self._unsettled, room, self._clock.now().at)
        except OutboxUnavailable as error:
            self._storage_failed(error)
            return
        self._unsettled = []
        for clocking in batch:
            self._in_flight.add(clocking.seq)
            self._couriers.send(clocking, self._link.wave)
        self._tidy()

    def _tidy(self) -> None:
        # What was marked is on its way by now: a full disk fails here, where the log is folded
        # into the file, long before it fails a commit.
        try:
            self._outbox.tidy()
        except OutboxUnavailable as error:
            self._storage_failed(error)
        else:
            self._storage_recovered()

    def _take_back(self, clockings: Sequence[Clocking]) -> None:
        for clocking in clockings:
            self._in_flight.discard(clocking.seq)
            self._unsettled.append(Outcome(seq=clocking.seq, state=State.PENDING))

    def _probe_if_idle(self) -> None:
        if self._link.is_up or not self._may_probe():
            return
        if self._has_retries():
            self._bring_forward()
            return
        self._is_greeting = True
        self._couriers.greet(self._link.wave)

    def _bring_forward(self) -> None:
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
        if self._faults.begin("outbox upkeep", Cue.STORAGE_FAULT):
            logger.error(event("outbox unavailable", reason=error))
        self._storage_works = False

    def _storage_recovered(self) -> None:
        self._storage_works = True
        if self._faults.end("outbox upkeep"):
            logger.info(event("outbox available again"))
