"""Each reader with a way to present badges to it and to break it."""

import os
import tty
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TextIO

from terminal.model import Reading
from terminal.readers.console import ConsoleReader
from terminal.readers.pcsc import PcscReader
from terminal.simulator.virtual_badge import VirtualBadge
from tests.parts.fake_pcsc import READER, SUCCEEDED, FakePcsc
from tests.parts.pcscd import Pcscd


class Bench(ABC):
    """What a contract test does to a reader from the outside.

    Attributes:
        reader: The reader.
        settle_seconds: How long it takes at most until the reader could know of something.
    """

    reader: ConsoleReader | PcscReader
    settle_seconds = 0.05

    @abstractmethod
    def present(self, number: int) -> Reading:
        """Present a badge and leave it there; return what is to be read of it."""

    @abstractmethod
    def take_away(self) -> None:
        """Take it away again."""

    @abstractmethod
    def break_down(self) -> None:
        """Make the reader unusable."""


class ConsoleBench(Bench):
    """A console at the end of a pipe or of a terminal line."""

    def __init__(self, stream: TextIO, keyboard: int) -> None:
        self.reader = ConsoleReader(stream)
        self._keyboard = keyboard
        self._is_open = True

    def present(self, number: int) -> Reading:
        os.write(self._keyboard, b"%d\n" % number)
        return str(number)

    def take_away(self) -> None:
        """Nothing lies on a console."""

    def break_down(self) -> None:
        if self._is_open:
            self._is_open = False
            os.close(self._keyboard)


class FakePcscBench(Bench):
    """The PC/SC reader on calls in memory."""

    def __init__(self) -> None:
        self._pcsc = FakePcsc()
        self.reader = PcscReader(calls=self._pcsc)

    def present(self, number: int) -> Reading:
        identifier = number.to_bytes(4, "big")
        self._pcsc.answer = identifier + SUCCEEDED
        self._pcsc.lay()
        return identifier

    def take_away(self) -> None:
        self._pcsc.take()

    def break_down(self) -> None:
        self._pcsc.unplug(READER)


class PcscBench(Bench):
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

    def take_away(self) -> None:
        self._badges.pop().remove()

    def break_down(self) -> None:
        self._pcscd.stop()


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


def _console(stream: TextIO, keyboard: int) -> Iterator[Bench]:
    bench = ConsoleBench(stream, keyboard)
    with closing(bench.reader):
        yield bench
    bench.break_down()
