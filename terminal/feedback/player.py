"""Plays cues on lamps and a buzzer, in a thread of its own."""

import logging
from queue import Empty, SimpleQueue
from threading import Thread

from terminal.feedback.lamps import Lamps
from terminal.feedback.patterns import DARK, Step, performance, standing_after
from terminal.model import Cue
from terminal.model.logline import event

_logger = logging.getLogger(__name__)
_CLOSE_SECONDS = 1.0


class Player:
    """Plays one cue at a time; a new one takes the place of the one that is playing.

    A fault stands: other cues interrupt it, then it goes on until READY. While nothing plays,
    the thread sleeps without a time-out.
    """

    def __init__(self, lamps: Lamps) -> None:
        self._lamps = lamps
        self._cues: SimpleQueue[Cue | None] = SimpleQueue()
        self._standing: Cue | None = None
        self._works = True
        self._thread = Thread(target=self._run, name="feedback", daemon=True)
        self._thread.start()

    def play(self, cue: Cue) -> None:
        """Start a cue in place of the one that is playing. Never blocks, never raises."""
        self._cues.put(cue)

    def close(self) -> None:
        """Stop playing and switch everything off, at once. May be called again."""
        self._cues.put(None)
        self._thread.join(_CLOSE_SECONDS)

    def _run(self) -> None:
        cue = self._cues.get()
        while cue is not None:
            cue = self._perform(cue)
        self._show(DARK)
        try:
            self._lamps.close()
        except Exception:
            _logger.exception(event("lamps could not be closed"))

    def _perform(self, cue: Cue) -> Cue | None:
        """Play a cue until the next one comes, and return that: None for the end of all."""
        self._standing = standing_after(cue, self._standing)
        for step in performance(cue, self._standing):
            self._show(step)
            try:
                return self._cues.get(timeout=step.seconds)
            except Empty:
                continue
        self._show(DARK)
        return self._cues.get()

    def _show(self, step: Step) -> None:
        try:
            self._lamps.set(green=step.green, red=step.red, buzzer=step.buzzer)
        except Exception:
            if self._works:
                _logger.exception(event("lamps failed; swipes are stored all the same"))
            self._works = False
        else:
            self._works = True
