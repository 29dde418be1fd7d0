"""A terminal's sending half: a real outbox and real couriers, with any Protime behind it."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime

from terminal.backoff import Backoff
from terminal.faults import Faults
from terminal.local_time import booked_time
from terminal.model import BookedTime, Clocking, Outcome, State
from terminal.outbox import SqliteOutbox
from terminal.ports import OutboxUnavailable, Protime
from terminal.sync import Couriers, Judge, Link, Mailbox, Sync
from tests.parts.fakes import BRUSSELS, FakeClock, RecordingFeedback, swipe

FIRST_WAIT_SECONDS = 10.0


class BreakableOutbox:
    """The outbox, on a disk that can fail."""

    def __init__(self, outbox: SqliteOutbox) -> None:
        self._outbox = outbox
        self.is_broken = False
        self.is_full = False

    def _whole(self) -> SqliteOutbox:
        if self.is_broken:
            raise OutboxUnavailable("disk full")
        return self._outbox

    def exchange(self, outcomes: Sequence[Outcome], room: int, now: datetime) -> list[Clocking]:
        return self._whole().exchange(outcomes, room, now)

    def next_attempt_at(self) -> datetime | None:
        return self._whole().next_attempt_at()

    def bring_forward(self, now: datetime) -> None:
        self._whole().bring_forward(now)

    def held(self) -> list[Clocking]:
        return self._whole().held()

    def release(self, booked: Sequence[tuple[int, BookedTime]]) -> None:
        self._whole().release(booked)

    def count(self, state: State) -> int:
        return self._whole().count(state)

    def tidy(self) -> None:
        if self.is_full:
            raise OutboxUnavailable("disk full")
        self._whole().tidy()

    def report(self, part: str, condition: str, detail: str) -> None:
        self._whole().report(part, condition, detail)


class Office:
    """A terminal's sending half: a real outbox and real couriers, Protime as scripted."""

    def __init__(self, outbox: SqliteOutbox, clock: FakeClock, protime: Protime) -> None:
        self.outbox = outbox
        self.disk = BreakableOutbox(outbox)
        self.clock = clock
        self.feedback = RecordingFeedback()
        self.mailbox = Mailbox()
        self.link = Link(
            Backoff(first_seconds=FIRST_WAIT_SECONDS, cap_seconds=300), random.Random(1)
        )
        faults = Faults(self.feedback)
        self.couriers = Couriers(protime, self.mailbox, count=2)
        self.sync = Sync(
            outbox=self.disk,
            couriers=self.couriers,
            mailbox=self.mailbox,
            link=self.link,
            judge=Judge(link=self.link, outbox=self.disk, clock=clock, faults=faults),
            clock=clock,
            faults=faults,
            connections=2,
        )

    def swiped(self, *badges: str) -> None:
        for badge in badges:
            self.outbox.put(
                swipe(badge, clock=self.clock), booked_time(self.clock.now().at, BRUSSELS)
            )
        self.mailbox.nudge()

    def steps(self, number: int) -> None:
        for _ in range(number):
            self.mailbox.nudge()
            self.sync.step()

    def until(self, is_reached: Callable[[], bool]) -> None:
        """Step until something is so, at most 200 times."""
        for _ in range(200):
            if is_reached():
                return
            self.sync.step()
        raise AssertionError("it never came to that")

    def count(self, state: State) -> int:
        return self.outbox.count(state)

    def is_settled(self) -> bool:
        return not (self.count(State.PENDING) or self.count(State.SENDING))
