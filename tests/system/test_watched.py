"""A terminal that is watched in every way, as a process."""

import json
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.request import urlopen

from terminal.simulator import Directory, ProtimeSimulator
from tests.parts.daemon import Daemon, configuration
from tests.parts.receiver import Receiver

WITHIN_SECONDS = 20.0
BADGE = Directory.example().people[1].badge_number


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def scraped(port: int) -> dict[str, float]:
    """Return the samples that a terminal serves."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    assert BADGE not in text
    return {name: float(value) for name, value in re.findall(r"(?m)^([^#].*) (\S+)$", text)}


def until_booked(port: int, log: Callable[[], str]) -> dict[str, float]:
    """Return the samples once a clocking is booked."""
    deadline = monotonic() + WITHIN_SECONDS
    while monotonic() < deadline:
        with suppress(OSError):  # it listens once its library is loaded; no swipe waits for that
            seen = scraped(port)
            if seen["badge_terminal_swipe_booked_seconds_count"]:
                return seen
        Event().wait(0.1)
    raise AssertionError(f"nothing was booked, or nobody could see it; {log()}")


def test_a_swipe_is_seen_from_everywhere(disk: Path) -> None:
    """Metrics, text file and heartbeat tell of it; a receiver that hangs disturbs nothing."""
    port, textfile = free_port(), disk / "terminal.prom"
    key = disk / "report-secret"
    key.write_text("s3cret\n")
    key.chmod(0o600)
    with ProtimeSimulator() as protime, Receiver(drips=True) as receiver:
        file = configuration(disk, protime)
        watching = (
            f'[metrics]\nport = {port}\ntextfile = "{textfile}"\ntextfile_interval_seconds = 5\n'
            f'[report]\nurl = "{receiver.url}"\nsecret_file = "{key}"\n'
        )
        file.write_text(file.read_text() + watching)
        daemon = Daemon(file, disk / "log")
        try:
            daemon.wait_for_cue("ready")
            beat = json.loads(receiver.received.get(timeout=WITHIN_SECONDS).body)
            daemon.type(BADGE)
            daemon.wait_for_cue("accepted", "accepted-offline")
            seen = until_booked(port, daemon.log)
            assert daemon.terminate() == 0
        finally:
            daemon.kill()

    assert beat["terminal"] == "front-door"
    assert seen['badge_terminal_swipes_total{result="stored"}'] == 1
    assert seen["badge_terminal_swipe_stored_seconds_count"] == 1
    assert seen['badge_terminal_outcomes_total{state="delivered"}'] == 1
    assert seen["badge_terminal_swipe_booked_seconds_count"] == 1
    assert seen["badge_terminal_link_up"] == 1
    assert seen['badge_terminal_reader_found{reader="console"}'] == 1
    assert 0 < seen["badge_terminal_process_resident_memory_bytes"] < 200e6
    assert BADGE not in textfile.read_text()
    assert "badge_terminal_link_up" in textfile.read_text()
