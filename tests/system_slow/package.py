"""The Debian package on a Debian 13 that runs: its own systemd, apt, polkit and pcscd."""

from pathlib import Path

import pytest

from tests.integration.test_unit_file import EXPOSED_TENTHS
from tests.parts.nspawn.door import DROP_INS, SECRET, Door
from tests.parts.nspawn.secrecy import (
    NOBODY,
    assert_nobody_else_reads,
    assert_the_secret_is_nowhere,
)
from tests.parts.packages import ROOT

MAY_I = (
    f"""{NOBODY} python3 -c 'import smartcard.scard as s; print(s.SCardEstablishContext(0)[0])'"""
)
REFUSED = 0x8010006A
UNITS = sorted(unit.name for unit in (ROOT / "systemd").glob("badge-terminal*"))
CLOCK = """python3 -I -c 'import sys; sys.path.insert(0, "/usr/share/badge-terminal")
from terminal.host.clocks import Kernel; print(Kernel().synchronisation().name)'"""

pytestmark = pytest.mark.timeout(300)


def test_a_swipe_through_pcscd_is_delivered_with_polkit_in_force(
    place: Door, package: Path
) -> None:
    """Installed with apt, told its configuration and secret: that is all; others may not read."""
    place.protime.start()
    place.install(package)
    place.configure()
    badges = [place.swipe(), place.swipe()]
    place.until_booked(badges)
    assert int(place.machine.run(MAY_I)) in (REFUSED, REFUSED - 2**32)
    assert_nobody_else_reads(place)
    assert_the_secret_is_nowhere(place)
    assert_hardened(place)
    assert_the_clock_service_is_asked(place)


def test_the_program_is_whole(place: Door, package: Path) -> None:
    """Any user may run the demonstration, over Debian's libraries, and shells complete verbs."""
    said = place.install(package)
    assert "hides" not in said
    # What was saved from another card may be restored before the first start.
    folder = place.machine.run("stat --format='%a %U %G' /var/lib/badge-terminal")
    assert folder == "700 badge-terminal badge-terminal\n"
    place.machine.run(f"{NOBODY} badge-terminal demo", stdin="1955\n")
    asked = "_BADGE_TERMINAL_COMPLETE=bash_complete COMP_WORDS='badge-terminal ou' COMP_CWORD=1"
    assert place.machine.run(f"env {asked} badge-terminal") == "plain,outbox\n"
    assert "python3-lgpio" in said  # recommended; Debian does not have it, and it is done without


def assert_hardened(place: Door) -> None:
    """Check the units as they were installed, by Debian 13's own systemd."""
    for unit in UNITS:
        assert place.machine.run(f"systemd-analyze verify --recursive-errors=no {unit}") == ""
    for unit, tenths in EXPOSED_TENTHS.items():
        place.machine.run(f"systemd-analyze security --threshold={tenths} {unit}")


def assert_the_clock_service_is_asked(place: Door) -> None:
    """Check that whoever may not ask the kernel learns what the kernel says all the same."""
    asked = "systemd-run --quiet --wait --pipe --property=User=badge-terminal"
    forbidden = "--property=ProtectClock=yes --property=SystemCallErrorNumber=EPERM"
    said = place.machine.run(f"{asked} {CLOCK}")
    assert said.strip() != "UNKNOWN"
    assert place.machine.run(f"{asked} {forbidden} {CLOCK}") == said
    place.machine.run("systemctl stop badge-terminal-clock.socket badge-terminal-clock.service")
    assert place.machine.run(f"{asked} {forbidden} {CLOCK}").strip() == "UNKNOWN"


def test_a_wrong_configuration_is_not_tried_again(place: Door, package: Path) -> None:
    """It ends with 78 and stays so; mended, it goes on, without the secret even."""
    place.install(package)
    place.configure()
    place.machine.run(f"rm {SECRET}")
    file = "/etc/badge-terminal/terminal.toml"
    place.machine.run(f"sed --in-place=.right s/time_zone/timezone/ {file}")
    assert place.machine.attempt("systemctl restart badge-terminal").returncode != 0
    asked = "systemctl show --property=ExecMainStatus,ActiveState,NRestarts badge-terminal"
    said = set(place.machine.run(asked).split())
    assert said == {"ExecMainStatus=78", "ActiveState=failed", "NRestarts=0"}
    assert "time_zone" in place.machine.log()

    place.machine.run(f"mv {file}.right {file}")
    place.machine.run("systemctl restart badge-terminal")
    place.swipe()


def test_a_secret_may_lie_encrypted_and_lamps_are_the_only_device(
    place: Door, package: Path
) -> None:
    """The drop-in that the unit names is enough; GPIO chips are there, other devices are not."""
    place.protime.start()
    place.install(package)
    place.configure()
    place.machine.run(
        f"systemd-creds encrypt --with-key=host --name=protime-client-secret {SECRET} {SECRET}.cred"
    )
    place.machine.run(f"rm {SECRET}")
    sealed = f"[Service]\nLoadCredentialEncrypted=protime-client-secret:{SECRET}.cred\n"
    place.write(f"{DROP_INS}/secret.conf", sealed.encode())
    # No real chip is here: a file stands for it, with its owner, its group and its rights.
    place.machine.run("install -o root -g gpio -m 660 /dev/null /dev/gpiochip0")
    place.machine.run("install -m 666 /dev/null /dev/other")

    place.machine.run("systemctl daemon-reload")
    place.machine.run("systemctl restart badge-terminal")

    place.until_booked([place.swipe()])
    devices = place.machine.run(f"ls /proc/{place.process()}/root/dev").split()
    assert "gpiochip0" in devices
    assert "other" not in devices
    chip = "sh -c 'echo on >/dev/gpiochip0'"
    unit = "--wait --property=User=badge-terminal --property=PrivateUsers=yes"
    place.machine.run(f"systemd-run {unit} {chip}")


def test_a_terminal_that_hangs_is_killed_or_boots_again_loses_nothing(
    place: Door, package: Path
) -> None:
    """The watchdog, a kill and a boot: each time it comes back by itself, offline."""
    place.install(package)
    place.configure(watchdog_seconds=3)
    badges = [place.swipe()]

    for signal, said in (("STOP", "Watchdog timeout"), ("KILL", "status=9/KILL")):
        before = place.process()
        place.machine.run(f"kill -{signal} {before}")
        place.until(lambda before=before: place.process() not in (0, before))  # type: ignore[misc]
        assert said in place.machine.log()
        badges.append(place.swipe())

    place.machine.reboot()
    assert place.stored() == len(badges)
    badges.append(place.swipe())
    place.protime.start()
    place.until_booked(badges)
