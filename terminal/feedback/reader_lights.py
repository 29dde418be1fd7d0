"""Plays cues on lights and buzzer of a reader, from a thread of its own: such a reader is slow."""

import logging
from itertools import chain
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Protocol

from terminal.feedback.patterns import DARK, Standing, Step, performance, standing_after
from terminal.model import AnyCue, Cue
from terminal.model.logline import event

_logger = logging.getLogger(__name__)
_CLOSE_SECONDS = 1.0


class Panel(Protocol):
    """Lights and buzzer that may take their time. Used by one thread."""

    def show(self, *, green: bool, red: bool, tone_seconds: float) -> str:
        """Show lights that stay so, and sound a tone that ends by itself.

        Returns:
            Why that is impossible, empty if it is not.
        """

    def renew(self) -> None:
        """Take the device for another one from now on, of which nothing is known."""

    def close(self) -> None:
        """Give the device back."""


class ReaderLights:
    """Plays one cue at a time; a new one takes the place of the one that is playing.

    All that waits is the thread: `play` leaves a note (decision record 0037). So a cue begins a
    little later here than on lamps that are wired, and a device that does not answer shows nothing.

    Args:
        name: The reader's configured name, for the log.
        panel: What it has.
    """

    def __init__(self, name: str, panel: Panel) -> None:
        self._name = name
        self._panel = panel
        self._cues: SimpleQueue[AnyCue | None] = SimpleQueue()
        self._standing = Standing()
        self._told = set[str]()
        self._thread = Thread(target=self._run, name=f"lights of {name}", daemon=True)
        self._thread.start()

    def play(self, cue: AnyCue) -> None:
        """Start a cue in place of the one that is playing. Never blocks, never raises."""
        self._cues.put(cue)

    def close(self) -> None:
        """Stop playing and switch everything off, if the device answers. May be called again."""
        self._cues.put(None)
        self._thread.join(_CLOSE_SECONDS)

    def _run(self) -> None:
        # Whatever it showed when this program ended the last time; and it hears of its own beep
        # before the first badge comes.
        self._show(DARK)
        cue = self._newest(self._cues.get())
        while cue is not None:
            cue = self._newest(self._played(cue))
        self._show(DARK)
        self._panel.close()

    def _played(self, cue: AnyCue) -> AnyCue | None:
        """Play a cue until the next one has come, and return that: None for the end of all."""
        for step in chain(performance(cue, self._standing), [DARK]):
            ends_at = monotonic() + step.seconds
            self._show(step)
            try:
                return self._cues.get(timeout=max(0.0, ends_at - monotonic()))
            except Empty:
                continue
        return self._cues.get()

    def _newest(self, cue: AnyCue | None) -> AnyCue | None:
        """Return the last of the cues that have come meanwhile; each has had its effect."""
        while cue is not None:
            self._standing = standing_after(cue, self._standing)
            if cue is Cue.READY:
                self._panel.renew()
            try:
                cue = self._cues.get_nowait()
            except Empty:
                break
        return cue

    def _show(self, step: Step) -> None:
        refusal = self._refusal(step)
        if refusal and refusal not in self._told:
            self._told.add(refusal)
            _logger.warning(
                event(
                    "the reader's own lights cannot be told; swipes are stored all the same",
                    reader=self._name,
                    reason=refusal,
                )
            )

    def _refusal(self, step: Step) -> str:
        tone_seconds = step.seconds if step.buzzer else 0.0
        try:
            return self._panel.show(green=step.green, red=step.red, tone_seconds=tone_seconds)
        except Exception as error:
            _logger.debug(event("lights of the reader failed", reader=self._name), exc_info=True)
            return f"{type(error).__name__}: {error}"
