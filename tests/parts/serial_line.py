"""A serial line with a reader at its far end, made of a pseudo-terminal."""

import os
import tty
from functools import reduce
from operator import xor
from pathlib import Path


class SerialLine:
    """A line that can be pulled out and plugged in again, under the same path.

    Attributes:
        path: What stands for the device file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reader_end = -1
        self.plug_in()

    def plug_in(self) -> None:
        """Connect the reader."""
        self._reader_end, terminal_end = os.openpty()
        tty.setraw(terminal_end)
        self.path.symlink_to(os.ttyname(terminal_end))
        os.close(terminal_end)

    def unplug(self) -> None:
        """Pull the reader out; harmless when it is."""
        if self._reader_end >= 0:
            os.close(self._reader_end)
            self.path.unlink()
            self._reader_end = -1

    def send(self, data: bytes) -> None:
        """Let the reader send something."""
        os.write(self._reader_end, data)


def frame(identifier: bytes, end: bytes = b"\x03") -> bytes:
    """Return the frame that an RDM6300 sends of a badge."""
    return b"\x02" + b"%s%02X" % (identifier.hex().upper().encode(), reduce(xor, identifier)) + end
