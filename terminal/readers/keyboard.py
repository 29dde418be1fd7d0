"""Readers that type like a keyboard, taken away from everything else on the machine."""

import errno
import fcntl
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from terminal.model.struct import Struct
from terminal.readers.device import RETRY_SECONDS, Device, DeviceReader, Heard, Unusable
from terminal.readers.input_devices import Wanted, find
from terminal.readers.key_layouts import EndKey, LayoutName, layout
from terminal.readers.keys import EVENT, Keys, events_in
from terminal.readers.still_there import AWAY_SECONDS
from terminal.readers.typed import Typing

SYS_INPUT = Path("/sys/class/input")
DEV_INPUT = Path("/dev/input")

# Of Linux' `input.h`, as the machines that this runs on number them.
_EVIOCGRAB = 0x40044590
_EVIOCSCLOCKID = 0x400445A0

_AT_ONCE_EVENTS = 64
_WHY = {
    errno.EACCES: "this user may not open {name}: it must be in group input",
    errno.EPERM: "this user may not open {name}: DeviceAllow of the service must name it",
    errno.EBUSY: "another program has taken {name} for itself",
    errno.ENODEV: "{name} was unplugged",
    errno.ENOENT: "{name} was unplugged",
    errno.ENXIO: "{name} was unplugged",
}

Control = Callable[[int, int, bytes], object]
"""ioctl(2)."""


class Manner(Struct, frozen=True, kw_only=True):
    """How a reader types.

    Attributes:
        layout: The layout of the keyboard that it plays.
        end_key: The key that it presses after each number.
        pace_seconds: The longest time between two keys of one number.
        length: How many signs a number has; 0 allows any.
    """

    layout: LayoutName = "qwerty"
    end_key: EndKey = "enter"
    pace_seconds: float = 0.2
    length: int = 0

    def keys(self) -> Keys:
        """Return what follows its keys from now on."""
        typing = Typing(
            pace_seconds=self.pace_seconds,
            length=self.length,
            has_end=self.end_key != "none",
            begun_at=time.monotonic(),
        )
        return Keys(layout(self.layout), self.end_key, typing)


class Keyboard:
    """An input device that types for nobody else.

    Args:
        wanted: Which one.
        keys: Makes what follows its keys.
        sys_input: Where the kernel describes input devices.
        dev_input: Where they are opened.
        control: ioctl(2).

    Raises:
        Unusable: It is not there, or cannot be had.
    """

    def __init__(
        self,
        wanted: Wanted,
        keys: Callable[[], Keys],
        *,
        sys_input: Path = SYS_INPUT,
        dev_input: Path = DEV_INPUT,
        control: Control = fcntl.ioctl,
    ) -> None:
        device = find(wanted, sys_input)
        self.name = device.name or device.node
        self._device = self._opened(dev_input / device.node, control)
        self._keys = keys()

    def fileno(self) -> int:
        """Return what becomes readable."""
        return self._device

    def due_at(self) -> float | None:
        """Return when a number that has begun is overdue; None if none has."""
        return self._keys.due_at()

    def take(self, at: float) -> Sequence[Heard]:
        """Take the keys that were pressed; each has a time of its own."""
        del at
        try:
            data = os.read(self._device, _AT_ONCE_EVENTS * EVENT.size)
        except BlockingIOError:
            return []
        except OSError as error:
            raise self._unusable(error) from None
        if not data:
            raise self._unusable(OSError(errno.ENODEV, ""))
        return [heard for event in events_in(data) for heard in self._keys.take(event)]

    def expire(self, at: float) -> Sequence[Heard]:
        """Say what it means that nothing has come until now."""
        return self._keys.expire(at)

    def close(self) -> None:
        """Leave it to others."""
        os.close(self._device)

    def _opened(self, path: Path, control: Control) -> int:
        try:
            device = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError as error:
            raise self._unusable(error) from None
        try:
            # Without this, badge numbers would be typed into whatever has the screen: a login.
            control(device, _EVIOCGRAB, _number(1))
            control(device, _EVIOCSCLOCKID, _number(time.CLOCK_MONOTONIC))
        except OSError as error:
            with suppress(OSError):
                os.close(device)
            raise self._unusable(error) from None
        return device

    def _unusable(self, error: OSError) -> Unusable:
        why = _WHY.get(error.errno or 0, f"{{name}} does not work: {error.strerror}")
        return Unusable(why.format(name=f"“{self.name}”"))


def _number(value: int) -> bytes:
    return value.to_bytes(4, sys.byteorder)


def keyboard_reader(
    wanted: Wanted,
    manner: Manner,
    *,
    open_keyboard: Callable[[Wanted, Callable[[], Keys]], Device] = Keyboard,
    away_seconds: float = AWAY_SECONDS,
    retry_seconds: float = RETRY_SECONDS,
) -> DeviceReader:
    """Return a reader that types.

    Args:
        wanted: Which one.
        manner: How it types.
        open_keyboard: Opens it, or raises `Unusable`.
        away_seconds: How long a badge that lay there has to be silent to have been taken away.
        retry_seconds: Between two attempts to find it.
    """
    return DeviceReader(
        lambda: open_keyboard(wanted, manner.keys),
        away_seconds=away_seconds,
        retry_seconds=retry_seconds,
    )
