"""Badge numbers typed on a terminal, one on each line: a reader without hardware."""

import os
from collections import deque
from select import select
from time import monotonic
from typing import TextIO

from terminal.model import Presented, ReaderEvent, ReaderFound, ReaderLost, Unreadable
from terminal.readers.wake import Wake

_AT_ONCE_BYTES = 4096
LONGEST_LINE_BYTES = 1024
"""No badge number is near this: what has no end of line is dropped, not hoarded."""


class ConsoleReader:
    """Takes each line that is typed as a badge number; meets the port `Reader`.

    After the end of the input it is lost, and stays so.

    Args:
        stream: What to read; only its file descriptor is used. Not closed here.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._typed = b""
        self._has_ended = False
        self._events: deque[ReaderEvent] = deque([ReaderFound("console")])
        self._wake = Wake()

    def wait(self, timeout_seconds: float) -> ReaderEvent | None:
        """Return the next event, or None after the time-out or an interruption."""
        deadline = monotonic() + timeout_seconds
        while not self._events and self._listen(max(0.0, deadline - monotonic())):
            pass
        return self._events.popleft() if self._events else None

    def interrupt(self) -> None:
        """Make a `wait` that is running, or else the next one, return soon."""
        self._wake.call()

    def close(self) -> None:
        """Stop listening; the stream stays open."""
        self._wake.close()

    def _listen(self, timeout_seconds: float) -> bool:
        """Take what is typed; return whether to go on, for want of a whole line."""
        sources: list[TextIO | Wake] = [self._wake]
        if not self._has_ended:
            sources.append(self._stream)
        ready, _, _ = select(sources, [], [], timeout_seconds)
        if self._stream in ready:
            self._take()
        if self._wake in ready:
            self._wake.clear()
            return False
        return bool(ready)

    def _take(self) -> None:
        try:
            typed = os.read(self._stream.fileno(), _AT_ONCE_BYTES)
        except OSError as error:
            self._end(error.strerror or "the terminal is gone")
            return
        if not typed:
            self._end("end of input")
            return
        *lines, self._typed = (self._typed + typed).split(b"\n")
        for line in lines:
            self._enter(line)
        if len(self._typed) > LONGEST_LINE_BYTES:
            self._typed = b""
            self._events.append(Unreadable("a line without an end is no badge number"))

    def _end(self, reason: str) -> None:
        self._has_ended = True
        self._enter(self._typed)
        self._events.append(ReaderLost(reason))

    def _enter(self, line: bytes) -> None:
        try:
            text = line.decode().strip()
        except UnicodeDecodeError:
            self._events.append(Unreadable("what was typed is no text"))
            return
        if text:
            self._events.append(Presented(text))
