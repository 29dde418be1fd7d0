"""What employees choose at push buttons, and the end of what nobody swiped for.

Runs on a thread of its own, and only where something can be chosen.
"""

import logging
from collections.abc import Mapping
from threading import Event
from typing import assert_never

from terminal.choice import Choice
from terminal.faults import Faults
from terminal.model import ButtonEvent, Cue, Option, Pressed, ReaderFound, ReaderLost
from terminal.model.logline import event
from terminal.ports import Board, Buttons, Clock, OutboxUnavailable

logger = logging.getLogger(__name__)

WAIT_SECONDS = 12.0
"""How long one step waits while nothing was chosen; see `capture`."""

PART = "buttons"

OFF = "off"
"""The condition of buttons while no terminal listens to them."""


class NoButtons:
    """What a terminal waits at that has function badges alone; meets the port `Buttons`."""

    def __init__(self) -> None:
        self._interrupted = Event()

    def wait(self, timeout_seconds: float) -> ButtonEvent | None:
        """Return None after the time-out or an interruption."""
        if self._interrupted.wait(timeout_seconds):
            self._interrupted.clear()
        return None

    def interrupt(self) -> None:
        """Make a `wait` that is running, or else the next one, return soon."""
        self._interrupted.set()

    def close(self) -> None:
        """Give nothing back."""


class Choosing:
    """Turns presses of buttons into choices, and ends the ones that time out.

    Args:
        buttons: The buttons. Where there are none, what waits all the same, and is interrupted
            when a function badge chooses.
        options: What can be chosen, by the names that the buttons give.
        choice: What waits for its swipe.
        clock: All the clocks.
        faults: Shows that the buttons do not work.
        board: Where operators read how they are.
    """

    def __init__(
        self,
        *,
        buttons: Buttons,
        options: Mapping[str, Option],
        choice: Choice,
        clock: Clock,
        faults: Faults,
        board: Board,
    ) -> None:
        self._buttons = buttons
        self._options = options
        self._choice = choice
        self._clock = clock
        self._faults = faults
        self._board = board
        self._are_there = False

    def step(self) -> None:
        """Wait for a press, for a bounded time or until the choice is over, and answer it."""
        heard = self._buttons.wait(self._patience_seconds())
        if heard is not None:
            self._answer(heard)
        with self._choice.deciding:
            self._choice.expire(self._clock.now())

    def interrupt(self) -> None:
        """Make a step that waits return soon."""
        self._buttons.interrupt()

    def close(self) -> None:
        """Say of buttons that they are off: what was said of them holds no more."""
        if self._are_there:
            self._report(OFF, "the terminal has stopped")

    def _patience_seconds(self) -> float:
        with self._choice.deciding:
            left = self._choice.left_seconds(self._clock.now())
        return WAIT_SECONDS if left is None else min(left, WAIT_SECONDS)

    def _answer(self, heard: ButtonEvent) -> None:
        match heard:
            case Pressed(selection):
                # Before it waits for a swipe that is being written: what is swiped then has it.
                pressed = self._clock.now()
                with self._choice.deciding:
                    self._choice.choose(self._options[selection], pressed, PART)
            case ReaderLost(reason):
                self._faults.begin(PART, Cue.READER_FAULT)
                logger.warning(event("buttons lost", reason=reason))
                self._report("lost", reason)
            case ReaderFound(name):
                self._faults.end(PART)
                logger.info(event("buttons found", name=name))
                self._report("found", name)
            case _:
                assert_never(heard)

    def _report(self, condition: str, detail: str) -> None:
        self._are_there = True
        try:
            self._board.report(PART, condition, detail)
        except OutboxUnavailable as error:
            logger.error(event("condition not kept", part=PART, reason=error))  # noqa: TRY400 - the reason says it all
