"""Runs in the machine under test, as root: a USB reader that types, made with the kernel's uhid.

For the kernel it is a HID keyboard like any other. It is plugged in as long as this runs, and types
what is written into a FIFO: each line is a number with Enter, or without if the line ends with `-`.
"""

import os
import struct
from pathlib import Path
from threading import Event

FIFO = Path("/run/wedge")
NAME = b"SYC ID&IC USB Reader"
VENDOR, PRODUCT = 0xFFFF, 0x0035
_KEY_SECONDS = 0.005

# Of Linux' `uhid.h`, and a boot keyboard's report: modifiers, nothing, six keys.
_CREATE2, _INPUT2 = 11, 12
_BUS_USB = 3
_CREATION = struct.Struct("<I128s64s64sHHIIII4096s")
_REPORT_DESCRIPTOR = bytes.fromhex(
    "05010906a101050719e029e71500250175019508810295017508810195067508150025650507190029658100c0"
)
_ENTER = 0x28
_USAGES = dict(zip("1234567890", range(0x1E, 0x28), strict=True))


def main() -> None:
    """Plug in and type."""
    if not FIFO.exists():
        os.mkfifo(FIFO)
    device = os.open("/dev/uhid", os.O_RDWR)
    place = b"usb-0000:00:14.0-2/input0"
    size = len(_REPORT_DESCRIPTOR)
    numbers = (_CREATE2, NAME, place, b"", size, _BUS_USB, VENDOR, PRODUCT, 0, 0)
    os.write(device, _CREATION.pack(*numbers, _REPORT_DESCRIPTOR))
    while True:
        for line in FIFO.read_text(encoding="utf-8").splitlines():
            _type(device, line)


def _type(device: int, line: str) -> None:
    usages = [_USAGES[sign] for sign in line.removesuffix("-")]
    for usage in usages if line.endswith("-") else [*usages, _ENTER]:
        for report in (bytes((0, 0, usage, 0, 0, 0, 0, 0)), bytes(8)):
            os.write(device, struct.pack("<IH", _INPUT2, len(report)) + report)
            Event().wait(_KEY_SECONDS)


if __name__ == "__main__":
    main()
