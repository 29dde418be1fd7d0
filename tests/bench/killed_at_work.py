"""A terminal that stores and delivers until its log is full, and is killed then."""

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from terminal.host.clocks import SystemClock
from terminal.local_time import booked_time
from terminal.model import BadgeNumber, InOut, Outcome, State, Swipe
from terminal.outbox import SqliteOutbox

CLOCK = SystemClock("always")
BRUSSELS = ZoneInfo("Europe/Brussels")

FULL_LOG_CLOCKINGS = 120
"""So many, each stored, marked and delivered, nearly fill the log that a start has grown."""


def work_and_die(path: Path) -> None:
    """Store and deliver clockings until the log is full, then end as in a power cut."""
    outbox = SqliteOutbox(path, CLOCK.now, timedelta(days=9999))
    for number in range(FULL_LOG_CLOCKINGS):
        now = CLOCK.now()
        swipe = Swipe(
            badge_number=BadgeNumber(f"{number:014}"),
            selection=InOut(),
            reader="front-door",
            moment=now,
        )
        outbox.put(swipe, booked_time(now.at, BRUSSELS))
        taken = outbox.exchange((), 1, now.at)
        delivered = [Outcome(seq=each.seq, state=State.DELIVERED) for each in taken]
        outbox.exchange(delivered, 0, now.at)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    work_and_die(Path(sys.argv[1]))
