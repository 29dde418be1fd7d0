"""Each reader with a way to present badges to it and to break it."""

import os
import tempfile
import tty
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from typing import Protocol, TextIO

from terminal import ports
from terminal.model import Reading
from terminal.readers.console import ConsoleReader
from terminal.readers.input_devices import Wanted
from terminal.readers.keyboard import Manner, keyboard_reader
from terminal.readers.pcsc import PcscReader
from terminal.readers.serial import SerialProtocol, serial_reader
from terminal.readers.text_lines import PACE_SECONDS
from terminal.readers.wiegand import WiegandReader
from terminal.readers.wiegand_pins import WiegandPins
from terminal.simulator.virtual_badge import VirtualBadge
from tests.parts.fake_input import USB_ID, FakeInput
from tests.parts.fake_pcsc import READER, SUCCEEDED, FakePcsc
from tests.parts.pcscd import Pcscd
from tests.parts.serial_line import SerialLine, frame
from tests.parts.wiegand_wall import D0, D1, WallReader, with_parity

AWAY_SECONDS = 0.05


class ClosableReader(ports.Reader, Protocol):
    """A reader that holds a device."""

    def close(self) -> None: ...


class Bench(ABC):
    """What a contract test does to a reader from the outside.

    Attributes:
        reader: The reader.
        settle_seconds: How long it takes at most until the reader could know of something.
        heals: Whether `mend` can end what `break_down` began.
        tells: How often a reader that repeats itself tells of a badge.
    """

    reader: ClosableReader
    settle_seconds = 0.05
    heals = True
    tells = 3

    @abstractmethod
    def present(self, number: int) -> Reading:
        """Present a badge and leave it there; return what is to be read of it."""

    @abstractmethod
    def take_away(self) -> None:
        """Take it away again."""

    @abstractmethod
    def break_down(self) -> None:
        """Make the reader unusable."""

    @abstractmethod
    def mend(self) -> None:
        """Make it usable again."""


class ConsoleBench(Bench):
    """A console at the end of a pipe or of a terminal line."""

    heals = False

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

    def mend(self) -> None:
        """What has ended does not begin again."""


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

    def mend(self) -> None:
        self._pcsc.plug(READER)


class SerialBench(Bench):
    """A serial line; what an RDM6300 tells of a badge, it tells several times."""

    settle_seconds = 3 * AWAY_SECONDS

    protocol: SerialProtocol = "rdm6300"

    def __init__(self, line: SerialLine) -> None:
        self._line = line
        self.reader = serial_reader(
            str(line.path),
            baud=9600,
            protocol=self.protocol,
            away_seconds=AWAY_SECONDS,
            retry_seconds=0.02,
        )

    def present(self, number: int) -> Reading:
        identifier = number.to_bytes(5, "big")
        self._line.send(self.tells * frame(identifier))
        return identifier

    def take_away(self) -> None:
        """It is away once nothing more is told of it."""

    def break_down(self) -> None:
        self._line.unplug()

    def mend(self) -> None:
        self._line.plug_in()


class SerialLinesBench(SerialBench):
    """A serial line with a reader that sends lines of text."""

    protocol: SerialProtocol = "lines"
    _listens = False

    def present(self, number: int) -> Reading:
        if not self._listens:
            # What comes at once when the line is opened could be the rest of a number.
            Event().wait(PACE_SECONDS)
            self._listens = True
        self._line.send(self.tells * (b"%010d\r\n" % number))
        return f"{number:010}"

    def mend(self) -> None:
        super().mend()
        self._listens = False


class KeyboardBench(Bench):
    """A reader that types; what it tells of a badge, it tells several times."""

    settle_seconds = 3 * AWAY_SECONDS
    _pace_seconds = 0.1
    _listens = False

    def __init__(self, machine: FakeInput) -> None:
        self._machine = machine
        machine.plug_in()
        self.reader = keyboard_reader(
            Wanted(usb_id=USB_ID),
            Manner(pace_seconds=self._pace_seconds),
            open_keyboard=machine.open,
            away_seconds=AWAY_SECONDS,
            retry_seconds=0.02,
        )

    def present(self, number: int) -> Reading:
        if not self._listens:
            # What comes at once when it is opened could be the rest of a number.
            Event().wait(self._pace_seconds)
            self._listens = True
        for _ in range(self.tells):
            self._machine.type(f"{number:06}")
        return f"{number:06}"

    def take_away(self) -> None:
        """It is away once nothing more is told of it."""

    def break_down(self) -> None:
        self._machine.unplug()
        self._listens = False

    def mend(self) -> None:
        self._machine.plug_in()


class WiegandBench(Bench):
    """A wall reader on mock pins; what it tells of a badge, it tells several times."""

    settle_seconds = 0.05

    def __init__(self) -> None:
        self._wall = WallReader()
        self.reader = WiegandReader(
            "wall",
            partial(WiegandPins, D0, D1, pin_factory=self._wall.factory),
            silence_seconds=0.0005,
            look_seconds=0.01,
        )

    def present(self, number: int) -> Reading:
        bits = with_parity(number, 26)
        for _ in range(self.tells):
            self._wall.send(bits)
            self._wall.now += 0.1
        return bits

    def take_away(self) -> None:
        self._wall.now += 2.0

    def break_down(self) -> None:
        for wire in (0, 1):
            self._wall.fall(wire)

    def mend(self) -> None:
        for wire in (0, 1):
            self._wall.rise(wire)
        self._wall.now += 2.0


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
def rdm6300_on_a_terminal() -> Iterator[Bench]:
    """Return an RDM6300 on a pseudo-terminal."""
    yield from _on_a_line(SerialBench)


@contextmanager
def keyboard_in_a_folder() -> Iterator[Bench]:
    """Return a reader that types, as a fake input device."""
    with tempfile.TemporaryDirectory() as folder, closing(FakeInput(Path(folder))) as machine:
        bench = KeyboardBench(machine)
        with closing(bench.reader):
            yield bench


@contextmanager
def wiegand_on_mock_pins() -> Iterator[Bench]:
    """Return a wall reader on gpiozero's mock pins."""
    bench = WiegandBench()
    with closing(bench.reader):
        yield bench


@contextmanager
def lines_on_a_terminal() -> Iterator[Bench]:
    """Return a reader that sends lines, on a pseudo-terminal."""
    yield from _on_a_line(SerialLinesBench)


def _on_a_line(bench_of: type[SerialBench]) -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        bench = bench_of(SerialLine(Path(folder) / "serial0"))
        with closing(bench.reader):
            yield bench
        bench.break_down()


def _console(stream: TextIO, keyboard: int) -> Iterator[Bench]:
    bench = ConsoleBench(stream, keyboard)
    with closing(bench.reader):
        yield bench
    bench.break_down()
