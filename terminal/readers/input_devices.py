"""Which of the kernel's input devices is the reader."""

from collections.abc import Iterator
from pathlib import Path

from terminal.model.struct import Struct
from terminal.readers.device import Unusable

_KEY_1, _KEY_ENTER = 1 << 2, 1 << 28


class InputDevice(Struct, frozen=True):
    """An input device with keys for digits.

    Attributes:
        node: Its name below /dev/input, such as `event3`.
        name: What it calls itself.
        place: Where it is plugged in, such as `usb-0000:01:00.0-1.3/input0`.
        usb_id: Its vendor and product, such as `ffff:0035`.
    """

    node: str
    name: str
    place: str
    usb_id: str

    def __str__(self) -> str:
        return f"“{self.name}” ({self.usb_id}, {self.place or 'no place'})"


class Wanted(Struct, frozen=True):
    """What is known of the reader; empty is anything.

    Attributes:
        match: Part of its name or of its place.
        usb_id: Its vendor and product.
    """

    match: str = ""
    usb_id: str = ""

    def fits(self, device: InputDevice) -> bool:
        """Return whether a device is the reader."""
        has_name = self.match in device.name or self.match in device.place
        return has_name and self.usb_id in {"", device.usb_id}


def find(wanted: Wanted, sys_input: Path) -> InputDevice:
    """Return the first input device that is the reader.

    Args:
        wanted: What is known of it.
        sys_input: The kernel's /sys/class/input.

    Raises:
        Unusable: There is none; the message names those that there are.
    """
    there = list(_keyboards(sys_input))
    for device in there:
        if wanted.fits(device):
            return device
    if not there:
        raise Unusable("no keyboard and no such reader is plugged in")
    raise Unusable(f"no reader fits; there are: {', '.join(map(str, there))}")


def _keyboards(sys_input: Path) -> Iterator[InputDevice]:
    nodes = [path for path in sys_input.glob("event*") if path.name[5:].isdigit()]
    for node in sorted(nodes, key=lambda path: int(path.name[5:])):
        device = node / "device"
        vendor, product = _text(device / "id/vendor"), _text(device / "id/product")
        found = InputDevice(
            node.name, _text(device / "name"), _text(device / "phys"), f"{vendor}:{product}"
        )
        if _has_digits(_text(device / "capabilities/key")):
            yield found


def _has_digits(keys: str) -> bool:
    """Return whether a bitmap, in words with the lowest keys last, has both `1` and Enter."""
    lowest = int(keys.rsplit(maxsplit=1)[-1], 16) if keys.split() else 0
    return bool(lowest & _KEY_1) and bool(lowest & _KEY_ENTER)


def _text(path: Path) -> str:
    """Return what the kernel says of a device; nothing if it has just gone."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
