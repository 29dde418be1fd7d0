"""Numbers that come sign by sign. What may be a part of a number makes none."""

from collections.abc import Sequence

from terminal.model import Presented, Unreadable
from terminal.readers.device import Heard

END = "\n"

AFRESH_SECONDS = 2.0
"""So long beyond the pace of a number, nothing that comes can belong to what came before."""

_LONGEST = 128
_BROKE_OFF = "it broke off in the middle"


class Typing:
    """Gathers signs into numbers.

    The rest of a number that broke off looks like a whole one. So after each doubt nothing
    counts until the next end, or until it has been silent for a while.

    Args:
        pace_seconds: The longest time between two signs of one number.
        length: How many signs a number has; 0 allows any.
        has_end: Whether each number is followed by `END`; if not, it ends by the pace.
        begun_at: When listening begins, perhaps in the middle of a number.
    """

    def __init__(
        self, *, pace_seconds: float, length: int = 0, has_end: bool = True, begun_at: float
    ) -> None:
        self._pace_seconds = pace_seconds
        self._length = length
        self._has_end = has_end
        self._text = ""
        self._doubt = ""
        self._begun_at = self._last_at = begun_at

    def due_at(self) -> float | None:
        """Return when a number that has begun is overdue; None if none has."""
        return self._last_at + self._pace_seconds if self._text else None

    def take(self, sign: str, at: float) -> Sequence[Heard]:
        """Take the next sign; `END` ends a number."""
        heard = self.expire(at)
        if at - self._last_at > self._pace_seconds + AFRESH_SECONDS:
            self._doubt = ""
        self._last_at = at
        if sign == END:
            return [*heard, *self._end()]
        self._text += sign
        if at - self._begun_at < self._pace_seconds:
            self._doubt = "it began before the reader was found"
        if len(self._text) > _LONGEST:
            return [*heard, *self._break_off("it has no end")]
        return heard

    def spoil(self, reason: str, at: float) -> Sequence[Heard]:
        """Take a sign that no number can hold."""
        heard = self.take("?", at)
        self._doubt = self._doubt or reason
        return heard

    def expire(self, at: float) -> Sequence[Heard]:
        """Say what it means that nothing has come until now."""
        if not self._text or at - self._last_at <= self._pace_seconds:
            return []
        return self._break_off(self._doubt or _BROKE_OFF) if self._has_end else self._end()

    def _break_off(self, reason: str) -> Sequence[Heard]:
        self._text, self._doubt = "", reason
        return [Unreadable(reason)]

    def _end(self) -> Sequence[Heard]:
        text, doubt = self._text.strip(), self._doubt
        self._text, self._doubt = "", ""
        if doubt:
            return [Unreadable(doubt)]
        if self._length and text and len(text) != self._length:
            return [Unreadable(f"it has {len(text)} signs, not {self._length}")]
        return [Presented(text)] if text else []
