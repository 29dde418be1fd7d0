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
from terminal.readers.keyboard import Manner as Typing
from terminal.readers.keyboard import keyboard_reader
from terminal.readers.pcsc import PcscReader
from terminal.readers.serial import SerialProtocol, serial_reader
from terminal.readers.text_lines import PACE_SECONDS
from terminal.readers.typed import AFRESH_SECONDS
from terminal.readers.wiegand import WiegandReader
from terminal.readers.wiegand_pins import WiegandPins
from terminal.simulator.virtual_badge import Manner, VirtualBadge
from tests.parts.fake_input import BACKSLASH, USB_ID, FakeInput
from tests.parts.fake_pcsc import READER, SUCCEEDED, FakePcsc
from tests.parts.pcscd import Pcscd
from tests.parts.serial_line import SerialLine, frame
from tests.parts.wiegand_wall import D0, D1, WallReader, row_of, with_parity

AWAY_SECONDS = 0.05
TELLS_IN_AN_HOUR = 4000
"""As often does a reader that tells of a badge every 0.9 s."""

_TELLS_AT_ONCE = 20


class ClosableReader(ports.Reader, Protocol):
    """A reader that holds a device."""

    def close(self) -> None: ...


class Bench(ABC):
    """What a contract test does to a reader from the outside.

    These are the faults, and every bench has each of them: pulled and replugged (`break_down`,
    `mend`), noise and half a badge (`disturb`), two badges at once (`present_both`), held for an
    hour (`hold`). Only what a console is at the end of never comes back.

    Attributes:
        reader: The reader.
        settle_seconds: How long it takes at most until the reader could know of something.
        doubt_seconds: How long it may refuse what follows on something doubtful.
        heals: Whether `mend` can end what `break_down` began.
        tells: How often a reader that repeats itself tells of a badge.
    """

    reader: ClosableReader
    settle_seconds = 0.05
    doubt_seconds = 0.0
    heals = True
    tells = 3

    @abstractmethod
    def present(self, number: int) -> Reading:
        """Present a badge and leave it there; return what is to be read of it."""

    def present_both(self, one: int, other: int) -> list[Reading]:
        """Present two badges at once: a reader tells now of one and now of the other."""
        readings = [self.present(one), self.present(other)]
        for number in (one, other, one, other):
            self.present(number)
        return readings

    def hold(self, number: int) -> Iterator[Reading]:
        """Hold a badge at the reader for an hour; it wants to be heard whenever this yields."""
        self.tells = _TELLS_AT_ONCE
        for _ in range(TELLS_IN_AN_HOUR // self.tells):
            yield self.present(number)

    @abstractmethod
    def disturb(self, number: int) -> None:
        """Present what is only a part of a badge, with noise before and after."""

    @abstractmethod
    def take_away(self) -> None:
        """Take it away again."""

    @abstractmethod
    def break_down(self) -> None:
        """Make the reader unusable."""

    @abstractmethod
    def mend(self) -> None:
        """Make it usable again."""


class Silent(Bench):
    """A reader that tells of a badge once, and then not again for as long as it lies there."""

    def present_both(self, one: int, other: int) -> list[Reading]:
        return [self.present(one), self.present(other)]

    def hold(self, number: int) -> Iterator[Reading]:
        reading = self.present(number)
        for _ in range(_TELLS_AT_ONCE):
            yield reading


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


class SerialBench(Bench):
    """A serial line; what an RDM6300 tells of a badge, it tells several times."""

    settle_seconds = 3 * AWAY_SECONDS

    protocol: SerialProtocol = "rdm6300"

    def __init__(self, line: SerialLine, away_seconds: float) -> None:
        self._line = line
        self.reader = serial_reader(
            str(line.path),
            baud=9600,
            protocol=self.protocol,
            away_seconds=away_seconds,
            retry_seconds=0.02,
        )

    def present(self, number: int) -> Reading:
        identifier = number.to_bytes(5, "big")
        self._line.send(self.tells * frame(identifier))
        return identifier

    def disturb(self, number: int) -> None:
        whole = frame(number.to_bytes(5, "big"))
        wrong = whole.replace(b"0", b"1", 1)
        self._line.send(b"\xff\x00" + whole[:9] + wrong + whole[5:] + b"\x03\x80" + whole[:12])

    def take_away(self) -> None:
        """It is away once nothing more is told of it."""

    def break_down(self) -> None:
        self._line.unplug()

    def mend(self) -> None:
        self._line.plug_in()


class SerialLinesBench(SerialBench):
    """A serial line with a reader that sends lines of text."""

    protocol: SerialProtocol = "lines"
    settle_seconds = 2 * PACE_SECONDS
    doubt_seconds = AFRESH_SECONDS + PACE_SECONDS
    _listens = False

    def present(self, number: int) -> Reading:
        self._listen()
        self._line.send(self.tells * (b"%010d\r\n" % number))
        return f"{number:010}"

    def disturb(self, number: int) -> None:
        self._listen()
        whole = b"%010d\r\n" % number
        self._line.send(b"\xff\x00\r\n" + whole[:4] + b"\x80" + whole[4:] + whole[:5])

    def _listen(self) -> None:
        """Wait until what comes could no longer be the rest of a number, at an opened line."""
        if not self._listens:
            Event().wait(PACE_SECONDS)
            self._listens = True

    def mend(self) -> None:
        super().mend()
        self._listens = False


class KeyboardBench(Bench):
    """A reader that types; what it tells of a badge, it tells several times."""

    settle_seconds = 3 * AWAY_SECONDS
    doubt_seconds = AFRESH_SECONDS + PACE_SECONDS
    _pace_seconds = 0.1
    _listens = False

    def __init__(self, machine: FakeInput, away_seconds: float) -> None:
        self._machine = machine
        machine.plug_in()
        self.reader = keyboard_reader(
            Wanted(usb_id=USB_ID),
            Typing(pace_seconds=self._pace_seconds),
            open_keyboard=machine.open,
            away_seconds=away_seconds,
            retry_seconds=0.02,
        )

    def present(self, number: int) -> Reading:
        self._listen()
        for _ in range(self.tells):
            self._machine.type(f"{number:06}")
        return f"{number:06}"

    def disturb(self, number: int) -> None:
        self._listen()
        self._machine.key(BACKSLASH)
        self._machine.type(f"{number:06}")
        self._machine.type(f"{number:06}"[:3], end=None)
        self._machine.drop()
        self._machine.type(f"{number:06}"[3:])
        self._machine.type(f"{number:06}"[:3], end=None)

    def _listen(self) -> None:
        """Wait until what comes could no longer be the rest of a number, at an opened device."""
        if not self._listens:
            Event().wait(self._pace_seconds)
            self._listens = True

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
def rdm6300_on_a_terminal(away_seconds: float = AWAY_SECONDS) -> Iterator[Bench]:
    """Return an RDM6300 on a pseudo-terminal."""
    yield from _on_a_line(SerialBench, away_seconds)


@contextmanager
def keyboard_in_a_folder(away_seconds: float = AWAY_SECONDS) -> Iterator[Bench]:
    """Return a reader that types, as a fake input device."""
    with tempfile.TemporaryDirectory() as folder, closing(FakeInput(Path(folder))) as machine:
        bench = KeyboardBench(machine, away_seconds)
        with closing(bench.reader):
            yield bench


@contextmanager
def wiegand_on_mock_pins() -> Iterator[Bench]:
    """Return a wall reader on gpiozero's mock pins."""
    bench = WiegandBench()
    with closing(bench.reader):
        yield bench


@contextmanager
def lines_on_a_terminal(away_seconds: float = AWAY_SECONDS) -> Iterator[Bench]:
    """Return a reader that sends lines, on a pseudo-terminal."""
    yield from _on_a_line(SerialLinesBench, away_seconds)


def _on_a_line(bench_of: type[SerialBench], away_seconds: float) -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        bench = bench_of(SerialLine(Path(folder) / "serial0"), away_seconds)
        with closing(bench.reader):
            yield bench
        bench.break_down()


def _console(stream: TextIO, keyboard: int) -> Iterator[Bench]:
    bench = ConsoleBench(stream, keyboard)
    with closing(bench.reader):
        yield bench
    bench.break_down()
