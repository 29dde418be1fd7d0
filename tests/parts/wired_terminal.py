"""A terminal whose GPIO pins are gpiozero's mock ones, pulled by a test in another process.

`python -m tests.parts.wired_terminal PIPE run --config FILE` is the terminal; what is to happen
at the pins comes through the named pipe, a line of JSON for each swipe or press.
"""

import json
import os
import sys
from pathlib import Path
from threading import Thread

import gpiozero

from terminal.cli import main as terminal
from terminal.model import Bits
from tests.parts.finger import Finger
from tests.parts.timed_pins import timed_pins
from tests.parts.wiegand_wall import WallReader

AWAY_SECONDS = 5.0

PROGRAM = "tests.parts.wired_terminal"


class Wires:
    """What a test does at the pins of a terminal in another process.

    Args:
        pipe: The path of the named pipe; it is made.
    """

    def __init__(self, pipe: Path) -> None:
        self.pipe = pipe
        os.mkfifo(pipe)
        # Also to be read: neither side then waits for the other, or ends with it.
        self._end = os.open(pipe, os.O_RDWR)

    def swipe(self, bits: Bits) -> None:
        """Swipe a badge at the wall reader on D0 and D1."""
        self._tell({"swipe": [bits.value, bits.length]})

    def press(self, pin: int) -> None:
        """Press the button on a pin."""
        self._tell({"press": pin})

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self._end)

    def _tell(self, what: object) -> None:
        os.write(self._end, f"{json.dumps(what)}\n".encode())


def main() -> None:
    """Run a terminal on mock pins."""
    pipe, *words = sys.argv[1:]
    factory = gpiozero.Device.pin_factory = timed_pins()
    wall = WallReader(factory)
    Thread(target=_obey, args=(Path(pipe), wall), daemon=True).start()
    sys.argv = ["badge-terminal", *words]
    terminal()


def _obey(pipe: Path, wall: WallReader) -> None:
    with pipe.open() as lines:
        for line in lines:
            match json.loads(line):
                case {"swipe": [int(value), int(length)]}:
                    wall.send(Bits(value, length))
                case {"press": int(pin)}:
                    Finger({"it": pin}, wall.factory).press("it")
            wall.now += AWAY_SECONDS


if __name__ == "__main__":
    main()
