"""Operators are told whose time counts, and when two of them differ."""

import logging
from contextlib import suppress
from typing import assert_never

from terminal.conditions import Conditions
from terminal.model.logline import event
from terminal.ports import Board, OutboxUnavailable
from terminal.true_time.knowledge import Source

logger = logging.getLogger(__name__)

DISPUTED_FROM_SECONDS = 30.0
SETTLED_FROM_SECONDS = 15.0
"""Less than what begins it, so that two clocks at the edge do not fill the log."""


class ClockReport:
    """Says once each time it changes how the clock is, in the log and as the part `clock`."""

    def __init__(self, board: Board) -> None:
        self._conditions = Conditions(board)
        self._source: Source | None = None
        self._is_disputed = False

    def tell(self, source: Source, contradiction_seconds: float) -> None:
        """Say what is new.

        Args:
            source: Whose word counts.
            contradiction_seconds: How far the kernel's clock is ahead of Protime's.
        """
        changed = source is not self._source
        self._source = source
        if changed:
            self._say(source)
        is_news = self._weigh(contradiction_seconds) or changed
        # An outbox that is unavailable is reported by whatever writes to it next.
        with suppress(OutboxUnavailable):
            if is_news:
                self._conditions.report("clock", *self._condition(contradiction_seconds))
            else:
                self._conditions.keep()

    def _say(self, source: Source) -> None:
        match source:
            case Source.KERNEL:
                logger.info(event("clock trusted"))
            case Source.PROTIME:
                logger.info(event("clock not trusted, swipes are dated by Protime's answers"))
            case Source.NONE:
                logger.warning(event("clock not trusted, swipes are held until it is"))
            case _:
                assert_never(source)

    def _weigh(self, contradiction_seconds: float) -> bool:
        """Say that a dispute begins or is over; return whether one does."""
        was_disputed, seconds = self._is_disputed, round(contradiction_seconds)
        limit = SETTLED_FROM_SECONDS if was_disputed else DISPUTED_FROM_SECONDS
        self._is_disputed = abs(contradiction_seconds) > limit
        if self._is_disputed and not was_disputed:
            logger.warning(event("clock and Protime differ", ahead_seconds=seconds))
        if was_disputed and not self._is_disputed:
            logger.info(event("clock and Protime no longer differ"))
        return self._is_disputed is not was_disputed

    def _condition(self, contradiction_seconds: float) -> tuple[str, str]:
        if self._is_disputed:
            return "disputed", _disputed(contradiction_seconds)
        match self._source:
            case Source.KERNEL:
                return "trusted", ""
            case Source.PROTIME:
                return "trusted by Protime's answers", "swipes are held, and dated by its answers"
            case _:
                return "not trusted", "swipes are held until it is"


def _disputed(contradiction_seconds: float) -> str:
    side = "ahead of" if contradiction_seconds > 0 else "behind"
    return (
        f"trusted, but {abs(round(contradiction_seconds))} s {side} the time in Protime's answers: "
        "see with `timedatectl` which one is right"
    )
