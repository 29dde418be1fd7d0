"""What an employee chose before the swipe: it waits for one swipe, and not for long."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Lock
from types import MappingProxyType

from terminal.model import BadgeNumber, Chosen, Cue, Moment, Option
from terminal.model.logline import event
from terminal.model.struct import Struct, replace
from terminal.ports import Feedback

logger = logging.getLogger(__name__)

_NO_TIME = timedelta(0)


def nobody() -> None:
    """Whom to tell of a choice where nobody waits for its end."""


class _Waiting(Struct, frozen=True):
    option: Option
    since: Moment
    timeout: timedelta

    def left(self, at: Moment) -> timedelta:
        """Return how long it still waits; more than the time-out before it was chosen."""
        passed = at.since(self.since)
        return _NO_TIME if passed is None else self.timeout - passed

    def waits(self, at: Moment) -> bool:
        """Return whether it waits at a moment, at which it has been chosen and is not over."""
        return _NO_TIME < self.left(at) <= self.timeout

    def ended(self, at: Moment) -> "_Waiting":
        """Return it as one that waited until then, if not for less."""
        passed = at.since(self.since)
        return replace(self, timeout=min(self.timeout, passed or _NO_TIME))


class Choice:
    """The selection that was chosen and waits for its swipe, if any.

    It belongs to one swipe. So whoever calls a method holds `deciding`: between the question what
    waits and the answer that it is used, no other reader asks, and no button chooses. The lights
    then show what was decided last.

    Args:
        deciding: The lock under which swipes are decided.
        timeout: How long a choice waits.
        feedback: Shows what was chosen, and that it is over.
        functions: The function badges, and what each of them chooses.
        changed: Called when a choice begins to wait; returns at once.
    """

    def __init__(
        self,
        *,
        deciding: Lock,
        timeout: timedelta,
        feedback: Feedback,
        functions: Mapping[BadgeNumber, Option] = MappingProxyType({}),
        changed: Callable[[], None] = nobody,
    ) -> None:
        self.deciding = deciding
        self.functions = functions
        self._timeout = timeout
        self._feedback = feedback
        self._changed = changed
        self._waiting: _Waiting | None = None
        # Whoever swiped before its end and still waits for the lock swiped for this one.
        self._ended: _Waiting | None = None

    def choose(self, option: Option, now: Moment, by: str) -> None:
        """Let a selection wait for its swipe, in place of another one; the same again: cancel it.

        Args:
            option: The selection.
            now: When it was chosen.
            by: The part that it was chosen at, for the log.
        """
        waiting = self._waiting
        if waiting and waiting.waits(now) and waiting.option == option:
            self._end(waiting, now, "cancelled")
            return
        self._ended = waiting.ended(now) if waiting else self._ended
        self._waiting = _Waiting(option, now, self._timeout)
        seconds = self._timeout.total_seconds()
        self._feedback.play(Chosen(option.position, option.label, seconds))
        logger.info(event("selection chosen", selection=option.name, by=by))
        self._changed()

    def waiting(self, at: Moment) -> Option | None:
        """Return the selection for a swipe at a moment; None if none waited then.

        What has ended since was still shown then, so the swipe has it.
        """
        for each in (self._waiting, self._ended):
            if each and each.waits(at):
                return each.option
        return None

    def use(self, at: Moment) -> None:
        """Let what waited at a moment wait no more: the swipe that it was chosen for has it."""
        if self._waiting and self._waiting.waits(at):
            self._waiting = None
        else:
            self._ended = None

    def expire(self, now: Moment) -> None:
        """End what has waited for too long."""
        if self._waiting and self._waiting.left(now) <= _NO_TIME:
            self._end(self._waiting, now, "timed out")

    def left_seconds(self, now: Moment) -> float | None:
        """Return how long the choice still waits, 0 if it is over; None if nothing waits."""
        return max(0.0, self._waiting.left(now).total_seconds()) if self._waiting else None

    def _end(self, waiting: _Waiting, now: Moment, why: str) -> None:
        self._waiting, self._ended = None, waiting.ended(now)
        self._feedback.play(Cue.SELECTION_OVER)
        logger.info(event("selection over", selection=waiting.option.name, reason=why))
