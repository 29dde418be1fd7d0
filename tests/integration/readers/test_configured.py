"""Readers as the configuration names them, several at once."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import msgspec
import pytest

from terminal import config
from terminal.bootstrap.edges import Reader, real_edges
from terminal.config import Feedback, KeyboardReader, PcscReader, SerialReader, WiegandReader
from terminal.model import Cue, Presented, ReaderFound, ReaderLost
from terminal.simulator.virtual_badge import VirtualBadge
from tests.parts.pcscd import VIRTUAL_READER, Pcscd
from tests.parts.serial_line import SerialLine, frame

EXAMPLE = Path(__file__).parents[3] / "config" / "terminal.toml"
SOON = 5.0


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[list[SerialLine]]:
    """Return two lines with a reader at the end of each."""
    lines = [SerialLine(tmp_path / name) for name in ("frames", "lines")]
    yield lines
    for line in lines:
        line.unplug()


def opened(*readers: config.Reader) -> dict[str, Reader]:
    """Return the readers of a configuration."""
    changed = msgspec.structs.replace(config.load(EXAMPLE), readers=readers, feedback=Feedback())
    return {name: open_it() for name, open_it in real_edges(changed).readers.items()}


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        (SerialReader(device="/dev/nonexistent"), "there is no /dev/nonexistent"),
        (KeyboardReader(usb_id="0000:0000"), "no "),
        pytest.param(
            WiegandReader(d0=23, d1=24, bits=26),
            "no GPIO for it: ",
            marks=pytest.mark.skipif(Path("/dev/gpiochip0").exists(), reason="here is GPIO"),
        ),
    ],
)
def test_each_kind_that_is_not_there_is_lost(reader: config.Reader, reason: str) -> None:
    """And the program goes on without it."""
    [opened_reader] = opened(reader).values()
    with closing(opened_reader):
        lost = opened_reader.wait(SOON)
        assert isinstance(lost, ReaderLost)
        assert lost.reason.startswith(reason)


def test_several_readers_are_heard_at_once(lines: list[SerialLine]) -> None:
    """Each on a thread of its own, none waits for another."""
    frames, text = lines
    readers = opened(
        SerialReader(name="in", device=str(frames.path)),
        SerialReader(name="out", device=str(text.path), protocol="lines", length=4),
    )
    heard: dict[str, list[object]] = {name: [] for name in readers}

    def listen(name: str) -> None:
        heard[name].extend(readers[name].wait(SOON) for _ in range(1))

    with closing(readers["in"]), closing(readers["out"]):
        assert readers["in"].wait(SOON) == ReaderFound(str(frames.path))
        assert readers["out"].wait(SOON) == ReaderFound(str(text.path))
        assert readers["out"].wait(0.25) is None
        threads = [Thread(target=listen, args=(name,)) for name in readers]
        for thread in threads:
            thread.start()
        text.send(b"0042\r\n")
        frames.send(frame(b"\x0a\x00\x00\x00\x2a"))
        for thread in threads:
            thread.join()
    assert heard == {"in": [Presented(b"\x0a\x00\x00\x00\x2a")], "out": [Presented("0042")]}


def test_a_reader_with_a_model_shows_the_cues(pcscd: Pcscd) -> None:
    """Beside whatever else shows them; it is told of its own beep first."""
    del pcscd
    reader = PcscReader(match=VIRTUAL_READER, model="acr122u")
    changed = msgspec.structs.replace(config.load(EXAMPLE), readers=(reader,), feedback=Feedback())
    with closing(real_edges(changed).feedback) as feedback, VirtualBadge(bytes(4)) as badge:
        deadline, pause = monotonic() + SOON, Event()
        while not badge.lights:
            assert monotonic() < deadline
            feedback.play(Cue.ACCEPTED)
            pause.wait(0.1)
        assert badge.lights[0] == bytes.fromhex("FF00520000")
