"""The package on the processor of a Raspberry Pi, emulated where there is none: `make test-arm64`.

systemd is not for emulation: pcscd and the terminal are started as its units would start them.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest

from terminal.simulator import Client, Directory, ProtimeSimulator
from terminal.simulator.virtual_badge import VirtualBadge
from terminal.simulator.vpcd import NoVirtualReader
from tests.parts.arm64.container import Container, container
from tests.parts.arm64.emulation import is_possible
from tests.parts.arm64.root import root
from tests.parts.need import need, need_root
from tests.parts.packages import built

BADGE = "04A3B2F0"
SECRET = "/etc/badge-terminal/protime-client-secret"
USER = "badge-terminal"
LONGEST_WAIT_SECONDS = 480.0
_POLL_SECONDS = 0.5

pytestmark = pytest.mark.timeout(1500)


@pytest.fixture
def machine() -> Iterator[Container]:
    """Return a Debian 13 for arm64 that runs."""
    need_root("mount a Debian of its own")
    need("systemd-nspawn", "mmdebstrap", "nsenter", "dpkg-deb")
    if not is_possible():
        need("qemu-aarch64-static")
    with (
        tempfile.TemporaryDirectory(dir="/var/tmp", prefix="badge-terminal-") as scratch,
        container(root(), Path(scratch)) as machine,
    ):
        yield machine


def configuration(protime: ProtimeSimulator) -> str:
    """Return what the person who installs it writes."""
    return f"""
[terminal]
name = "front-door"
time_zone = "Europe/Brussels"
clock_trust = "always"
[protime]
tenant = "acme"
company = "Acme Corp"
client_id = "{Client().id}"
client_secret_file = "{SECRET}"
terminal_code = "PI-01"
api_url = "{protime.api_url}"
token_url = "{protime.token_url}"
[[readers]]
kind = "pcsc"
match = "Virtual PCD 00 00"
"""


def listed(machine: Container) -> list[dict[str, Any]]:
    """Return the clockings as the program lists them."""
    shown = machine.run(f"runuser -u {USER} -- badge-terminal outbox list --json")
    clockings: list[dict[str, Any]] = json.loads(shown)
    return clockings


def until(is_so: Callable[[], bool], log: Path) -> None:
    """Wait until something is so."""
    deadline = monotonic() + LONGEST_WAIT_SECONDS
    while not is_so():
        assert monotonic() < deadline, log.read_text(errors="replace")
        Event().wait(_POLL_SECONDS)


def could(insert: Callable[[], None]) -> bool:
    """Return whether a badge was laid on the reader, which pcscd may not have opened yet."""
    try:
        insert()
    except NoVirtualReader:
        return False
    return True


def start(machine: Container, protime: ProtimeSimulator) -> None:
    """Start pcscd and the terminal, as its user, with the folder that systemd would make."""
    machine.write("/etc/badge-terminal/terminal.toml", configuration(protime).encode())
    machine.write(SECRET, f"{Client().secret}\n".encode())
    machine.run(f"chown {USER} {SECRET}")
    machine.run(f"chmod 600 {SECRET}")
    machine.run(f"install -d -o {USER} -m 700 /var/lib/badge-terminal")
    machine.start("pcscd --foreground --disable-polkit", "/root/pcscd.log")
    machine.start(f"runuser -u {USER} -- badge-terminal run", "/root/terminal.log")


def test_the_package_installs_and_a_swipe_is_stored_and_delivered(
    machine: Container, tmp_path: Path
) -> None:
    """By apt with its real dependencies, by pcscd, and looked at with the program itself."""
    assert machine.run("dpkg --print-architecture") == "arm64\n"
    assert machine.run("uname -m") == "aarch64\n"
    package = built(tmp_path)
    machine.write("/root/badge-terminal.deb", package.read_bytes())
    machine.run("apt-get install -y -q /root/badge-terminal.deb")
    assert machine.run("dpkg-query -W -f ${Status} badge-terminal") == "install ok installed"

    log = machine.root / "root/terminal.log"
    with ProtimeSimulator(Directory.example().with_badges([BADGE])) as protime:
        start(machine, protime)
        until(lambda: "ready" in log.read_text(), log)
        badge = VirtualBadge(bytes.fromhex(BADGE))
        until(lambda: could(badge.insert), log)
        try:
            until(lambda: [each["state"] for each in listed(machine)] == ["delivered"], log)
        finally:
            badge.remove()
        assert len(protime.ledger.booked) == 1
    (clocking,) = listed(machine)
    assert clocking["badge_number"] == BADGE
    assert clocking["reader"] == "pcsc"
