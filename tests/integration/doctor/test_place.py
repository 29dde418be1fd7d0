"""What `doctor` finds of a terminal that moves: a real gpsd, and what is there in its place."""

import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from terminal.doctor import Severity, place
from terminal.host.gpsd import SILENT
from terminal.host.look import place as look_at_place
from terminal.model import Place
from tests.parts.gps import HOST, Receiver, gpsd_of
from tests.parts.patient import has, severity


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a receiver that sees no satellites."""
    receiver = Receiver()
    yield receiver
    receiver.close()


def test_a_terminal_that_does_not_move() -> None:
    """Nothing is looked for."""
    assert severity(place.findings(None), place.GPSD) is Severity.ABSENT


@pytest.mark.slow
def test_a_receiver_with_and_without_a_fix(receiver: Receiver) -> None:
    """Gpsd is well; whether the fix is, depends on what is wanted of it."""
    with gpsd_of(receiver) as gpsd:
        told = list(place.findings(look_at_place.look(*gpsd.address, 0)))
        assert severity(told, place.GPSD) is Severity.WELL
        assert has(told, place.NO_FIX, "the receiver has no fix")

        receiver.place = Place(longitude=4.4, latitude=51.1)
        told = list(place.findings(look_at_place.look(*gpsd.address, 0)))
        assert severity(told, place.FIX) is Severity.WELL
        told = list(place.findings(look_at_place.look(*gpsd.address, 5)))
        assert has(told, place.NO_FIX, "the receiver's fix is less precise than 5 m")


def test_no_gpsd() -> None:
    """It says where it looked, and why in vain."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    told = place.findings(look_at_place.look(HOST, port, 0))
    assert has(told, place.NO_GPSD, f"gpsd does not answer at {HOST} port {port}: Connection ref")


@pytest.mark.parametrize("hangs_up", [True, False])
def test_one_that_says_nothing(*, hangs_up: bool) -> None:
    """It is waited for a few seconds only."""
    with socket.create_server((HOST, 0)) as door:
        host = Thread(target=_hang_up, args=(door,) if hangs_up else ())
        host.start()
        told = place.findings(look_at_place.look(HOST, door.getsockname()[1], 0, 0.3))
        host.join()
        assert has(told, place.NO_FIX, SILENT)


def _hang_up(door: socket.socket | None = None) -> None:
    if door:
        guest, _ = door.accept()
        guest.recv(1000)
        guest.close()
