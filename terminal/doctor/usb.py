"""Whether a reader on USB has its driver, and no other."""

from collections.abc import Iterator
from dataclasses import dataclass

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

DRIVER = Check("reader-driver", "readers on USB (/sys/bus/usb) against the drivers of pcscd")
MODULES = Check("reader-modules", "kernel modules that take readers (/proc/modules, modprobe.d)")
MODEL = Check("reader-model", "maker, model, firmware and endpoints of the reader on USB")

NO_DRIVER = Ailment(
    DRIVER,
    Severity.FAULT,
    "pcscd cannot talk to the reader: no badge can be read",
    "sudo apt-get install libccid; sudo systemctl restart pcscd",
)
TAKEN_BY_KERNEL = Ailment(
    MODULES,
    Severity.FAULT,
    "The kernel's own driver holds the reader: pcscd cannot have it",
    "printf 'blacklist %s\\n' pn533_usb pn533 nfc | sudo tee /etc/modprobe.d/badge-terminal.conf; "
    "sudo modprobe -r pn533_usb; sudo systemctl restart pcscd",
)
MAY_BE_TAKEN = Ailment(
    MODULES,
    Severity.WARNING,
    "The kernel's own driver may take this reader at the next start, before pcscd can",
    "printf 'blacklist %s\\n' pn533_usb pn533 nfc | sudo tee /etc/modprobe.d/badge-terminal.conf",
)
OLD_FIRMWARE = Ailment(
    MODEL,
    Severity.WARNING,
    "Readers with this firmware are known to hang until they are unplugged",
    "have another reader at hand, such as an ACR1252U; the maker may have newer firmware",
)
POLLED = Ailment(
    MODEL,
    Severity.WARNING,
    "pcscd has to ask this reader every 0.4 seconds: badges must be held that long",
    "tell people to wait for the beep of the terminal, or take a reader with an interrupt "
    "endpoint: `lsusb -v -d {usb_id} | grep Interrupt`",
)

PN533 = frozenset({"04cc:2533", "04e6:5591", "054c:0193", "072f:2200"})
"""What the kernel's driver pn533_usb takes, by its table of USB identifiers."""

_ACR122U = "072f:2200"
_NEWER_FIRMWARE = 0x0200


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbReader:
    """A card reader on USB.

    Attributes:
        name: Maker and product, as it calls itself.
        usb_id: Vendor and product in hexadecimal, such as `072f:2200`.
        firmware: Its `bcdDevice`.
        driver: The kernel's driver that holds it; empty for none.
        has_interrupt: Whether it says by itself that a badge is there.
    """

    name: str
    usb_id: str
    firmware: int
    driver: str
    has_interrupt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Usb:
    """The readers on USB and what drives them.

    Attributes:
        readers: All that are plugged in.
        drivers: The names of pcscd's drivers.
        modules: The kernel's modules that are loaded.
        kept_off: The modules that modprobe.d keeps off.
    """

    readers: tuple[UsbReader, ...]
    drivers: tuple[str, ...]
    modules: frozenset[str]
    kept_off: frozenset[str]


def findings(seen: Usb | Unseen) -> Iterator[Finding]:
    """Examine the readers on USB."""
    if isinstance(seen, Unseen):
        yield from (check.unknown(seen) for check in (DRIVER, MODULES, MODEL))
    elif not seen.readers:
        yield DRIVER.absent("no card reader on USB")
    else:
        yield _driver(seen)
        yield from (_modules(each, seen) for each in seen.readers)
        yield from (_model(each) for each in seen.readers)


def _driver(seen: Usb) -> Finding:
    names = ", ".join(each.name for each in seen.readers)
    if not seen.drivers:
        return NO_DRIVER.seen(f"{names}: pcscd has no driver at all")
    return DRIVER.well(f"{names}; drivers: {', '.join(seen.drivers)}")


def _modules(reader: UsbReader, seen: Usb) -> Finding:
    if reader.usb_id not in PN533:
        return MODULES.absent(f"{reader.name}: the kernel has no driver of its own for it")
    if reader.driver.startswith("pn533") or "pn533_usb" in seen.modules:
        return TAKEN_BY_KERNEL.seen(f"{reader.name}: the kernel's pn533_usb is loaded")
    if "pn533_usb" not in seen.kept_off:
        return MAY_BE_TAKEN.seen(f"{reader.name}: nothing keeps pn533_usb off it")
    return MODULES.well(f"{reader.name}: pn533_usb is kept off it")


def _model(reader: UsbReader) -> Finding:
    major, minor = divmod(reader.firmware, 0x100)
    what = f"{reader.name} ({reader.usb_id}), firmware {major:x}.{minor:02x}"
    if reader.usb_id == _ACR122U and reader.firmware < _NEWER_FIRMWARE:
        return OLD_FIRMWARE.seen(what)
    if not reader.has_interrupt:
        return POLLED.seen(f"{what}, without an interrupt endpoint", usb_id=reader.usb_id)
    return MODEL.well(what)
