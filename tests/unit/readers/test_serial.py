"""A serial line with all that can go wrong with it."""

import errno
import logging
import os
import termios
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest

from terminal.model import Presented, ReaderEvent, ReaderFound, ReaderLost, Unreadable
from terminal.readers.device import DeviceReader, Unusable
from terminal.readers.em4100 import Em4100Frames
from terminal.readers.serial import SerialLine as OpenLine
from terminal.readers.serial import serial_reader
from tests.parts.serial_line import SerialLine, frame

SOON = 5.0
A, B = bytes.fromhex("0A00B2C3D4"), bytes.fromhex("0B00B2C3D4")


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SerialLine]:
    """Return a line with a reader at its end."""
    line = SerialLine(tmp_path / "serial0")
    yield line
    line.unplug()


@pytest.fixture
def reader(line: SerialLine) -> Iterator[DeviceReader]:
    """Return an RDM6300 on that line, found."""
    reader = serial_reader(str(line.path), baud=9600, protocol="rdm6300", retry_seconds=0.02)
    with closing(reader):
        assert reader.wait(SOON) == ReaderFound(str(line.path))
        yield reader


def _heard(reader: DeviceReader, timeout_seconds: float = 0.0) -> list[ReaderEvent]:
    heard = []
    while (event := reader.wait(timeout_seconds)) is not None:
        heard.append(event)
    return heard


def test_two_badges_in_turn_are_presented_once_each(line: SerialLine, reader: DeviceReader) -> None:
    """A module that sees two badges tells now of one and now of the other."""
    for _ in range(20):
        line.send(frame(A) + frame(B))
    assert _heard(reader) == [Presented(A), Presented(B)]


def test_half_a_frame_is_unreadable(line: SerialLine, reader: DeviceReader) -> None:
    """And the next badge is read."""
    line.send(frame(A)[:8])
    assert reader.wait(SOON) == Unreadable("a frame broke off")
    line.send(frame(A))
    assert reader.wait(SOON) == Presented(A)


def test_a_reader_pulled_in_the_middle_of_a_frame(line: SerialLine, reader: DeviceReader) -> None:
    """What it says when it is back begins anew; the badge that lay there is no news."""
    line.send(frame(B))
    assert reader.wait(SOON) == Presented(B)
    line.send(frame(A)[:8])
    line.unplug()
    assert reader.wait(SOON) == ReaderLost(f"{line.path} was unplugged")
    line.plug_in()
    assert reader.wait(SOON) == ReaderFound(str(line.path))
    line.send(frame(A)[8:] + frame(B))
    assert reader.wait(0.1) is None
    line.send(frame(A))
    assert reader.wait(SOON) == Presented(A)


def test_a_reader_that_comes_later_is_found(
    line: SerialLine, caplog: pytest.LogCaptureFixture
) -> None:
    """Lost is said once; a new reason goes to the log."""
    line.unplug()
    caplog.set_level(logging.INFO)
    reader = serial_reader(str(line.path), baud=9600, protocol="lines", retry_seconds=0.01)
    with closing(reader):
        lost = reader.wait(SOON)
        assert lost == ReaderLost(f"there is no {line.path}: is the reader plugged in?")
        line.path.write_text("no line")
        assert reader.wait(0.05) is None
        assert "is no serial line" in caplog.text
        line.path.unlink()
        line.plug_in()
        assert reader.wait(SOON) == ReaderFound(str(line.path))


def test_what_the_line_received_before_is_not_read(line: SerialLine) -> None:
    """Nobody stands at the reader any more for what was sent while the terminal was off."""
    with Path(os.path.realpath(line.path)).open("rb"):
        line.send(frame(A))
        reader = serial_reader(str(line.path), baud=9600, protocol="rdm6300")
        with closing(reader):
            assert isinstance(reader.wait(SOON), ReaderFound)
            assert reader.wait(0.05) is None


def test_every_byte_comes_through_at_the_speed_that_was_set(line: SerialLine) -> None:
    """No echo, no end of file at Ctrl-D, no line feed in place of a carriage return."""
    with closing(OpenLine(str(line.path), 19200, Em4100Frames)) as opened:
        iflag, _, cflag, lflag, ispeed, ospeed, _ = termios.tcgetattr(opened.fileno())
        assert (ispeed, ospeed) == (termios.B19200, termios.B19200)
        assert not iflag & (termios.ICRNL | termios.IXON | termios.ISTRIP)
        assert cflag & (termios.CS8 | termios.CLOCAL | termios.PARENB) == (
            termios.CS8 | termios.CLOCAL
        )
        assert not lflag & (termios.ICANON | termios.ECHO | termios.ISIG)
        assert opened.take(0.0) == []


@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM, errno.EBUSY, errno.EREMOTEIO])
def test_what_the_system_says_is_told_in_words(line: SerialLine, code: int) -> None:
    """Whoever reads it knows where to look."""
    with closing(OpenLine(str(line.path), 9600, Em4100Frames)) as opened:
        unusable = opened._unusable(OSError(code, os.strerror(code)))
    assert str(line.path) in str(unusable)
    assert len(str(unusable).split()) > 4


def test_noise_without_end_ends_no_wait_late(line: SerialLine, reader: DeviceReader) -> None:
    """The supervisor would take a reader that never returns for stuck."""
    has_ended = Event()

    def disturb() -> None:
        while not has_ended.is_set():
            line.send(b"x" * 100)

    noise = Thread(target=disturb)
    noise.start()
    begun = monotonic()
    heard = reader.wait(0.2)
    seconds = monotonic() - begun
    has_ended.set()
    while noise.is_alive():
        reader.wait(0.01)
    assert heard is None
    assert 0.15 < seconds < SOON


def test_a_path_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    """A directory, for want of permissions that root would heed."""
    with pytest.raises(Unusable, match="is no serial line"):
        OpenLine(str(tmp_path), 9600, Em4100Frames)


def test_an_error_while_reading_is_a_loss(line: SerialLine) -> None:
    """As when the adapter is pulled out."""
    opened = OpenLine(str(line.path), 9600, Em4100Frames)
    opened.close()
    with pytest.raises(Unusable, match="does not work: Bad file descriptor"):
        opened.take(0.0)
