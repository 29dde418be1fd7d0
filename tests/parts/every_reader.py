"""A whole terminal with a reader of each kind and buttons, at which a test swipes badges."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Literal

from terminal.model import Bits
from terminal.readers.still_there import AWAY_SECONDS
from terminal.readers.text_lines import PACE_SECONDS
from terminal.simulator import ProtimeSimulator
from terminal.simulator.virtual_badge import SHORTEST_SECONDS, VirtualBadge
from tests.parts.daemon import ANSWER_SECONDS, Daemon, configuration
from tests.parts.serial_line import SerialLine, frame
from tests.parts.wiegand_wall import D0, D1
from tests.parts.wired_terminal import PROGRAM, Wires

Way = Literal["pcsc", "frames", "lines", "wiegand"]
"""The reader at which a badge is swiped, by its name in the configuration."""

WAYS: Sequence[Way] = ("pcsc", "frames", "lines", "wiegand")
_READERS = """
[[readers]]
kind = "pcsc"
match = "Virtual PCD"
{pcsc_selection}

[[readers]]
kind = "serial"
name = "frames"
device = "{frames}"
{frames_selection}

[[readers]]
kind = "serial"
name = "lines"
device = "{lines}"
protocol = "lines"
{lines_selection}

[[readers]]
kind = "wiegand"
d0 = {d0}
d1 = {d1}
{wiegand_selection}

[badge]
rules = [
  {{ takes = "bytes", number = "{{data:0{digits}}}" }},
  {{ takes = "bits", number = "{{data:0{digits}}}" }},
  {{ preset = "typed" }},
]
"""


class Terminal:
    """A terminal that runs, with all that hangs at its door.

    Attributes:
        daemon: Its process.
    """

    def __init__(self, daemon: Daemon, frames: SerialLine, lines: SerialLine, wires: Wires) -> None:
        self.daemon = daemon
        self._frames, self._lines, self._wires = frames, lines, wires

    def swipe(self, way: Way, number: str, *cues: str) -> None:
        """Swipe a badge at a reader, and wait for one of these cues."""
        value = int(number)
        match way:
            case "pcsc":
                with VirtualBadge(value.to_bytes(7, "big")):
                    self.daemon.wait_for_cue(*cues)
                    Event().wait(SHORTEST_SECONDS)
                Event().wait(SHORTEST_SECONDS)
                return
            case "frames":
                self._frames.send(frame(value.to_bytes(5, "big")))
            case "lines":
                self._lines.send(f"{number}\r\n".encode())
            case "wiegand":
                self._wires.swipe(Bits(value, 32))
        self.daemon.wait_for_cue(*cues)
        if way != "wiegand":  # whose clock is the test's
            Event().wait(AWAY_SECONDS)

    def press(self, pin: int, *cues: str) -> None:
        """Press the button on a pin, and wait for one of these cues."""
        deadline = monotonic() + ANSWER_SECONDS
        while "buttons found" not in self.daemon.log():  # before that nobody listens
            assert monotonic() < deadline, self.daemon.log()
            Event().wait(0.02)
        self._wires.press(pin)
        self.daemon.wait_for_cue(*cues)


@contextmanager
def terminal_with_every_reader(
    folder: Path,
    protime: ProtimeSimulator,
    *,
    naming: str,
    digits: int,
    fixed: Mapping[Way, str],
    more: str,
) -> Iterator[Terminal]:
    """Run a terminal; pcscd has to run.

    Args:
        folder: An empty folder on a disk.
        protime: Its Protime.
        naming: By what `[protime]` is to know people and the terminal, in TOML.
        digits: How many digits badge numbers have at least.
        fixed: The readers that have one selection for all their swipes, and its name.
        more: The rest of its configuration, in TOML.
    """
    with ExitStack() as door:
        frames, lines = SerialLine(folder / "frames"), SerialLine(folder / "lines")
        door.callback(frames.unplug)
        door.callback(lines.unplug)
        wires = door.enter_context(closing(Wires(folder / "wires")))
        file = configuration(folder, protime, repeat_window_seconds=0)
        readers = _READERS.format(
            frames=os.path.realpath(frames.path),
            lines=os.path.realpath(lines.path),
            d0=D0,
            d1=D1,
            digits=digits,
            **{f"{way}_selection": _fixed(fixed.get(way)) for way in WAYS},
        )
        text = file.read_text().replace('terminal_code = "PI-01"', naming)
        file.write_text(text + readers + more)
        program = (PROGRAM, str(wires.pipe), "run")
        daemon = Daemon(file, folder / "log", program=program)
        door.callback(daemon.kill)
        for _ in (*WAYS, "console"):
            daemon.wait_for_cue("ready")
        Event().wait(PACE_SECONDS)  # what comes sooner could be the rest of a number
        yield Terminal(daemon, frames, lines, wires)


def _fixed(selection: str | None) -> str:
    return f'selection = "{selection}"' if selection else ""
