"""What people decide beside the running terminal: it carries that out, and no swipe waits."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from threading import Event
from time import monotonic
from typing import Any

import pytest

from terminal.local_time import booked_time
from terminal.model import BadgeNumber, Clocking, InOut, Moment, State, Swipe
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_reading
from terminal.simulator import Directory, ProtimeSimulator
from tests.parts.changed_file import store
from tests.parts.command import run
from tests.parts.daemon import Daemon, configuration
from tests.parts.fakes import BRUSSELS

SOON_SECONDS = 20.0
MANY = 10_000
PEOPLE = [f"{number:04}" for number in range(5000, 5060)]
BETWEEN_SWIPES_SECONDS = 0.02
WHY = ("--reason", "Ada told me")


@pytest.fixture
def protime() -> Iterator[ProtimeSimulator]:
    """Return a Protime that knows sixty people more."""
    with ProtimeSimulator(Directory.example().with_badges(PEOPLE)) as protime:
        yield protime


def started(disk: Path) -> Daemon:
    """Start the terminal and wait until it is ready."""
    daemon = Daemon(disk / "terminal.toml", disk / "log")
    daemon.wait_for_cue("ready")
    return daemon


def outbox(disk: Path, *words: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Give a command to the outbox, which must go well, and return its JSON."""
    result = run("outbox", words[0], "--config", disk / "terminal.toml", *words[1:], "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def when(disk: Path, seq: int, is_so: Callable[[Clocking], bool]) -> Clocking:
    """Return a clocking once something is so of it."""
    deadline = monotonic() + SOON_SECONDS
    while monotonic() < deadline:
        with open_reading(disk / "outbox.db") as reading:
            clocking = reading.clocking(seq)
        if clocking and is_so(clocking):
            return clocking
        Event().wait(0.05)
    raise AssertionError(f"it never came to that: {clocking}")


def is_in(state: State) -> Callable[[Clocking], bool]:
    """Return whether a clocking is in a state."""
    return lambda clocking: clocking.state is state


def test_a_dead_letter_that_is_retried_is_delivered_within_seconds(
    disk: Path, protime: ProtimeSimulator
) -> None:
    """Once what Protime complained about is mended."""
    configuration(disk, protime)
    protime.faults.add("400-reasons")
    daemon = started(disk)
    try:
        daemon.type("1955")
        daemon.wait_for_cue("accepted", "accepted-offline")
        when(disk, 1, is_in(State.REJECTED))
        begun = monotonic()

        assert outbox(disk, "retry", "1", *WHY)["retried"] == [1]

        when(disk, 1, is_in(State.DELIVERED))
        assert monotonic() - begun < SOON_SECONDS / 2
        assert len(protime.ledger.booked) == 1
    finally:
        daemon.kill()


def test_a_held_one_is_delivered_at_the_minute_it_was_given(
    disk: Path, protime: ProtimeSimulator
) -> None:
    """Of two people who give it a time, one wins, and the other is told of whom."""
    configuration(disk, protime)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with SqliteOutbox(disk / "outbox.db", lambda: moment(yesterday)) as stored:
        stored.put(held("1955", yesterday), None)
    daemon = started(disk)
    try:
        words = [sys.executable, "-m", "terminal", "outbox", "resolve", "1", *WHY]
        words += ["--config", str(disk / "terminal.toml"), "--at"]
        times = [f"{yesterday.astimezone(BRUSSELS):%F} 12:{minute}" for minute in ("07", "08")]
        people = [
            subprocess.Popen([*words, time], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for time in times
        ]
        ended = [person.communicate(timeout=30) for person in people]

        codes = [person.returncode for person in people]
        assert sorted(codes) == [0, 1], ended
        loser = ended[codes.index(1)][1].decode()
        assert "given its time by" in loser
        when(disk, 1, is_in(State.DELIVERED))
        (clocking,) = protime.ledger.booked
        assert clocking.booking.time_of_day_in_minutes == 12 * 60 + 7 + codes.index(0)
    finally:
        daemon.kill()


@pytest.mark.slow
def test_no_swipe_waits_for_ten_thousand_that_are_retried(
    disk: Path, protime: ProtimeSimulator
) -> None:
    """Every swipe meanwhile is accepted, and soon."""
    configuration(disk, protime, repeat_window_seconds=0.1)
    at = datetime.now(UTC) - timedelta(days=3)
    with SqliteOutbox(disk / "outbox.db", lambda: moment(at)):
        pass
    swipes = [
        held(PEOPLE[number % len(PEOPLE)], at + timedelta(seconds=number)) for number in range(MANY)
    ]
    booked = [(each, booked_time(each.moment.at, BRUSSELS)) for each in swipes]
    store(disk / "outbox.db", booked, "rejected")
    daemon = started(disk)
    try:
        words = ["outbox", "retry", "--all", "--yes", "--config", str(disk / "terminal.toml")]
        retrying = subprocess.Popen([sys.executable, "-m", "terminal", *words])
        waits: list[float] = []
        while retrying.poll() is None:
            daemon.cues()
            begun = monotonic()
            daemon.type(PEOPLE[len(waits) % len(PEOPLE)])
            assert daemon.cue() in ("accepted", "accepted-offline"), daemon.log()[-2000:]
            waits.append(monotonic() - begun)
            Event().wait(BETWEEN_SWIPES_SECONDS)
        assert retrying.returncode == 0
        with open_reading(disk / "outbox.db") as reading:
            assert reading.counts()[State.REJECTED] == 0
    finally:
        daemon.kill()
    figures = f"{len(waits)} swipes: median {median(waits):.3f} s, worst {max(waits):.3f} s"
    print(figures)  # noqa: T201 - shown with `pytest -s`
    assert len(waits) > 10, figures
    assert median(waits) < 0.25, figures
    assert max(waits) < 4.0, figures


def test_a_person_is_erased_beside_the_terminal(disk: Path, protime: ProtimeSimulator) -> None:
    """Swipes go on, and no file of the outbox holds the number any more."""
    configuration(disk, protime)
    at = datetime.now(UTC) - timedelta(days=3)
    with SqliteOutbox(disk / "outbox.db", lambda: moment(at)):
        pass
    one = held("NEEDLE1955", at)
    store(disk / "outbox.db", [(one, booked_time(at, BRUSSELS))] * 150, "delivered")
    daemon = started(disk)
    try:
        daemon.type("1955")
        daemon.wait_for_cue("accepted", "accepted-offline")

        done = outbox(disk, "erase", "--badge", "NEEDLE1955", "--yes")

        daemon.type("00042")
        daemon.wait_for_cue("accepted", "accepted-offline")
        assert (done["erased"], done["log_emptied"]) == (150, True)
        files = [*disk.glob("outbox.db*")]
        assert len(files) >= 3
        assert not [file for file in files if b"NEEDLE1955" in file.read_bytes()]
    finally:
        daemon.kill()


def moment(at: datetime) -> Moment:
    """Return a moment of a boot that is over."""
    return Moment(at=at, boot_id="another-boot", boottime_ns=10**9, is_trusted=False)


def held(badge: str, at: datetime) -> Swipe:
    """Return a swipe whose time nobody knows."""
    return Swipe(
        badge_number=BadgeNumber(badge), selection=InOut(), reader="console", moment=moment(at)
    )
