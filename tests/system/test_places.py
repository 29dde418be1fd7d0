"""A terminal that was moved, or moves: a clocking is booked where it was swiped."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from terminal.model import Place
from terminal.simulator import ProtimeSimulator
from tests.parts import older_outbox
from tests.parts.command import run
from tests.parts.daemon import Daemon, configuration
from tests.parts.fakes import swipe
from tests.parts.gps import HOST, Receiver, gpsd_of
from tests.parts.older_outbox import BEFORE_PLACES
from tests.parts.until import until

GATE = {"longitude": 4.392225, "latitude": 51.144127}
YARD = {"longitude": 3.7250, "latitude": 51.0543}


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

    until_booked(disk, protime, 3)
    assert booked_places(protime) == {"1955": GATE, "04A3B2C1": None, "00042": YARD}
    assert "51.1" not in (disk / "log").read_text()


def test_what_an_earlier_program_left_is_booked_where_that_was_told_to_stand(
    disk: Path, protime: ProtimeSimulator
) -> None:
    """The first start after the upgrade decides; the terminal may be moved after that."""
    configuration(disk, protime)
    older_outbox.make(disk / "outbox.db", BEFORE_PLACES, swipe("1955"))
    swiped_at(disk, GATE, "04A3B2C1")
    protime.start()
    swiped_at(disk, YARD, "00042")

    until_booked(disk, protime, 3)
    assert booked_places(protime) == {"1955": GATE, "04A3B2C1": GATE, "00042": YARD}


def test_a_terminal_that_moves_says_where_it_is(disk: Path, protime: ProtimeSimulator) -> None:
    """Its receiver's place while that is new, then none; `status` tells which, the log no place."""
    file = configuration(disk, protime)
    receiver = Receiver(Place(**GATE))
    with closing(receiver), gpsd_of(receiver) as gpsd:
        table = f'[gpsd]\naddress = "{HOST}"\nport = {gpsd.port}\noldest_fix_seconds = 2\n'
        file.write_text(f"{file.read_text()}\n{table}")
        protime.start()
        daemon = Daemon(file, disk / "log")
        try:
            until(lambda: "known" in said_of_the_place(disk))
            daemon.type("1955")
            receiver.place = None
            until(lambda: "no fix" in said_of_the_place(disk))
            daemon.type("04A3B2C1")
            gpsd.kill()
            until(lambda: "no gpsd" in said_of_the_place(disk))
            until(lambda: len(protime.ledger.booked) == 2)
            assert daemon.terminate() == 0
        finally:
            daemon.kill()
    first, second = booked_places(protime).values()
    assert first == pytest.approx(GATE, abs=1e-6)
    assert second is None
    assert (
        "not known: it is sent without one" in run("outbox", "show", "--config", file, "2").output
    )
    assert "not asked" in said_of_the_place(disk)
    assert re.findall(r"place (?:not )?known", daemon.log()) == [
        "place known",
        "place not known",
        "place not known",
    ]
    assert "51.1" not in daemon.log()


def said_of_the_place(disk: Path) -> str:
    """Return the line of `status`."""
    words = run("status", "--config", disk / "terminal.toml").output
    return next((line for line in words.splitlines() if line.startswith("  place ")), "")


def booked_places(protime: ProtimeSimulator) -> dict[str, object]:
    """Return where each badge was booked, in the order in which that was done."""
    return {
        each.posted["person"]["externalReferences"]["@badge-number"]: each.posted.get("geolocation")
        for each in protime.ledger.booked
        if each.posted
    }


def until_booked(disk: Path, protime: ProtimeSimulator, number: int) -> None:
    """Let the terminal run until Protime has so many clockings."""
    daemon = Daemon(disk / "terminal.toml", disk / "log")
    try:
        until(lambda: len(protime.ledger.booked) == number)
        assert daemon.terminate() == 0
    finally:
        daemon.kill()
