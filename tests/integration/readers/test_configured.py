"""Readers as the configuration names them, several at once."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import msgspec
import pytest

from terminal import config
from terminal.bootstrap.edges import Reader, real_edges
from terminal.config import Feedback, SerialReader
from terminal.model import Presented, ReaderFound
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
