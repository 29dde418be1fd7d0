"""Badge numbers that come as lines of text."""

from collections.abc import Callable, Sequence
from time import monotonic

from terminal.readers.device import Heard
from terminal.readers.typed import END, Typing

PACE_SECONDS = 0.2
"""The longest time within a line: USB adapters pass on what they received every 16 ms or so."""

_STX = 0x02
_ENDS = frozenset(b"\r\n\x03")
_PRINTABLE = range(0x20, 0x7F)


class TextLines:
    """Finds lines of ASCII in what a serial line gives; CR, LF and ETX end one.

    Args:
        length: How many signs a line must have; 0 allows any.
        clock: Monotonic seconds.
    """

    def __init__(self, length: int = 0, clock: Callable[[], float] = monotonic) -> None:
        self._typing = Typing(pace_seconds=PACE_SECONDS, length=length, begun_at=clock())

    def due_at(self) -> float | None:
        """Return when a line that has begun is overdue; None if none has."""
        return self._typing.due_at()

    def take(self, received: bytes, at: float) -> Sequence[Heard]:
        """Take the next bytes."""
        return [heard for byte in received for heard in self._next(byte, at)]

    def expire(self, at: float) -> Sequence[Heard]:
        """Say what it means that nothing has come until now."""
        return self._typing.expire(at)

    def _next(self, byte: int, at: float) -> Sequence[Heard]:
        if byte in _ENDS or (byte == _STX and self._typing.due_at() is None):
            return self._typing.take(END, at)
        if byte in _PRINTABLE:
            return self._typing.take(chr(byte), at)
        return self._typing.spoil("what came is no text: do speed and protocol fit?", at)
