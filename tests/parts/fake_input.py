"""Input devices in a folder: described and read as the kernel's are, all but the two ioctls."""

import errno
import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

from terminal.readers.input_devices import Wanted
from terminal.readers.keyboard import Keyboard
from terminal.readers.keys import EVENT, Keys

USB_ID = "ffff:0035"
NAME = "Sycreader RFID Technology Co., Ltd SYC ID&IC USB Reader"
PLACE = "usb-0000:01:00.0-1.3/input0"
KEYBOARD_KEYS = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"
ENTER, TAB, SHIFT, CAPS_LOCK, NUM_LOCK, BACKSLASH = 28, 15, 42, 58, 69, 43
_EVIOCGRAB, _EVIOCSCLOCKID = 0x40044590, 0x400445A0
_EV_SYN, _EV_KEY, _EV_MSC = 0, 1, 4
_SYN_DROPPED = 3
_CODES = dict(zip("1234567890", range(2, 12), strict=True)) | dict(
    zip("qwertyuiop", range(16, 26), strict=True)
)
_CODES |= dict(zip("asdfghjkl", range(30, 39), strict=True))
_CODES |= dict(zip("zxcvbnm", range(44, 51), strict=True))
_KEYPAD = dict(zip("1234567890", (79, 80, 81, 75, 76, 77, 71, 72, 73, 82), strict=True))


class FakeInput:
    """The input devices of a machine.

    Attributes:
        grabbed: The devices that a program has for itself, as descriptors.
        refusal: The error that a program gets which wants one for itself, if any.
        now: The kernel's time if it is not the true one. Keys of one number are a millisecond
            apart, however busy this machine is.
    """

    def __init__(self, folder: Path) -> None:
        self.grabbed: list[int] = []
        self.refusal: int | None = None
        self.now: float | None = None
        self._typing_at: float | None = None
        self.sys_input = folder / "sys"
        self.dev_input = folder / "dev"
        self.sys_input.mkdir()
        self.dev_input.mkdir()
        self._ends: dict[str, int] = {}

    def open(self, wanted: Wanted, keys: Callable[[], Keys]) -> Keyboard:
        """Open the reader as the program does."""
        return Keyboard(
            wanted,
            keys,
            sys_input=self.sys_input,
            dev_input=self.dev_input,
            control=self._control,
        )

    def plug_in(
        self,
        node: str = "event3",
        *,
        name: str = NAME,
        place: str = PLACE,
        usb_id: str = USB_ID,
        keys: str = KEYBOARD_KEYS,
    ) -> None:
        """Plug a device in."""
        device = self.sys_input / node / "device"
        (device / "id").mkdir(parents=True)
        (device / "capabilities").mkdir()
        vendor, product = usb_id.split(":")
        described = {"name": name, "phys": place, "id/vendor": vendor, "id/product": product}
        for file, text in (described | {"capabilities/key": keys}).items():
            (device / file).write_text(f"{text}\n")
        os.mkfifo(self.dev_input / node)
        self._ends[node] = os.open(self.dev_input / node, os.O_RDWR | os.O_NONBLOCK)
        # Room for what a busy machine has no time to read.
        fcntl.fcntl(self._ends[node], fcntl.F_SETPIPE_SZ, 1 << 20)

    def unplug(self, node: str = "event3") -> None:
        """Pull a device out; harmless when it is."""
        if node in self._ends:
            (self.dev_input / node).unlink()
            (self.sys_input / node).rename(self.sys_input / f"gone-{time.monotonic_ns()}")
            os.close(self._ends.pop(node))

    def close(self) -> None:
        """Pull everything out."""
        for node in list(self._ends):
            self.unplug(node)

    def type(self, text: str, end: int | None = ENTER, *, on_keypad: bool = False) -> None:
        """Type small letters and digits, capitals with Shift, and the end key."""
        self._typing_at = self._time()
        codes = _KEYPAD if on_keypad else _CODES
        for sign in text:
            if sign.isupper():
                self.event(_EV_KEY, SHIFT, 1)
            self.key(codes[sign.lower()])
            if sign.isupper():
                self.event(_EV_KEY, SHIFT, 0)
        if end is not None:
            self.key(end)
        self._typing_at = None

    def key(self, code: int) -> None:
        """Press a key and let go of it."""
        if self._typing_at is not None:
            self._typing_at += 1e-3
        for value in (1, 0):
            self.event(_EV_MSC, 4, 0x70000 + code)
            self.event(_EV_KEY, code, value)
            self.event(_EV_SYN, 0, 0)

    def drop(self) -> None:
        """Lose keys, as the kernel does when nobody reads for long."""
        self.event(_EV_SYN, _SYN_DROPPED, 0)

    def event(self, kind: int, code: int, value: int, node: str = "event3") -> None:
        """Let the kernel tell of something."""
        seconds, part = divmod(round(self._time() * 1e6), 1_000_000)
        os.write(self._ends[node], EVENT.pack(seconds, part, kind, code, value))

    def _time(self) -> float:
        times = (self._typing_at, self.now, time.monotonic())
        return next(at for at in times if at is not None)

    def _control(self, device: int, request: int, argument: bytes) -> object:
        assert int.from_bytes(argument, "little") == time.CLOCK_MONOTONIC == 1
        if request == _EVIOCGRAB and self.refusal:
            raise OSError(self.refusal, os.strerror(self.refusal))
        if request == _EVIOCGRAB:
            self.grabbed.append(device)
            return 0
        if request != _EVIOCSCLOCKID:
            raise OSError(errno.ENOTTY, "")
        return 0
