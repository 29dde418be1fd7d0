"""A terminal that is installed on a machine that runs, with badges at its reader."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

from terminal.model import State
from terminal.simulator import Client, Directory, ProtimeSimulator
from terminal.simulator.virtual_badge import SHORTEST_SECONDS, VirtualBadge
from terminal.simulator.vpcd import NoVirtualReader
from tests.parts.nspawn.booted import Booted, booted
from tests.parts.nspawn.root import root as debian13
from tests.parts.waiting import counted

BADGES = [f"04A3B2{number:02X}" for number in range(16)]
MANY = [f"{number:06}" for number in range(1000)]
OUTBOX = "/var/lib/badge-terminal/outbox.db"
SECRET = "/etc/badge-terminal/protime-client-secret"
DROP_INS = "/etc/systemd/system/badge-terminal.service.d"
LONGEST_WAIT_SECONDS = 45.0
_POLL_SECONDS = 0.1


class Door:
    """Where one terminal hangs on the wall.

    Attributes:
        machine: What it runs on.
        protime: Where clockings go; not reachable before it is started.
    """

    def __init__(self, machine: Booted, protime: ProtimeSimulator) -> None:
        self.machine = machine
        self.protime = protime
        self._badges = iter(BADGES)

    def install(self, package: Path) -> str:
        """Install a package with apt, as a person does, and return what apt said."""
        return self.machine.run(f"apt-get install -y -q {self.bring(package)}")

    def bring(self, package: Path) -> str:
        """Copy a package onto the machine and return its place there."""
        place = f"/root/{package.parent.name}-{package.name}"
        self.write(place, package.read_bytes())
        return place

    def write(self, place: str, content: bytes, mode: int = 0o644) -> None:
        """Write a file of the machine."""
        file = self.machine.root / place.removeprefix("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        file.chmod(mode)

    def configure(self, *, watchdog_seconds: int = 30) -> None:
        """Write what only its owner knows, and have the service run now and after each boot."""
        self.write("/etc/badge-terminal/terminal.toml", self._configuration("pcsc").encode())
        self.write(SECRET, f"{Client().secret}\n".encode(), 0o600)
        patience = f"[Service]\nWatchdogSec={watchdog_seconds}\n"
        self.write(f"{DROP_INS}/patience.conf", patience.encode())
        self.machine.run("systemctl daemon-reload")
        self.machine.run("systemctl enable --now badge-terminal")

    def swipe(self) -> str:
        """Swipe a badge that was not swiped before; return its number once it is stored."""
        badge = next(self._badges)
        before = self.stored()
        with self._laid(badge) as laid:
            assert laid.was_read.wait(LONGEST_WAIT_SECONDS), f"not read\n{self.machine.log()}"
            self.until(lambda: self.stored() == before + 1)
        Event().wait(SHORTEST_SECONDS)
        return badge

    @contextmanager
    def _laid(self, badge: str) -> Iterator[VirtualBadge]:
        laid = VirtualBadge(bytes.fromhex(badge))
        self.until(
            lambda: _could(laid.insert)
        )  # the terminal has pcscd started, and that the reader
        try:
            yield laid
        finally:
            laid.remove()

    def fill(self) -> None:
        """Store many clockings through the program that is installed, typed instead of swiped."""
        before = self.stored()
        self.write("/root/fill.toml", self._configuration("console").encode())
        self.write("/root/badges", "".join(f"{badge}\n" for badge in MANY).encode())
        self.machine.run(
            "systemd-run --unit=fill --uid=badge-terminal --property=StateDirectory=badge-terminal "
            "--property=StandardInput=file:/root/badges --property=StandardOutput=null "
            "--property=LoadCredential=fill.toml:/root/fill.toml "
            "badge-terminal run --config /run/credentials/fill.service/fill.toml"
        )
        self.until(lambda: self.stored() == before + len(MANY))
        self.machine.run("systemctl stop fill")

    def stored(self, *states: State) -> int:
        """Return how many clockings are in the outbox, in these states or in any."""
        outbox = self.machine.root / OUTBOX.removeprefix("/")
        return max(0, counted(outbox, *(states or State))) if outbox.exists() else 0

    def process(self) -> int:
        """Return the process identifier of the service, as the machine numbers it; 0 if none."""
        return int(self.machine.run("systemctl show --property=MainPID --value badge-terminal"))

    def until_booked(self, badges: Iterable[str]) -> None:
        """Wait until Protime has each of these once, and nothing else."""
        wanted = sorted(badges)
        self.until(lambda: len(self.protime.ledger.booked) >= len(wanted))
        self.until(lambda: self.stored(State.DELIVERED) == len(wanted))
        assert self.booked() == wanted

    def booked(self) -> list[str]:
        """Return the badge numbers of all clockings that Protime has."""
        return sorted(
            each.posted["person"]["externalReferences"]["@badge-number"]
            for each in self.protime.ledger.booked
            if each.posted
        )

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        deadline = monotonic() + LONGEST_WAIT_SECONDS
        while not is_so():
            assert monotonic() < deadline, f"it does not come about\n{self.machine.log()}"
            Event().wait(_POLL_SECONDS)

    def _configuration(self, reader: str) -> str:
        match = 'match = "Virtual PCD 00 00"' if reader == "pcsc" else ""
        return f"""
[terminal]
name = "front-door"
time_zone = "Europe/Brussels"
clock_trust = "always"

[protime]
tenant = "acme"
company = "Acme Corp"
client_id = "{Client().id}"
terminal_code = "PI-01"
read_back_delay_seconds = 1
api_url = "{self.protime.api_url}"
token_url = "{self.protime.token_url}"

[[readers]]
kind = "{reader}"
{match}
"""


def _could(insert: Callable[[], None]) -> bool:
    try:
        insert()
    except NoVirtualReader:
        return False
    return True


@contextmanager
def door(root: Path | None = None) -> Iterator[Door]:
    """Boot a machine on which the terminal was never installed.

    Args:
        root: Its root file system, which is not written to; that of Debian 13 if there is none.
    """
    protime = ProtimeSimulator(Directory.example().with_badges([*BADGES, *MANY]))
    protime.start()
    protime.stop()  # it keeps its port
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="badge-terminal-") as scratch:
        try:
            with booted(root or debian13(), Path(scratch)) as machine:
                yield Door(machine, protime)
        finally:
            protime.stop()
