"""The frames of RDM6300 modules, and of the ID-12LA and ID-20LA, for badges of type EM4100.

A frame is STX, ten hexadecimal digits of the identifier, two of its checksum (all bytes XORed
are zero), sometimes CR and LF, and ETX. It comes again and again while a badge lies there.
"""

import re
from collections.abc import Sequence
from functools import reduce
from operator import xor

from terminal.model import Presented, Unreadable
from terminal.readers.device import Heard

MERCY_SECONDS = 0.3
"""So long a whole frame may follow on a broken one: a badge at the edge of the field."""

PAUSE_SECONDS = 0.1
"""The longest time within a frame; one of 14 bytes takes 15 ms at 9600 baud."""

_STX, _ETX = 0x02, 0x03
_LONGEST = 14
_DIGITS = re.compile(rb"[0-9A-Fa-f]{12}")


class Em4100Frames:
    """Finds frames in what a line gives. What stands outside of frames is noise."""

    def __init__(self) -> None:
        self._frame: bytearray | None = None
        self._last_at = 0.0
        self._broken = ""
        self._broken_at = 0.0

    def due_at(self) -> float | None:
        """Return when a broken frame is to be told of, or one that has begun is overdue."""
        if self._frame is not None:
            return self._last_at + PAUSE_SECONDS
        return self._broken_at + MERCY_SECONDS if self._broken else None

    def take(self, received: bytes, at: float) -> Sequence[Heard]:
        """Take the next bytes."""
        heard = self.expire(at)
        self._last_at = at
        return [*heard, *(each for byte in received for each in self._next(byte, at))]

    def expire(self, at: float) -> Sequence[Heard]:
        """Say what it means that nothing has come until now."""
        if self._frame is not None and at - self._last_at > PAUSE_SECONDS:
            self._break("a frame broke off", at)
        if not self._broken or at - self._broken_at < MERCY_SECONDS:
            return []
        reason, self._broken = self._broken, ""
        return [Unreadable(reason)]

    def _next(self, byte: int, at: float) -> Sequence[Heard]:
        if byte == _STX:
            if self._frame is not None:
                self._break("a frame broke off", at)
            self._frame = bytearray()
        elif self._frame is None:
            pass
        elif byte == _ETX:
            return self._end(bytes(self._frame), at)
        else:
            self._frame.append(byte)
            if len(self._frame) > _LONGEST:
                self._break("a frame has no end", at)
        return []

    def _end(self, frame: bytes, at: float) -> Sequence[Heard]:
        try:
            identifier = identifier_of(frame)
        except ValueError as error:
            self._break(str(error), at)
            return []
        self._frame, self._broken = None, ""
        return [Presented(identifier)]

    def _break(self, reason: str, at: float) -> None:
        self._frame = None
        if not self._broken:
            self._broken, self._broken_at = reason, at


def identifier_of(frame: bytes) -> bytes:
    """Return the five bytes of the identifier that stands between STX and ETX.

    Raises:
        ValueError: It is no such frame; the message says why.
    """
    digits = frame.removesuffix(b"\r\n")
    if not _DIGITS.fullmatch(digits):
        raise ValueError("a frame without twelve hexadecimal digits")
    content = bytes.fromhex(digits.decode())
    if reduce(xor, content):
        raise ValueError("a frame with a wrong checksum")
    if not any(content):
        raise ValueError("a frame of zeros")
    return content[:-1]
