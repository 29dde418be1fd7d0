"""The main job, end to end: real pcscd, real process, real SQLite, Protime over HTTP."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from threading import Event
from time import monotonic
from zoneinfo import ZoneInfo

import pytest

from terminal.local_time import booked_time
from terminal.model import Clocking, State
from terminal.outbox.beside import open_reading
from terminal.simulator import Directory, ProtimeSimulator
from terminal.simulator.virtual_badge import SHORTEST_SECONDS, VirtualBadge
from terminal.simulator.vpcd import NoVirtualReader
from tests.parts.daemon import Daemon, configuration
from tests.parts.pcscd import Pcscd, running_pcscd

SWIPES = 120
IDENTIFIERS = [
    bytes([number, 0, *range(length - 2)])
    for number, length in zip(range(1, 41), cycle([4, 7, 10]))
]
BRUSSELS = ZoneInfo("Europe/Brussels")
ACCEPTED = ("accepted", "accepted-offline")
DEADLINE_SECONDS = 60.0
PAUSE = Event()


@dataclass
class Rehearsal:
    """A terminal on the wall, its door, and what the people at the door were promised."""

    disk: Path
    protime: ProtimeSimulator
    pcscd: Pcscd
    configuration: Path
    promises: list[tuple[str, datetime, datetime]] = field(default_factory=list)
    daemon: Daemon = field(init=False)

    def start(self) -> None:
        """Start the daemon, and wait until both of its readers are there."""
        self.daemon = Daemon(self.configuration, self.disk / "log")
        for _ in range(2):
            self.daemon.wait_for_cue("ready")

    def swipe(self, identifier: bytes) -> None:
        """Present a badge until its cue comes, and note the promise."""
        before = datetime.now(UTC)
        with laid(identifier):
            self.daemon.wait_for_cue(*ACCEPTED)
            self.promises.append((identifier.hex().upper(), before, datetime.now(UTC)))
            PAUSE.wait(SHORTEST_SECONDS)
        PAUSE.wait(SHORTEST_SECONDS)

    def kill_with_one_in_flight(self, identifier: bytes) -> None:
        """Present a badge and kill the daemon at its beep."""
        before = datetime.now(UTC)
        with laid(identifier):
            self.daemon.wait_for_cue(*ACCEPTED)
            self.daemon.kill()
            self.promises.append((identifier.hex().upper(), before, datetime.now(UTC)))
        PAUSE.wait(SHORTEST_SECONDS)
        self.start()

    def restart_pcscd(self) -> None:
        """Crash pcscd under the reader, and start it again."""
        self.pcscd.kill()
        self.daemon.wait_for_cue("reader-fault")
        self.pcscd.start()
        self.daemon.wait_for_cue("ready")

    def settled(self) -> list[Clocking]:
        """Return all clockings, oldest first, once none of them waits any longer."""
        deadline = monotonic() + DEADLINE_SECONDS
        while monotonic() < deadline:
            with open_reading(self.disk / "outbox.db") as outbox:
                counts = outbox.counts()
                if not counts[State.PENDING] and not counts[State.SENDING]:
                    return outbox.clockings()[::-1]
            PAUSE.wait(0.1)
        raise AssertionError(f"still waiting: {counts}; the log says:\n{self.daemon.log()}")


class laid:  # noqa: N801 - reads as a verb: with a badge laid on the reader
    """Lays a badge on the virtual reader, as soon as pcscd offers one."""

    def __init__(self, identifier: bytes) -> None:
        self._identifier = identifier

    def __enter__(self) -> None:
        deadline = monotonic() + DEADLINE_SECONDS
        while monotonic() < deadline:
            self._badge = VirtualBadge(self._identifier)
            with suppress(NoVirtualReader):
                self._badge.insert()
                return
            PAUSE.wait(0.05)
        raise AssertionError("there is no virtual reader")

    def __exit__(self, *_: object) -> None:
        self._badge.remove()


@pytest.fixture
def rehearsal(disk: Path, tmp_path: Path) -> Iterator[Rehearsal]:
    """Return a terminal that runs, with a simulator that knows its badges."""
    numbers = [identifier.hex().upper() for identifier in IDENTIFIERS]
    directory = Directory.example().with_badges(numbers)
    with running_pcscd(tmp_path) as pcscd, ProtimeSimulator(directory) as protime:
        file = configuration(disk, protime, ["pcsc", "console"], repeat_window_seconds=5)
        rehearsal = Rehearsal(disk, protime, pcscd, file)
        rehearsal.start()
        yield rehearsal
        rehearsal.daemon.kill()


@pytest.mark.slow
@pytest.mark.timeout(420)
def test_each_acknowledged_swipe_is_booked_once_at_its_minute_whatever_broke_on_the_way(
    rehearsal: Rehearsal,
) -> None:
    """120 swipes of 40 badges; pcscd crashes, Protime goes away, the daemon is killed."""
    for number, identifier in enumerate(islice(cycle(IDENTIFIERS), SWIPES), start=1):
        match number:
            case 20:
                rehearsal.protime.stop()
            case 35:
                rehearsal.restart_pcscd()
            case 50:
                rehearsal.protime.start()
            case 75:
                rehearsal.restart_pcscd()
        if number in (45, 90):
            rehearsal.kill_with_one_in_flight(identifier)
        else:
            rehearsal.swipe(identifier)

    clockings = rehearsal.settled()

    assert [each.seq for each in clockings] == list(range(1, SWIPES + 1))
    for clocking, (number_promised, before, after) in zip(
        clockings, rehearsal.promises, strict=True
    ):
        assert clocking.swipe.badge_number.value == number_promised
        assert minute_of(before) <= booked_minute(clocking) <= minute_of(after)
    uncertain = [each for each in clockings if each.state is State.UNCERTAIN]
    delivered = [each for each in clockings if each.state is State.DELIVERED]
    assert len(delivered) + len(uncertain) == SWIPES
    assert len(uncertain) <= 2
    booked = Counter(as_booked(each) for each in delivered)
    assert in_protime(rehearsal.protime) - booked <= Counter(as_booked(each) for each in uncertain)
    assert booked <= in_protime(rehearsal.protime)
    assert rehearsal.daemon.terminate() == 0


Booked = tuple[str, str, int]


def in_protime(protime: ProtimeSimulator) -> Counter[Booked]:
    """Return what Protime holds, as it was posted."""
    return Counter(
        (
            each.posted["person"]["externalReferences"]["@badge-number"],
            each.posted["date"],
            each.posted["timeOfDayInMinutes"],
        )
        for each in protime.ledger.all
        if each.posted
    )


def as_booked(clocking: Clocking) -> Booked:
    """Return what Protime should hold of a clocking."""
    assert clocking.booked
    return (
        clocking.swipe.badge_number.value,
        clocking.booked.date.isoformat(),
        clocking.booked.time_of_day_in_minutes,
    )


def booked_minute(clocking: Clocking) -> tuple[str, int]:
    """Return date and minute as this terminal computed them."""
    return as_booked(clocking)[1:]


def minute_of(at: datetime) -> tuple[str, int]:
    """Return the date and minute on the wall at an instant."""
    booked = booked_time(at, BRUSSELS)
    return booked.date.isoformat(), booked.time_of_day_in_minutes
