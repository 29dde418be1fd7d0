"""Which badges still lie on a reader that tells of them again and again."""

from itertools import takewhile

from terminal.model import Reading

AWAY_SECONDS = 1.0
"""A badge that a reader has not told of for so long was taken away."""

SETTLING_SECONDS = 2.0
"""A reader that was found again tells of the badge that lies on it within this time."""


class StillThere:
    """Tells a badge that is presented from one that has lain there since."""

    def __init__(self, away_seconds: float = AWAY_SECONDS) -> None:
        self._away_seconds = away_seconds
        self._told_at: dict[Reading, float] = {}  # the longest silent first

    def is_new(self, reading: Reading, at: float) -> bool:
        """Return whether a badge that the reader tells of now has just been presented."""
        self._forget_the_absent(at)
        told_at = self._told_at.pop(reading, None)
        self._told_at[reading] = at if told_at is None else max(at, told_at)
        return told_at is None

    def lost(self, at: float) -> None:
        """The reader is gone: only what lay there just now can still lie there afterwards."""
        self._forget_the_absent(at)

    def found(self, at: float) -> None:
        """The reader is back, and what lay there before may lie there still."""
        settled_at = at + SETTLING_SECONDS - self._away_seconds
        self._told_at = dict.fromkeys(self._told_at, settled_at)

    def _forget_the_absent(self, at: float) -> None:
        absent = takewhile(lambda told: at - told[1] > self._away_seconds, self._told_at.items())
        for reading, _ in list(absent):
            del self._told_at[reading]
