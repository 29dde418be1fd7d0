"""What leads to the GPIO pins: libraries, chips, groups, and who uses them."""

import fcntl
import os
import re
import struct
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from terminal.doctor import Unseen
from terminal.doctor.lights import Chip, Lights
from terminal.host.look.power import model_of
from terminal.host.look.tree import Tree, unseen

# Requests and layouts of linux/gpio.h, first version: they only ask.
CHIP_INFO = 0x8044B401
LINE_INFO = 0xC048B402
_CHIP = struct.Struct("=32s32sI")
_LINE = struct.Struct("=II32s32s")
_USED = 1

Ask = Callable[[int, int, bytes], bytes]
"""ioctl(2) with a buffer that it fills: file, request and buffer to the filled buffer."""


def look(tree: Tree, pins: tuple[int, ...], user: str, ask: Ask = fcntl.ioctl) -> Lights:
    """Look at all that stands between the terminal and its lights."""
    return Lights(
        model=model_of(tree),
        has_lgpio=find_spec("lgpio") is not None,
        gpiozero=_gpiozero(),
        chips=tuple(_chips(tree, pins, ask)),
        groups=_groups(tree, user),
    )


def _gpiozero() -> tuple[int, ...] | None:
    try:
        return tuple(int(each) for each in re.findall(r"\d+", version("gpiozero")))
    except PackageNotFoundError:
        return None


def has_pins(tree: Tree) -> bool:
    """Return whether this machine has GPIO pins at all."""
    return bool(_names(tree))


def _names(tree: Tree) -> list[str]:
    names = tree.names("/dev")
    found = () if isinstance(names, Unseen) else names
    return [name for name in found if re.fullmatch(r"gpiochip\d+", name)]


def _chips(tree: Tree, pins: tuple[int, ...], ask: Ask) -> Iterator[Chip]:
    for name in _names(tree):
        yield _chip(tree, name, pins, ask)


def _chip(tree: Tree, name: str, pins: tuple[int, ...], ask: Ask) -> Chip:
    place = tree.at(f"/dev/{name}")
    group = _group_name(tree, place.stat().st_gid)
    try:
        file = os.open(place, os.O_RDONLY)
    except OSError as error:
        return Chip(name=name, label=unseen(f"/dev/{name}", error), group=group)
    try:
        _, label, count = _CHIP.unpack(ask(file, CHIP_INFO, bytes(_CHIP.size)))
        used = tuple((pin, _consumer(file, pin, ask)) for pin in pins if pin < count)
    except OSError as error:
        return Chip(name=name, label=unseen(f"/dev/{name}", error), group=group)
    finally:
        os.close(file)
    return Chip(name=name, label=_text(label), group=group, consumers=used)


def _consumer(file: int, pin: int, ask: Ask) -> str:
    asked = _LINE.pack(pin, 0, b"", b"")
    _, flags, _, consumer = _LINE.unpack(ask(file, LINE_INFO, asked))
    return (_text(consumer) or "the kernel") if flags & _USED else ""


def _text(field: bytes) -> str:
    return field.split(b"\0")[0].decode(errors="replace")


def _rows(tree: Tree, file: str) -> list[list[str]]:
    """Return the rows of passwd(5) or group(5)."""
    return [line.split(":") for line in tree.words(file).splitlines() if line.count(":") >= 3]  # noqa: PLR2004 - the fewest of both


def _group_name(tree: Tree, number: int) -> str:
    found = [row[0] for row in _rows(tree, "/etc/group") if row[2] == str(number)]
    return found[0] if found else f"group {number}"


def _groups(tree: Tree, user: str) -> frozenset[str] | None:
    main = next((row[3] for row in _rows(tree, "/etc/passwd") if row[0] == user), None)
    if main is None:
        return None
    return frozenset(
        row[0] for row in _rows(tree, "/etc/group") if row[2] == main or user in row[3].split(",")
    )
