"""Where the terminal stands, as configured, and what is said of that while it runs."""

import logging
import socket
from pathlib import Path

import pytest

from terminal.bootstrap.moving import Moving
from terminal.bootstrap.standing import whereabouts_of
from terminal.config import Gpsd, load
from terminal.model import Place
from terminal.ports import OutboxUnavailable
from tests.parts.fakes import FakeClock
from tests.parts.gps import HOST
from tests.parts.stored import config_file

MOMENT = FakeClock().now()


class BoardOfList:
    """Remembers what is reported, on a disk that can fail."""

    def __init__(self, *, is_broken: bool = False) -> None:
        self.said: list[tuple[str, str, str]] = []
        self._is_broken = is_broken

    def report(self, part: str, condition: str, detail: str) -> None:
        if self._is_broken:
            raise OutboxUnavailable("disk full")
        self.said.append((part, condition, detail))


def worked(board: BoardOfList) -> str:
    """Let the worker of a terminal without gpsd do one step, and return where it looked."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    moving = Moving(Gpsd(address=HOST, port=port))
    (worker,) = moving.workers(board)
    with worker.open() as job:
        job.step()
        assert moving.at(MOMENT) is None
    return f"gpsd at {HOST} port {port}: Connection refused"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", None),
        (
            "[terminal.geolocation]\nlongitude = 4\nlatitude = 51.5\n",
            Place(longitude=4, latitude=51.5),
        ),
        ('[gpsd]\naddress = "127.0.0.1"\n', None),
    ],
)
def test_the_configuration_decides(tmp_path: Path, text: str, place: Place | None) -> None:
    """No place, one for good, or that of a receiver, which has not said anything yet."""
    file = config_file(tmp_path)
    file.write_text(file.read_text() + text)
    whereabouts = whereabouts_of(load(file))

    assert whereabouts.at(MOMENT) == place
    names = [worker.name for worker in whereabouts.workers(BoardOfList())]
    assert names == (["gpsd"] if "gpsd" in text else [])


def test_operators_are_told(caplog: pytest.LogCaptureFixture) -> None:
    """From the start to the end: what an earlier run said of it holds no longer."""
    board = BoardOfList()
    reason = worked(board)

    assert board.said == [
        ("place", "no fix", "not since the start"),
        ("place", "no gpsd", reason),
        ("place", "not asked", "the terminal has stopped"),
    ]
    assert [(each.levelno, each.message) for each in caplog.records] == [
        (logging.WARNING, f'place not known reason="{reason}"')
    ]


def test_a_disk_that_fails_does_not_end_the_watch(caplog: pytest.LogCaptureFixture) -> None:
    """What could not be kept is in the log."""
    worked(BoardOfList(is_broken=True))

    assert 'condition not kept part=place reason="disk full"' in caplog.text
