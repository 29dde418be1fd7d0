"""Readers that tell of a badge sign by sign, each with a way to present badges and to break it."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

from terminal.model import Reading
from terminal.readers.input_devices import Wanted
from terminal.readers.keyboard import Manner, keyboard_reader
from terminal.readers.serial import SerialProtocol, serial_reader
from terminal.readers.text_lines import PACE_SECONDS
from terminal.readers.typed import AFRESH_SECONDS
from tests.parts.fake_input import BACKSLASH, USB_ID, FakeInput
from tests.parts.reader_bench import Bench
from tests.parts.serial_line import SerialLine, frame

AWAY_SECONDS = 0.05


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
            Manner(pace_seconds=self._pace_seconds),
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


@contextmanager
def rdm6300_on_a_terminal(away_seconds: float = AWAY_SECONDS) -> Iterator[Bench]:
    """Return an RDM6300 on a pseudo-terminal."""
    yield from _on_a_line(SerialBench, away_seconds)


@contextmanager
def lines_on_a_terminal(away_seconds: float = AWAY_SECONDS) -> Iterator[Bench]:
    """Return a reader that sends lines, on a pseudo-terminal."""
    yield from _on_a_line(SerialLinesBench, away_seconds)


@contextmanager
def keyboard_in_a_folder(away_seconds: float = AWAY_SECONDS) -> Iterator[Bench]:
    """Return a reader that types, as a fake input device."""
    with tempfile.TemporaryDirectory() as folder, closing(FakeInput(Path(folder))) as machine:
        bench = KeyboardBench(machine, away_seconds)
        with closing(bench.reader):
            yield bench


def _on_a_line(bench_of: type[SerialBench], away_seconds: float) -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        bench = bench_of(SerialLine(Path(folder) / "serial0"), away_seconds)
        with closing(bench.reader):
            yield bench
        bench.break_down()
