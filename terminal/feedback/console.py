"""Cues as lines of text, for the demo and for a terminal on a laptop."""

from queue import SimpleQueue
from threading import Thread
from typing import TextIO

from terminal.feedback.patterns import pattern_of
from terminal.model import AnyCue, Cue, cue_of

_CLOSE_SECONDS = 1.0
_LONGEST_NAME = max(len(cue.value) for cue in Cue)


def line_of(cue: AnyCue) -> str:
    """Return a cue as a line of text without its end."""
    return f"{cue_of(cue).value.upper():<{_LONGEST_NAME}}  {pattern_of(cue).meaning}"


class Console:
    """Writes a line for each cue, from a thread of its own: a stopped console stops no swipe."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._cues: SimpleQueue[AnyCue | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="console feedback", daemon=True)
        self._thread.start()

    def play(self, cue: AnyCue) -> None:
        """Write a cue. Never blocks, never raises."""
        self._cues.put(cue)

    def close(self) -> None:
        """Finish the lines that wait, if the console takes them. May be called again."""
        self._cues.put(None)
        self._thread.join(_CLOSE_SECONDS)

    def _run(self) -> None:
        while (cue := self._cues.get()) is not None:
            try:
                print(line_of(cue), file=self._stream, flush=True)
            except (OSError, ValueError):
                # The console is gone. Its end is no fault of the terminal's.
                return
