"""What an employee chose before the swipe: it waits for one swipe, and not for long."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Lock
from types import MappingProxyType

from terminal.model import BadgeNumber, Chosen, Cue, Moment, Option
from terminal.model.logline import event
from terminal.model.struct import Struct
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

    def choose(self, option: Option, now: Moment, by: str) -> None:
        """Let a selection wait for its swipe, in place of another one; the same again: cancel it.

        Args:
            option: The selection.
            now: When it was chosen.
            by: The part that it was chosen at, for the log.
        """
        if self.waiting(now) == option:
            self._end(option, "cancelled")
            return
        self._waiting = _Waiting(option, now, self._timeout)
        seconds = self._timeout.total_seconds()
        self._feedback.play(Chosen(option.position, option.label, seconds))
        logger.info(event("selection chosen", selection=option.name, by=by))
        self._changed()

    def waiting(self, at: Moment) -> Option | None:
        """Return the selection for a swipe at a moment; None if none waited then."""
        waiting = self._waiting
        if waiting is None or not _NO_TIME < waiting.left(at) <= self._timeout:
            return None
        return waiting.option

    def use(self) -> None:
        """Let nothing wait: the swipe that it was chosen for has it."""
        self._waiting = None

    def expire(self, now: Moment) -> None:
        """End what has waited for too long."""
        if self._waiting and self._waiting.left(now) <= _NO_TIME:
            self._end(self._waiting.option, "timed out")

    def left_seconds(self, now: Moment) -> float | None:
        """Return how long the choice still waits, 0 if it is over; None if nothing waits."""
        return max(0.0, self._waiting.left(now).total_seconds()) if self._waiting else None

    def _end(self, option: Option, why: str) -> None:
        self._waiting = None
        self._feedback.play(Cue.SELECTION_OVER)
        logger.info(event("selection over", selection=option.name, reason=why))
