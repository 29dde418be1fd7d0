"""Several virtual readers of one pcscd, so that it looks after them at different times.

pcscd looks at a virtual reader every 0.4 s: to see that a badge has come, and again to see that
it has gone. That wait belongs to the simulation and to no figure, but it makes one reader too
slow for a 99th percentile. So there are eight, and while some wait another is used.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

from terminal.simulator.virtual_badge import SHORTEST_SECONDS, Manner, VirtualBadge
from terminal.simulator.vpcd import DRIVER
from tests.parts.pcscd import Pcscd

_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_READERS_OF_A_DRIVER = 2

_LATE_SECONDS = (0.0, 0.1, 0.2, 0.3, 0.05, 0.15, 0.25, 0.35)
"""By how much pcscd's looks at each reader follow those at the first. A round of all eight takes
two looks at each, and no badge comes at the moment when another is seen to be gone."""

_READING_SECONDS = 5.0


class Slot:
    """A virtual reader on which one badge after the other is laid.

    Attributes:
        reader: Its name in pcscd.
    """

    def __init__(self, reader: str, port: int) -> None:
        self.reader = reader
        self._driver = (DRIVER[0], port)
        self._empty_at = 0.0

    def present(self, identifier: bytes, until: Callable[[], int]) -> int:
        """Present a badge; return the nanoseconds from its power-on to the end that is given."""
        Event().wait(self._empty_at - monotonic())
        with self.badge(identifier) as badge:
            ended_at_ns = until()
        self._empty_at = monotonic() + SHORTEST_SECONDS
        return ended_at_ns - badge.powered_at_ns

    def badge(self, identifier: bytes, late_seconds: float = 0.0) -> VirtualBadge:
        """Return a badge that can be laid here."""
        return VirtualBadge(identifier, Manner(late_seconds=late_seconds), driver=self._driver)


@contextmanager
def virtual_readers(folder: Path) -> Iterator[list[Slot]]:
    """Run a pcscd with eight virtual readers, which takes a network and a `/run` of its own."""
    none, some = folder / "none", folder / "some"
    none.mkdir()
    some.mkdir()
    slots = list(_described(folder, some))
    pcscd = Pcscd(none, some)
    pcscd.start()
    try:
        _spread(slots)
        yield slots
    finally:
        pcscd.stop()


def _described(folder: Path, configuration: Path) -> Iterator[Slot]:
    # One copy of the driver knows two readers, however often it is loaded.
    for number in range(len(_LATE_SECONDS) // _READERS_OF_A_DRIVER):
        driver = shutil.copy(_DRIVER, folder / f"driver-{number}.so")
        port = DRIVER[1] + number * _READERS_OF_A_DRIVER
        (configuration / f"reader-{number}").write_text(
            f'FRIENDLYNAME "Virtual {number}"\n'
            f"DEVICENAME /dev/null:{port:#x}\nLIBPATH {driver}\nCHANNELID {port:#x}\n"
        )
        for slot in range(_READERS_OF_A_DRIVER):
            yield Slot(f"Virtual {number} 00 {slot:02}", port + slot)


def _spread(slots: list[Slot]) -> None:
    """Hold up pcscd's looks at each reader once, by a badge that is slow to answer."""
    with ExitStack() as lying:
        badges = [
            lying.enter_context(slot.badge(bytes(4), late_seconds))
            for slot, late_seconds in zip(slots, _LATE_SECONDS, strict=True)
        ]
        deadline = monotonic() + _READING_SECONDS
        while not all(badge.powered_at_ns for badge in badges):
            assert monotonic() < deadline, "pcscd has not seen every badge"
            Event().wait(SHORTEST_SECONDS)
    Event().wait(SHORTEST_SECONDS)
