"""Swipes at a new terminal in a process of its own, and tells what the first ones cost.

python -m tests.parts.first_swipe FOLDER
"""

import json
import sys
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

from gpiozero.pins.mock import MockFactory

from terminal.badge_numbers import IdentifierRule
from terminal.capture import Capture, Surroundings
from terminal.faults import Faults
from terminal.feedback.gpio import GpioLamps
from terminal.feedback.player import Player
from terminal.host import logs
from terminal.host.clocks import SystemClock
from terminal.model import InOut
from terminal.outbox import SqliteOutbox
from terminal.readers.pcsc.reader import PcscReader
from terminal.repeats import RecentSwipes
from terminal.sync import Mailbox
from tests.parts.fake_pcsc import SUCCEEDED, FakePcsc
from tests.parts.fakes import BRUSSELS

SWIPES = 3


def main(folder: Path) -> None:
    """Print what a terminal that is ready imports, starts and calls for its first swipes."""
    pcsc = FakePcsc()
    capture = _capture(folder, pcsc)
    capture.step()  # the reader is found
    threads = Counter[str]()
    threading.setprofile(lambda *_: threads.update([threading.current_thread().name]))
    calls, modules = Counter(pcsc.called), set(sys.modules)
    for number in range(SWIPES):
        pcsc.answer = number.to_bytes(4) + SUCCEEDED
        pcsc.in_between.append(pcsc.lay)
        capture.step()
        pcsc.take()
    cost = {
        "modules": sorted(sys.modules.keys() - modules),
        "threads": sorted(threads),
        "calls": Counter(pcsc.called) - calls,
    }
    print(json.dumps(cost))  # noqa: T201 - what the test reads


def _capture(folder: Path, pcsc: FakePcsc) -> Capture:
    """Return capture as the daemon wires it, with PC/SC and the pins in memory."""
    logs.set_up(stream=sys.stderr, environment={})
    clock = SystemClock("always")
    outbox = SqliteOutbox(folder / "outbox.db", clock.now)
    player = Player(GpioLamps(17, 27, 22, MockFactory()))
    surroundings = Surroundings(
        store=outbox,
        recent=RecentSwipes(outbox, timedelta(seconds=60), clock.now()),
        clock=clock,
        zone=BRUSSELS,
        feedback=player,
        faults=Faults(player),
        is_online=lambda: True,
        nudge=Mailbox().nudge,
    )
    return Capture(
        name="door",
        reader=PcscReader(calls=pcsc),
        rule=IdentifierRule(),
        selection=InOut(),
        surroundings=surroundings,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
