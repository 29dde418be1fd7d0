"""A terminal that was moved: what waited is booked where it was swiped."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from terminal.simulator import ProtimeSimulator
from tests.parts.daemon import Daemon, configuration

GATE = {"longitude": 4.392225, "latitude": 51.144127}
YARD = {"longitude": 3.7250, "latitude": 51.0543}
SOON_SECONDS = 20.0


@pytest.fixture
def protime() -> Iterator[ProtimeSimulator]:
    """Return a Protime that is out of reach at first."""
    with ProtimeSimulator() as protime:
        protime.stop()
        yield protime


def swiped_at(folder: Path, geolocation: dict[str, float] | None, badge: str) -> None:
    """Let a terminal with this configuration take a swipe, and end."""
    file = folder / "terminal.toml"
    rest = [line for line in file.read_text().splitlines() if "geolocation" not in line]
    if geolocation:
        inside = ", ".join(f"{key} = {value}" for key, value in geolocation.items())
        rest.insert(rest.index("[terminal]") + 1, f"geolocation = {{ {inside} }}")
    file.write_text("\n".join(rest))
    daemon = Daemon(file, folder / "log")
    try:
        daemon.type(badge)
        daemon.wait_for_cue("accepted", "accepted-offline")
        assert daemon.terminate() == 0
    finally:
        daemon.kill()


def test_what_waited_is_booked_where_it_was_swiped(disk: Path, protime: ProtimeSimulator) -> None:
    """Whatever the configuration says by the time Protime can be reached."""
    configuration(disk, protime)
    swiped_at(disk, GATE, "1955")
    swiped_at(disk, None, "04A3B2C1")
    protime.start()
    swiped_at(disk, YARD, "00042")

    daemon = Daemon(disk / "terminal.toml", disk / "log")
    try:
        deadline = monotonic() + SOON_SECONDS
        while len(protime.ledger.booked) < 3 and monotonic() < deadline:
            Event().wait(0.05)
        assert daemon.terminate() == 0
    finally:
        daemon.kill()
    booked = {
        each.posted["person"]["externalReferences"]["@badge-number"]: each.posted.get("geolocation")
        for each in protime.ledger.booked
        if each.posted
    }
    assert booked == {"1955": GATE, "04A3B2C1": None, "00042": YARD}
    assert "51.1" not in daemon.log()
