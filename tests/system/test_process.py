"""The daemon as a process: how it ends, how often it wakes, what it syncs before the beep."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from terminal.model import State
from terminal.outbox.beside import open_reading
from terminal.simulator import ProtimeSimulator
from tests.parts.daemon import Daemon, configuration
from tests.parts.need import need
from tests.parts.until import until

IDLE_SECONDS = 12.0
MOST_WAKE_UPS_PER_SECOND = 1.5
TIMEOUT_SECONDS = 3.0


@pytest.fixture
def protime() -> Iterator[ProtimeSimulator]:
    """Return a Protime that answers."""
    with ProtimeSimulator() as protime:
        yield protime


@pytest.fixture
def daemon(disk: Path, protime: ProtimeSimulator) -> Iterator[Daemon]:
    """Return a terminal that is ready, with badges typed into it."""
    file = configuration(disk, protime, timeout_seconds=TIMEOUT_SECONDS)
    daemon = Daemon(file, disk / "log")
    daemon.wait_for_cue("ready")
    yield daemon
    daemon.kill()


def until_logged(daemon: Daemon, words: str) -> None:
    """Wait until something is in the log."""
    until(lambda: words in daemon.log())


def test_an_idle_terminal_ends_in_under_a_second(disk: Path, protime: ProtimeSimulator) -> None:
    """SIGTERM interrupts every wait, and the exit code is 0."""
    file = configuration(disk, protime, timeout_seconds=TIMEOUT_SECONDS)

    # On a busy machine it may have to wait for its turn: that only ever adds.
    assert min(seconds_to_end(file, disk / f"log-{each}") for each in range(3)) < 1.0


def seconds_to_end(file: Path, log: Path) -> float:
    """Return how long a terminal takes from SIGTERM to its end."""
    daemon = Daemon(file, log)
    try:
        until_logged(daemon, "link up")
        begun = monotonic()
        assert daemon.terminate() == 0
        return monotonic() - begun
    finally:
        daemon.kill()


def test_a_start_after_a_crash_is_told_as_a_new_one(daemon: Daemon, disk: Path) -> None:
    """A terminal that crashes again and again does not seem to run without a break."""
    first = running_since(disk)
    daemon.kill()
    again = Daemon(disk / "terminal.toml", disk / "log")
    try:
        again.wait_for_cue("ready")

        assert running_since(disk) > first
    finally:
        again.kill()


def running_since(disk: Path) -> datetime:
    """Return since when the daemon says that it runs."""
    with open_reading(disk / "outbox.db") as outbox:
        (daemon,) = [part for part in outbox.parts() if part.part == "daemon"]
    assert daemon.condition == "running"
    return daemon.since


def test_with_a_request_in_flight_it_ends_within_the_deadline(
    daemon: Daemon, protime: ProtimeSimulator, disk: Path
) -> None:
    """A black hole holds it up for no longer than the time-out; the clocking is uncertain."""
    until_logged(daemon, "link up")
    protime.faults.add("black-hole")
    daemon.type("1955")
    daemon.wait_for_cue("accepted")
    until(lambda: protime.counters.requests == 2)
    begun = monotonic()

    code = daemon.terminate()

    assert code == 0
    assert monotonic() - begun < TIMEOUT_SECONDS + 2.5
    with open_reading(disk / "outbox.db") as outbox:
        assert outbox.counts()[State.UNCERTAIN] == 1


@pytest.mark.slow
def test_an_idle_terminal_sleeps(daemon: Daemon) -> None:
    """All its threads together wake less than 1.5 times a second."""
    until_logged(daemon, "link up")

    # On a busy machine they also wait for each other: that only ever adds to a count.
    assert any(
        woken_in(daemon, IDLE_SECONDS) / IDLE_SECONDS < MOST_WAKE_UPS_PER_SECOND for _ in range(3)
    )


def woken_in(daemon: Daemon, seconds: float) -> int:
    """Return how often the threads of a terminal wake while so much time passes."""
    before = wake_ups(daemon.process.pid)
    Event().wait(seconds)
    return wake_ups(daemon.process.pid) - before


def wake_ups(pid: int) -> int:
    """Return how often the threads of a process went to sleep of their own accord."""
    tasks = Path(f"/proc/{pid}/task")
    pattern = re.compile(r"^voluntary_ctxt_switches:\s+(\d+)$", re.MULTILINE)
    return sum(int(pattern.findall((task / "status").read_text())[0]) for task in tasks.iterdir())


def test_exactly_one_sync_stands_between_a_swipe_and_its_cue(
    disk: Path, protime: ProtimeSimulator
) -> None:
    """The trace of the reader's thread shows: swipe read, one sync, and only then the cue."""
    need("strace")
    trace = disk / "trace"
    calls = "read,write,fsync,fdatasync,sync_file_range,msync"
    daemon = Daemon(
        configuration(disk, protime),
        disk / "log",
        prefix=["strace", "-D", "-f", "-e", f"trace={calls}", "-o", str(trace)],
    )
    daemon.wait_for_cue("ready")
    until_logged(daemon, "link up")
    badges = ["1955", "6767676", "0042", "0043"]
    for badge in badges:
        daemon.type(badge)
        daemon.wait_for_cue("accepted")
    pid = daemon.process.pid
    daemon.terminate()
    until(
        lambda: bool(re.search(rf"^{pid} +\+\+\+ exited with 0", trace.read_text(), re.MULTILINE))
    )

    lines = trace.read_text().splitlines()
    for badge in badges:
        assert syncs_before_cue(lines, badge) == 1


def syncs_before_cue(lines: list[str], badge: str) -> int:
    """Return how many syncs the thread that read a badge made before the cue was written."""
    # What a call read stands at its end, which has a line of its own if others came in between.
    is_read = re.compile(rf'\d+ +(read\(0, |<\.\.\. read resumed>)"{badge}\\n"')
    begin = next(at for at, line in enumerate(lines) if is_read.match(line))
    thread = lines[begin].split()[0]
    cue = next(
        at
        for at, line in enumerate(lines)
        if at > begin and "write(1" in line and "ACCEPTED" in line
    )
    return sum(
        1
        for line in lines[begin:cue]
        if line.split()[0] == thread and re.search(r"\b(fsync|fdatasync|msync)\(", line)
    )
