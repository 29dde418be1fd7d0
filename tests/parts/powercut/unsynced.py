"""A terminal that breaks its promise: `python -m tests.parts.powercut.unsynced --config FILE`.

It takes swipes as the real one does, but with the setting that is usually recommended for a
write-ahead log. The power-cut test has to find out.
"""

import sys
from datetime import timedelta
from pathlib import Path

from terminal.badge_numbers import IdentifierRule
from terminal.capture import Capture, Surroundings
from terminal.config import Config, load
from terminal.faults import Faults
from terminal.feedback.console import Console
from terminal.host.clocks import SystemClock
from terminal.model import InOut
from terminal.outbox import SqliteOutbox
from terminal.readers.console import ConsoleReader
from terminal.repeats import RecentSwipes


def main() -> None:
    """Take swipes until it is killed."""
    config = load(Path(sys.argv[-1]))
    clock = SystemClock("always")
    with SqliteOutbox(config.outbox.path, clock.now) as outbox:
        outbox._file._connection.execute("PRAGMA synchronous = NORMAL")
        capture = _capture(config, outbox, clock)
        while True:
            capture.step()
            outbox.tidy()


def _capture(config: Config, outbox: SqliteOutbox, clock: SystemClock) -> Capture:
    feedback = Console(sys.stdout)
    surroundings = Surroundings(
        store=outbox,
        recent=RecentSwipes(outbox, timedelta(0), clock.now()),
        clock=clock,
        zone=config.terminal.time_zone,
        feedback=feedback,
        faults=Faults(feedback),
        is_online=lambda: True,
        nudge=lambda: None,
    )
    return Capture(
        name="console",
        reader=ConsoleReader(sys.stdin),
        rule=IdentifierRule(),
        selection=InOut(),
        surroundings=surroundings,
    )


if __name__ == "__main__":
    main()
