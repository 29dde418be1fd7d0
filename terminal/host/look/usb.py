"""Card readers on USB, and what drives them."""

import re
from collections.abc import Iterator

from terminal.doctor import Unseen
from terminal.doctor.usb import PN533, Usb, UsbReader
from terminal.host.look.tree import Tree

_DEVICES = "/sys/bus/usb/devices"
_DRIVERS = "/usr/lib/pcsc/drivers"
_SMART_CARD = "0b"
"""The class of USB devices that is for card readers."""

_MODPROBE = ("/lib/modprobe.d", "/usr/lib/modprobe.d", "/run/modprobe.d", "/etc/modprobe.d")
_KEPT_OFF = re.compile(r"(?m)^\s*(?:blacklist\s+(\S+)|install\s+(\S+)\s+\S*/(?:false|true)\b)")


def look(tree: Tree) -> Usb | Unseen:
    """Look at the devices on USB, at pcscd's drivers and at the kernel's."""
    names, bundles = tree.names(_DEVICES), tree.names(_DRIVERS)
    if isinstance(names, Unseen):
        return names
    if isinstance(bundles, Unseen):
        return bundles
    return Usb(
        readers=tuple(_readers(names, tree)),
        drivers=tuple(name.removesuffix(".bundle") for name in bundles if name.endswith(".bundle")),
        modules=frozenset(
            line.split()[0] for line in tree.words("/proc/modules").splitlines() if line.strip()
        ),
        kept_off=frozenset(_kept_off(tree)),
    )


def _readers(names: tuple[str, ...], tree: Tree) -> Iterator[UsbReader]:
    for name in names:
        place = f"{_DEVICES}/{name}"
        usb_id = f"{tree.words(f'{place}/idVendor')}:{tree.words(f'{place}/idProduct')}"
        faces = [f"{_DEVICES}/{each}" for each in names if each.startswith(f"{name}:")]
        cards = [face for face in faces if tree.words(f"{face}/bInterfaceClass") == _SMART_CARD]
        if cards or usb_id in PN533:
            yield _reader(place, usb_id, cards or faces, tree)


def _reader(place: str, usb_id: str, faces: list[str], tree: Tree) -> UsbReader:
    maker, product = tree.words(f"{place}/manufacturer"), tree.words(f"{place}/product")
    return UsbReader(
        name=f"{maker} {product}".strip() or "a card reader",
        usb_id=usb_id,
        firmware=int(tree.words(f"{place}/bcdDevice") or "0", 16),
        driver=next((tree.link(f"{face}/driver").rpartition("/")[2] for face in faces), ""),
        has_interrupt=any(_has_interrupt(face, tree) for face in faces),
    )


def _has_interrupt(face: str, tree: Tree) -> bool:
    inside = tree.names(face)
    return not isinstance(inside, Unseen) and any(
        tree.words(f"{face}/{name}/type") == "Interrupt"
        for name in inside
        if name.startswith("ep_")
    )


def _kept_off(tree: Tree) -> Iterator[str]:
    for folder in _MODPROBE:
        names = tree.names(folder)
        for name in () if isinstance(names, Unseen) else names:
            for blacklisted, replaced in _KEPT_OFF.findall(tree.words(f"{folder}/{name}")):
                yield (blacklisted or replaced).replace("-", "_")
