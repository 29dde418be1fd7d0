"""The first step: a badge at a reader becomes a clocking in the outbox, then a cue.

Runs on the reader's thread. Nothing here waits for the network, the lights or the sync thread.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import assert_never
from zoneinfo import ZoneInfo

from terminal.badge_numbers import BadgeRule, NumberWatch, Oddity, RandomIdentifier
from terminal.choice import Choice
from terminal.conditions import Conditions
from terminal.faults import Faults
from terminal.local_time import booked_time
from terminal.model import (
    BadgeNumber,
    Cue,
    InOut,
    Moment,
    Option,
    Place,
    Presented,
    ReaderEvent,
    ReaderFound,
    ReaderLost,
    Reading,
    Selection,
    Swipe,
    Unreadable,
)
from terminal.model.logline import event
from terminal.model.struct import Struct, field
from terminal.ports import Clock, Feedback, OutboxUnavailable, Reader, SwipeStore
from terminal.repeats import RecentSwipes

logger = logging.getLogger(__name__)

WAIT_SECONDS = 12.0
"""How long one step waits for a badge: short enough for the supervisor's heartbeat, long enough
to leave an idle machine asleep (decision record 0047)."""

COMING_OR_GOING = InOut()

NUMBERS = "badge numbers"
"""The part whose conditions tell of badges that cannot be told apart, or were cut."""


def nowhere(_moment: Moment) -> None:
    """Where a terminal stands that does not tell."""


class Surroundings(Struct, frozen=True, kw_only=True):
    """What the readers of one terminal share.

    Attributes:
        place: Returns at once where the terminal stands at a moment; None where that is not
            known, or not to be told.
        choice: What was chosen and waits for its swipe; None where nothing can be chosen.
    """

    store: SwipeStore
    recent: RecentSwipes
    clock: Clock
    zone: ZoneInfo
    feedback: Feedback
    faults: Faults
    is_online: Callable[[], bool]
    nudge: Callable[[], None]
    watch: NumberWatch = field(default_factory=NumberWatch)
    place: Callable[[Moment], Place | None] = nowhere
    choice: Choice | None = None


class Capture:
    """Turns what one reader says into clockings and cues.

    Args:
        name: What the reader is called.
        reader: The reader.
        rule: Makes the badge number.
        selection: The selection of all its swipes; None for what was chosen before each.
        surroundings: What it shares with the other readers.
    """

    def __init__(
        self,
        *,
        name: str,
        reader: Reader,
        rule: BadgeRule,
        selection: Selection | None,
        surroundings: Surroundings,
    ) -> None:
        self._name = name
        self._part = f"reader {name}"
        self._reader = reader
        self._rule = rule
        self._selection = selection
        self._all = surroundings
        self._conditions = Conditions(surroundings.store)

    def step(self) -> None:
        """Wait for the reader's next event, for a bounded time, and answer it."""
        heard = self._reader.wait(WAIT_SECONDS)
        if heard is not None:
            self._answer(heard)
        else:
            with suppress(OutboxUnavailable):  # said when it was new; tried again
                self._conditions.keep()

    def interrupt(self) -> None:
        """Make a step that waits return soon."""
        self._reader.interrupt()

    def _answer(self, heard: ReaderEvent) -> None:
        match heard:
            case Presented(reading):
                self._presented(reading, self._all.clock.now())
            case Unreadable(reason):
                self._unreadable(reason)
            case ReaderLost(reason):
                self._lost(reason)
            case ReaderFound(name):
                self._found(name)
            case _:
                assert_never(heard)

    def _presented(self, reading: Reading, moment: Moment) -> None:
        try:
            badge_number = self._rule(reading)
        except RandomIdentifier as error:
            self._refused(error)
            return
        except ValueError as error:
            self._unreadable(str(error))
            return
        choice = self._all.choice
        if choice and (option := choice.functions.get(badge_number)):
            with choice.deciding:
                choice.choose(option, moment, self._part)
                self._look_for_odd(reading, badge_number)
            return
        place = self._all.place(moment)
        with self._all.recent.deciding:
            chosen = choice.waiting(moment) if choice and self._selection is None else None
            swipe = Swipe(
                badge_number=badge_number,
                selection=self._meaning(chosen),
                reader=self._name,
                moment=moment,
                place=place,
            )
            is_answered = self._decided(swipe)
            # After the cue: nobody at the door waits for it.
            if choice and chosen and is_answered:
                choice.use(moment)
            self._look_for_odd(reading, badge_number)

    def _meaning(self, chosen: Option | None) -> Selection:
        if chosen:
            return chosen.selection
        return COMING_OR_GOING if self._selection is None else self._selection

    def _decided(self, swipe: Swipe) -> bool:
        """Store a swipe or say that it is a repeat; return whether either went well."""
        if not self._all.recent.hold(swipe):
            return self._store(swipe)
        self._repeated(swipe)
        return True

    def _store(self, swipe: Swipe) -> bool:
        moment = swipe.moment
        booked = booked_time(moment.at, self._all.zone) if moment.is_trusted else None
        try:
            seq = self._all.store.put(swipe, booked)
        except OutboxUnavailable as error:
            self._not_stored(error)
            return False
        self._all.feedback.play(Cue.ACCEPTED if self._all.is_online() else Cue.ACCEPTED_OFFLINE)
        self._all.recent.remember(swipe)
        self._all.nudge()
        logger.info(
            event(
                "clocking stored",
                seq=seq,
                badge=swipe.badge_number,
                kind=swipe.selection.kind,
                reader=self._name,
                held=booked is None,
            )
        )
        return True

    def _not_stored(self, error: OutboxUnavailable) -> None:
        if not self._all.faults.begin("outbox", Cue.STORAGE_FAULT):
            self._all.feedback.play(Cue.STORAGE_FAULT)
        # Sync ends the fault, for it can prove the disk with nobody at the door.
        self._all.nudge()
        logger.error(event("swipe refused, outbox unavailable", reader=self._name, reason=error))

    def _repeated(self, swipe: Swipe) -> None:
        self._all.feedback.play(Cue.REPEATED)
        logger.info(event("swipe repeated", badge=swipe.badge_number, reader=self._name))

    def _refused(self, reason: RandomIdentifier) -> None:
        self._all.feedback.play(Cue.CHANGING_BADGE)
        logger.warning(event("badge refused", reader=self._name, reason=reason))

    def _look_for_odd(self, reading: Reading, badge_number: BadgeNumber) -> None:
        if odd := self._all.watch.notice(self._name, reading, badge_number):
            self._odd(badge_number, odd)

    def _odd(self, badge_number: BadgeNumber, odd: Oddity) -> None:
        fields = {"badge": badge_number, "reader": self._name, "reason": odd.reason}
        logger.warning(event(f"badge numbers, {odd.condition}", **fields))
        self._report(odd.condition, f"{badge_number}: {odd.reason}", part=NUMBERS)

    def _unreadable(self, reason: str) -> None:
        self._all.feedback.play(Cue.UNREADABLE)
        logger.warning(event("badge unreadable", reader=self._name, reason=reason))

    def _lost(self, reason: str) -> None:
        self._all.faults.begin(self._part, Cue.READER_FAULT)
        logger.warning(event("reader lost", reader=self._name, reason=reason))
        self._report("lost", reason)

    def _found(self, name: str) -> None:
        if not self._all.faults.end(self._part):
            self._all.feedback.play(Cue.READY)
        logger.info(event("reader found", reader=self._name, name=name))
        self._report("found", name)

    def _report(self, condition: str, detail: str, *, part: str = "") -> None:
        try:
            self._conditions.report(part or self._part, condition, detail)
        except OutboxUnavailable as error:
            logger.error(event("condition not kept", part=part or self._part, reason=error))  # noqa: TRY400 - the reason says it all
