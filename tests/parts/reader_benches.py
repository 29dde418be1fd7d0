"""Readers of wires, chips and people, each with a way to present badges and to break it."""

import os
import tty
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import TextIO

from terminal.model import Reading
from terminal.readers.console import ConsoleReader
from terminal.readers.pcsc.reader import PcscReader
from terminal.readers.wiegand import WiegandReader
from terminal.readers.wiegand_pins import WiegandPins
from terminal.simulator.virtual_badge import Manner, VirtualBadge
from tests.parts.fake_pcsc import READER, SUCCEEDED, FakePcsc
from tests.parts.pcscd import Pcscd
from tests.parts.reader_bench import Bench, Silent
from tests.parts.wiegand_wall import D0, D1, WallReader, row_of, with_parity


class ConsoleBench(Silent):
    """A console at the end of a pipe or of a terminal line."""

    heals = False

    def __init__(self, stream: TextIO, keyboard: int) -> None:
        self.reader = ConsoleReader(stream)
        self._keyboard = keyboard
        self._is_open = True

    def present(self, number: int) -> Reading:
        os.write(self._keyboard, b"%d\n" % number)
        return str(number)

    def disturb(self, number: int) -> None:
        os.write(self._keyboard, b"\xff%d\n\x80\n" % number)

    def take_away(self) -> None:
        """Nothing lies on a console."""

    def break_down(self) -> None:
        if self._is_open:
            self._is_open = False
            os.close(self._keyboard)

    def mend(self) -> None:
        """What has ended does not begin again."""


class FakePcscBench(Silent):
    """The PC/SC reader on calls in memory."""

    def __init__(self) -> None:
        self._pcsc = FakePcsc()
        self.reader = PcscReader(calls=self._pcsc)

    def present(self, number: int) -> Reading:
        identifier = number.to_bytes(4, "big")
        self._pcsc.answer = identifier + SUCCEEDED
        self._pcsc.lay()
        return identifier

    def present_both(self, one: int, other: int) -> list[Reading]:
        """It sees one of them, and the other takes its place."""
        readings = [self.present(one)]
        self._pcsc.take()
        return [*readings, self.present(other)]

    def disturb(self, number: int) -> None:
        self._pcsc.answer = number.to_bytes(3, "big") + SUCCEEDED
        self._pcsc.lay()

    def take_away(self) -> None:
        self._pcsc.take()

    def break_down(self) -> None:
        self._pcsc.unplug(READER)

    def mend(self) -> None:
        self._pcsc.plug(READER)


class WiegandBench(Bench):
    """A wall reader on mock pins; what it tells of a badge, it tells several times."""

    settle_seconds = 0.05
    _pause_seconds = 0.1

    def __init__(self) -> None:
        self._wall = WallReader()
        self.reader = WiegandReader(
            "wall",
            partial(WiegandPins, D0, D1, pin_factory=self._wall.factory),
            silence_seconds=0.0,  # nothing comes while nobody listens
            patience_seconds=0.02,
            look_seconds=0.01,
        )

    def present(self, number: int) -> Reading:
        bits = with_parity(number, 26)
        for _ in range(self.tells):
            self._wall.send(bits)
            self._wall.now += self._pause_seconds
        return bits

    def hold(self, number: int) -> Iterator[Reading]:
        self._pause_seconds = 0.85
        return super().hold(number)

    def disturb(self, number: int) -> None:
        row = row_of(with_parity(number, 26))
        for wires in ([0], row[:20], [1, 0], row[6:], [*row, *row]):
            self._wall.pulse(wires)
            self._wall.now += 1.0
        self._wall.pulse(row[:9])
        self._wall.pulse([0], 20e-6)
        self._wall.pulse(row[9:])
        self._wall.now += 1.0

    def take_away(self) -> None:
        self._wall.now += 2.0

    def break_down(self) -> None:
        for wire in (0, 1):
            self._wall.fall(wire)

    def mend(self) -> None:
        for wire in (0, 1):
            self._wall.rise(wire)
        self._wall.now += 2.0


class PcscBench(Silent):
    """The PC/SC reader on a real pcscd with a virtual badge."""

    settle_seconds = 0.5

    def __init__(self, pcscd: Pcscd) -> None:
        self._pcscd = pcscd
        self._badges: list[VirtualBadge] = []
        self.reader = PcscReader()

    def present(self, number: int) -> Reading:
        identifier = number.to_bytes(7, "big")
        self._badges.append(VirtualBadge(identifier))
        self._badges[-1].insert()
        return identifier

    def disturb(self, number: int) -> None:
        badge = VirtualBadge(number.to_bytes(7, "big"), Manner(answer=b"\x90"))
        self._badges.append(badge)
        badge.insert()

    def take_away(self) -> None:
        while self._badges:
            self._badges.pop().remove()

    def break_down(self) -> None:
        self._pcscd.stop()

    def mend(self) -> None:
        self._pcscd.start()


@contextmanager
def console_on_a_pipe() -> Iterator[Bench]:
    """Return a console whose input is a pipe."""
    read_end, write_end = os.pipe()
    with open(read_end) as stream:  # noqa: PTH123 - a descriptor has no path
        yield from _console(stream, write_end)


@contextmanager
def console_on_a_terminal() -> Iterator[Bench]:
    """Return a console whose input is a terminal line."""
    keyboard, line = os.openpty()
    tty.setraw(line)
    with open(line) as stream:  # noqa: PTH123 - a descriptor has no path
        yield from _console(stream, keyboard)


@contextmanager
def pcsc_in_memory() -> Iterator[Bench]:
    """Return a PC/SC reader on fake calls."""
    bench = FakePcscBench()
    with closing(bench.reader):
        yield bench


@contextmanager
def wiegand_on_mock_pins() -> Iterator[Bench]:
    """Return a wall reader on gpiozero's mock pins."""
    bench = WiegandBench()
    with closing(bench.reader):
        yield bench


def _console(stream: TextIO, keyboard: int) -> Iterator[Bench]:
    bench = ConsoleBench(stream, keyboard)
    with closing(bench.reader):
        yield bench
    bench.break_down()
