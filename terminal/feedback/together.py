"""Several feedbacks at once."""

from typing import Protocol

from terminal.model import AnyCue


class Performer(Protocol):
    """A feedback that can be closed."""

    def play(self, cue: AnyCue) -> None:
        """Start a cue in place of the one that is playing. Never blocks, never raises."""

    def close(self) -> None:
        """End it, lamps off. May be called again."""


class Together:
    """Plays every cue on each of several feedbacks."""

    def __init__(self, *performers: Performer) -> None:
        self._performers = performers

    def play(self, cue: AnyCue) -> None:
        """Start a cue in place of the one that is playing. Never blocks, never raises."""
        for performer in self._performers:
            performer.play(cue)

    def close(self) -> None:
        """Close each of them, the last one first."""
        for performer in reversed(self._performers):
            performer.close()
