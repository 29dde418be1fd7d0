"""Plays cues on lamps and a buzzer: begun at once, carried on by a thread of its own."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice
from queue import Empty, SimpleQueue
from threading import Lock, Thread

from terminal.feedback.lamps import Lamps
from terminal.feedback.patterns import DARK, Standing, Step, pattern_of, performance, standing_after
from terminal.model import AnyCue
from terminal.model.logline import event
from terminal.model.struct import Struct

_logger = logging.getLogger(__name__)
_CLOSE_SECONDS = 1.0


class _Begun(Struct, frozen=True):
    """A cue whose first step is on, and what follows it."""

    first: Step
    rest: Iterator[Step]


class Player:
    """Plays one cue at a time; a new one takes the place of the one that is playing.

    Its first step is on when `play` returns: whoever plays it keeps the interpreter busy for a
    while yet, and the thread would get its turn only then (decision record 0011).

    A fault stands: other cues interrupt it, then it goes on until READY. So does what was chosen,
    until it is used or over. While nothing plays, the thread sleeps without a time-out.

    Args:
        lamps: Any thread sets them, one at a time. None may wait for anything.
    """

    def __init__(self, lamps: Lamps) -> None:
        self._lamps = lamps
        self._changing = Lock()
        self._cues: SimpleQueue[_Begun | None] = SimpleQueue()
        self._standing = Standing()
        self._works = True
        self._is_over = False
        self._thread = Thread(target=self._run, name="feedback", daemon=True)
        self._thread.start()

    def play(self, cue: AnyCue) -> None:
        """Start a cue in place of the one that is playing. Never blocks, never raises."""
        with self._changing:
            if not self._is_over:
                self._cues.put(self._begin(cue))

    def close(self) -> None:
        """Stop playing and switch everything off, at once. May be called again."""
        self._cues.put(None)
        self._thread.join(_CLOSE_SECONDS)

    def _begin(self, cue: AnyCue) -> _Begun:
        first = pattern_of(cue).opening[0]
        self._show(first)
        # Nobody waits for what follows it.
        self._standing = standing_after(cue, self._standing)
        return _Begun(first, islice(performance(cue, self._standing), 1, None))

    def _run(self) -> None:
        begun = self._cues.get()
        while begun is not None:
            begun = self._carry_on(begun)
        with self._changing:
            self._is_over = True
            self._show(DARK)
            try:
                self._lamps.close()
            except Exception:
                _logger.exception(event("lamps could not be closed"))

    def _carry_on(self, begun: _Begun) -> _Begun | None:
        """Play a cue until the next one has begun, and return that: None for the end of all."""
        showing = begun.first
        for step in chain(begun.rest, [DARK]):
            with suppress(Empty):
                return self._cues.get(timeout=showing.seconds)
            self._go_on_to(step)
            showing = step
        return self._cues.get()

    def _go_on_to(self, step: Step) -> None:
        with self._changing:
            # One that has begun just now is on already, and not to be covered.
            if self._cues.empty():
                self._show(step)

    def _show(self, step: Step) -> None:
        try:
            self._lamps.set(green=step.green, red=step.red, buzzer=step.buzzer)
        except Exception:
            if self._works:
                _logger.exception(event("lamps failed; swipes are stored all the same"))
            self._works = False
        else:
            self._works = True
