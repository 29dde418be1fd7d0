"""A terminal's sending half: a real outbox and real couriers, with any Protime behind it."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime

from terminal.backoff import Backoff
from terminal.faults import Faults
from terminal.local_time import booked_time
from terminal.model import BookedTime, Clocking, Outcome, State
from terminal.outbox import SqliteOutbox
from terminal.outbox.doubts import SqliteDoubts
from terminal.ports import OutboxUnavailable, Protime
from terminal.sync import Link, Mailbox
from terminal.sync.couriers import Couriers
from terminal.sync.judge import Judge
from terminal.sync.reading import Reading
from terminal.sync.settlement import Settlement
from terminal.sync.suspicion import Suspicion
from terminal.sync.sync import Sync
from terminal.sync.underway import Underway
from tests.parts.fakes import BRUSSELS, FakeClock, RecordingFeedback, swipe

FIRST_WAIT_SECONDS = 10.0
DELAY_SECONDS = 60.0


class BreakableOutbox:
    """The outbox, on a disk that can fail."""

    def __init__(self, outbox: SqliteOutbox) -> None:
        self._outbox = outbox
        self.is_broken = False
        self.is_full = False
        self.is_mute = False

    def _whole(self) -> SqliteOutbox:
        if self.is_broken:
            raise OutboxUnavailable("disk full")
        return self._outbox

    def exchange(self, outcomes: Sequence[Outcome], room: int, now: datetime) -> list[Clocking]:
        return self._whole().exchange(outcomes, room, now)

    def has_news(self) -> bool:
        return self._whole().has_news()

    def next_attempt_at(self) -> datetime | None:
        return self._whole().next_attempt_at()

    def bring_forward(self, now: datetime) -> None:
        self._whole().bring_forward(now)

    def held(self, after_seq: int = 0) -> list[Clocking]:
        return self._whole().held(after_seq)

    def release(self, booked: Sequence[tuple[int, BookedTime]]) -> None:
        self._whole().release(booked)

    def count(self, state: State) -> int:
        return self._whole().count(state)

    def tidy(self) -> None:
        if self.is_full:
            raise OutboxUnavailable("disk full")
        self._whole().tidy()

    def report(self, part: str, condition: str, detail: str) -> None:
        if self.is_mute:
            raise OutboxUnavailable("disk full")
        self._whole().report(part, condition, detail)


class BreakableDoubts:
    """The uncertain clockings, on a disk that can fail."""

    def __init__(self, doubts: SqliteDoubts) -> None:
        self._doubts = doubts
        self.is_broken = False

    def _whole(self) -> SqliteDoubts:
        if self.is_broken:
            raise OutboxUnavailable("disk full")
        return self._doubts

    def uncertain(self) -> list[Clocking]:
        return self._whole().uncertain()

    def known_ids(self, clockings: Sequence[Clocking]) -> frozenset[str]:
        return self._whole().known_ids(clockings)

    def nameless(self, clockings: Sequence[Clocking]) -> frozenset[int]:
        return self._whole().nameless(clockings)

    def conclude(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        self._whole().conclude(outcomes, now)

    def reconsider(self, seqs: Sequence[int], now: datetime) -> None:
        self._whole().reconsider(seqs, now)


class Office:
    """A terminal's sending half: a real outbox and real couriers, Protime as scripted."""

    def __init__(
        self,
        outbox: SqliteOutbox,
        clock: FakeClock,
        protime: Protime,
        *,
        resends: bool = True,
        mailbox: Mailbox | None = None,
    ) -> None:
        self.outbox = outbox
        self.disk = BreakableOutbox(outbox)
        self.doubts = BreakableDoubts(outbox.doubts)
        self.clock = clock
        self.feedback = RecordingFeedback()
        self.mailbox = mailbox or Mailbox()
        self.link = Link(
            Backoff(first_seconds=FIRST_WAIT_SECONDS, cap_seconds=300), random.Random(1)
        )
        self.couriers = Couriers(protime, self.mailbox, count=2)
        faults = Faults(self.feedback)
        self.sync = Sync(
            outbox=self.disk,
            underway=Underway(self.couriers, self.link, clock, connections=2),
            mailbox=self.mailbox,
            link=self.link,
            judge=Judge(
                link=self.link,
                outbox=self.disk,
                doubts=self.doubts,
                suspicion=Suspicion(),
                may_read=protime.may_read,
                clock=clock,
                faults=faults,
            ),
            settlement=Settlement(
                doubts=self.doubts,
                reading=Reading(
                    may_read=protime.may_read, link=self.link, board=self.disk, resends=resends
                ),
                couriers=self.couriers,
                link=self.link,
                clock=clock,
                delay_seconds=DELAY_SECONDS,
                resends=resends,
            ),
            clock=clock,
            faults=faults,
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

    def later(self, seconds: float) -> None:
        """Let time pass; a step that waits for it ends."""
        self.clock.advance(seconds)
        self.mailbox.nudge()

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


def open_office(outbox: SqliteOutbox, clock: FakeClock, protime: Protime) -> Office:
    """Return an office that has greeted Protime."""
    made = Office(outbox, clock, protime)
    made.until(lambda: made.link.is_up)
    return made
