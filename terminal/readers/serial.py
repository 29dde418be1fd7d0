"""Readers on a serial line: on the pins of a Raspberry Pi, or behind a USB adapter."""

import errno
import fcntl
import os
import termios
import tty
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Literal, Protocol

from terminal.readers.device import RETRY_SECONDS, DeviceReader, Heard, Unusable
from terminal.readers.em4100 import Em4100Frames
from terminal.readers.still_there import AWAY_SECONDS
from terminal.readers.text_lines import TextLines

SerialProtocol = Literal["rdm6300", "lines"]

_AT_ONCE_BYTES = 4096
_WHY = {
    errno.ENOENT: "there is no {path}: is the reader plugged in?",
    errno.ENXIO: "there is no {path}: is the reader plugged in?",
    errno.EACCES: "this user may not open {path}: it must be in group dialout",
    errno.EPERM: "this user may not open {path}: DeviceAllow of the service must name it",
    errno.EBUSY: "another program is using {path}",
    errno.ENOTTY: "{path} is no serial line",
    errno.EIO: "{path} was unplugged",
    errno.ENODEV: "{path} was unplugged",
}


class Decoder(Protocol):
    """Makes readings of the bytes of a line; see `Device` for what its methods mean."""

    def due_at(self) -> float | None:
        """Return when it has something to say although nothing more comes."""

    def take(self, received: bytes, at: float) -> Sequence[Heard]:
        """Take the next bytes."""

    def expire(self, at: float) -> Sequence[Heard]:
        """Say what it means that nothing has come until now."""


def serial_reader(
    path: str,
    *,
    baud: int,
    protocol: SerialProtocol,
    length: int = 0,
    away_seconds: float = AWAY_SECONDS,
    retry_seconds: float = RETRY_SECONDS,
) -> DeviceReader:
    """Return a reader on a serial line of 8 data bits, no parity and one stop bit.

    Args:
        path: The device, such as `/dev/serial0`.
        baud: Its speed, one of those that the system knows.
        protocol: What comes: frames of an RDM6300, or lines of text.
        length: How many signs a line must have; 0 allows any.
        away_seconds: How long a badge that lay there has to be silent to have been taken away.
        retry_seconds: Between two attempts to open it.
    """
    decoder = Em4100Frames if protocol == "rdm6300" else partial(TextLines, length)
    return DeviceReader(
        partial(SerialLine, path, baud, decoder),
        away_seconds=away_seconds,
        retry_seconds=retry_seconds,
    )


class SerialLine:
    """An open serial line.

    Raises:
        Unusable: It cannot be opened.
    """

    def __init__(self, path: str, baud: int, decoder: Callable[[], Decoder]) -> None:
        self.name = path
        self._line = self._opened(baud)
        self._decoder = decoder()

    def fileno(self) -> int:
        """Return what becomes readable."""
        return self._line

    def due_at(self) -> float | None:
        """Return when it has something to say although nothing more comes."""
        return self._decoder.due_at()

    def take(self, at: float) -> Sequence[Heard]:
        """Take what the line has received."""
        try:
            received = os.read(self._line, _AT_ONCE_BYTES)
        except BlockingIOError:
            return []
        except OSError as error:
            raise self._unusable(error) from None
        if not received:
            raise self._unusable(OSError(errno.EIO, ""))
        return self._decoder.take(received, at)

    def expire(self, at: float) -> Sequence[Heard]:
        """Say what it means that nothing has come until now."""
        return self._decoder.expire(at)

    def close(self) -> None:
        """Leave the line to others."""
        os.close(self._line)

    def _opened(self, baud: int) -> int:
        try:
            line = os.open(self.name, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError as error:
            raise self._unusable(error) from None
        try:
            _prepare(line, baud)
        except (OSError, termios.error) as error:
            with suppress(OSError):
                os.close(line)
            raise self._unusable(OSError(*error.args)) from None
        return line

    def _unusable(self, error: OSError) -> Unusable:
        why = _WHY.get(error.errno or 0, f"{{path}} does not work: {error.strerror}")
        return Unusable(why.format(path=self.name))


def _prepare(line: int, baud: int) -> None:
    """Keep others off, pass every byte through unchanged, and begin with an empty line."""
    fcntl.ioctl(line, termios.TIOCEXCL)
    tty.setraw(line)
    iflag, oflag, cflag, lflag, _, _, chars = termios.tcgetattr(line)
    iflag |= termios.IGNBRK
    cflag = cflag & ~(termios.CSTOPB | termios.CRTSCTS) | termios.CLOCAL | termios.CREAD
    speed = getattr(termios, f"B{baud}")
    termios.tcsetattr(line, termios.TCSANOW, [iflag, oflag, cflag, lflag, speed, speed, chars])
    termios.tcflush(line, termios.TCIFLUSH)
