"""A terminal on a machine of its own, and what is around it: a network, the time, Protime."""

import json
import shutil
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import trustme

from terminal.simulator import Directory, ProtimeSimulator
from tests.parts.machine.disks import HOST, stage_disk, state_disk
from tests.parts.machine.image import image
from tests.parts.machine.machine import Machine

BADGES = [f"{number:06}" for number in range(20)]
CLOCK_PRECISION = timedelta(seconds=1)
"""How far the clock of an emulated machine, set over its network, may be from the host's."""

LONGEST_WAIT_SECONDS = 60.0
_ASK_KERNEL = "import ctypes as c; print(c.CDLL(None).adjtimex(c.create_string_buffer(512)))"
_POLL_SECONDS = 0.2
ACCEPTED = ("accepted", "accepted-offline")


@dataclass(frozen=True, slots=True)
class Swipe:
    """A badge, and between which two instants it was truly swiped."""

    badge: str
    typed_at: datetime
    acknowledged_at: datetime

    def was_at(self, at: datetime) -> bool:
        """Return whether an instant is the one of this swipe, as far as clocks can tell."""
        return self.typed_at - CLOCK_PRECISION <= at <= self.acknowledged_at + CLOCK_PRECISION


class Workplace:
    """Where one terminal hangs on the wall. The clock of the host is the true one.

    Attributes:
        protime: Where clockings go, by https; not reachable before it is started.
        swipes: All that were accepted, oldest first.
    """

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(HOST).configure_cert(tls)
        self.protime = ProtimeSimulator(Directory.example().with_badges(BADGES), tls=tls)
        self.protime.start()
        self.protime.stop()  # it keeps its port
        self.swipes = list[Swipe]()
        self._folder = folder
        stage = stage_disk(
            folder,
            api_url=self.protime.api_url,
            token_url=self.protime.token_url,
            authority=authority.cert_pem.bytes(),
        )
        self._disks = (stage, state_disk(folder))

    @contextmanager
    def boot(self, clock_at: datetime) -> Iterator["Terminal"]:
        """Boot the machine without a network and with a wrong clock; cut its power at the end."""
        sockets = self._folder / "sockets"
        sockets.mkdir()
        try:
            with Machine(image(), self._disks, sockets, clock_at) as machine:
                machine.run(f"date --utc --set=@{clock_at.timestamp():.0f}")
                machine.run("systemctl start badge-terminal")
                machine.wait_for_cue("ready")
                yield Terminal(machine, self.swipes)
        finally:
            shutil.rmtree(sockets)


@contextmanager
def workplace() -> Iterator[Workplace]:
    """Prepare a workplace in a folder with a short name, as sockets need it."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="badge-terminal-") as folder:
        place = Workplace(Path(folder))
        try:
            yield place
        finally:
            place.protime.stop()


class Terminal:
    """The terminal on a machine that runs."""

    def __init__(self, machine: Machine, swipes: list[Swipe]) -> None:
        self.machine = machine
        self._swipes = swipes

    def swipe(self, times: int) -> None:
        """Swipe that many badges, none of which was swiped before."""
        done = len(self._swipes)
        for badge in BADGES[done : done + times]:
            typed_at = datetime.now(UTC)
            self.machine.type(badge)
            self.machine.wait_for_cue(*ACCEPTED)
            self._swipes.append(Swipe(badge, typed_at, datetime.now(UTC)))

    def step_clock(self, by: str) -> None:
        """Set the wall clock as an administrator does, such as by `-1 hour`."""
        self.machine.run(f"date --set='{by}'")

    def plug_in(self) -> None:
        """Connect the network; harmless when it is."""
        self.machine.run("ip address replace 10.0.2.15/24 dev eth0")
        self.machine.run("ip link set eth0 up")
        self.machine.run("ip route replace default via 10.0.2.2")

    def unplug(self) -> None:
        """Disconnect the network."""
        self.machine.run("ip link set eth0 down")

    def synchronise(self) -> None:
        """Let a real NTP client set the clock, and wait until the kernel believes it."""
        self.machine.run("systemctl restart systemd-timesyncd")
        until(lambda: self.machine.run(f"python3 -c '{_ASK_KERNEL}'").strip() != "5")

    def resolve(self, seq: int, decision: str) -> None:
        """Decide about a clocking, as a person does."""
        verb = f"python3 -m terminal outbox resolve {seq} {decision}"
        self.machine.run(f"{verb} --reason 'the person remembers'")

    def clockings(self) -> list[dict[str, Any]]:
        """Return the outbox, oldest first."""
        listed = json.loads(self.machine.run("python3 -m terminal outbox list --limit 0 --json"))
        return list(reversed(listed))

    def states(self) -> list[str]:
        """Return the state of each clocking, oldest first."""
        return [each["state"] for each in self.clockings()]


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = monotonic() + LONGEST_WAIT_SECONDS
    while not is_so():
        assert monotonic() < deadline, "it does not come about"
        Event().wait(_POLL_SECONDS)
