"""The Debian package on a Debian 13 that runs: its own systemd, apt, polkit and pcscd."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal import __version__
from terminal.model import State
from terminal.simulator import Client
from tests.parts.need import need, need_root
from tests.parts.nspawn.door import DROP_INS, MANY, OUTBOX, SECRET, Door, door
from tests.parts.packages import ROOT, built, built_as

EXPOSURE_TENTHS = 13
NOBODY = "runuser -u nobody --"
MAY_I = (
    f"""{NOBODY} python3 -c 'import smartcard.scard as s; print(s.SCardEstablishContext(0)[0])'"""
)
REFUSED = 0x8010006A
UNITS = sorted(unit.name for unit in (ROOT / "systemd").glob("badge-terminal*"))
CLOCK = """python3 -I -c 'import sys; sys.path.insert(0, "/usr/share/badge-terminal")
from terminal.host.clocks import Kernel; print(Kernel().synchronisation().name)'"""

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package of this repository."""
    need("dpkg-deb")
    return built(tmp_path_factory.mktemp("now"))


@pytest.fixture(scope="module")
def previous(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package of the version before."""
    need("dpkg-deb")
    return built_as("0.0.9", tmp_path_factory.mktemp("before"))


@pytest.fixture
def place() -> Iterator[Door]:
    """Return a door at which no terminal hangs yet."""
    need_root("boot a Debian of its own")
    need("systemd-nspawn", "mmdebstrap", "nsenter")
    with door() as place:
        yield place


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
    assert_nobody_else_reads(place, [OUTBOX, f"{OUTBOX}-wal", SECRET])
    assert_the_secret_is_nowhere(place)
    assert_hardened(place)
    assert_the_clock_service_is_asked(place)


def test_the_program_is_whole(place: Door, package: Path) -> None:
    """Any user may run the demonstration, over Debian's libraries, and shells complete verbs."""
    said = place.install(package)
    assert "hides" not in said
    place.machine.run(f"{NOBODY} badge-terminal demo", stdin="1955\n")
    asked = "_BADGE_TERMINAL_COMPLETE=bash_complete COMP_WORDS='badge-terminal ou' COMP_CWORD=1"
    assert place.machine.run(f"env {asked} badge-terminal") == "plain,outbox\n"
    assert "python3-lgpio" in said  # recommended; Debian does not have it, and it is done without


def assert_nobody_else_reads(place: Door, files: list[str]) -> None:
    """Check that another user cannot read files, the credential of the service included."""
    credential = "/run/credentials/badge-terminal.service/protime-client-secret"
    for file in (*files, credential):
        place.machine.run(f"test -e {file}")
        assert place.machine.attempt(f"{NOBODY} cat {file}").returncode != 0, file


def assert_the_secret_is_nowhere(place: Door) -> None:
    """Check journal, arguments, environment and what the program shows."""
    pid = place.process()
    told = [
        place.machine.run("journalctl --no-pager --output=export"),
        place.machine.run(f"cat /proc/{pid}/cmdline /proc/{pid}/environ"),
        place.machine.run("badge-terminal config show"),
        place.machine.run("badge-terminal status --json"),
        place.machine.run("systemctl show badge-terminal"),
    ]
    assert all(told)
    assert Client().secret not in "".join(told)


def assert_hardened(place: Door) -> None:
    """Check the units as they were installed, by Debian 13's own systemd."""
    for unit in UNITS:
        assert place.machine.run(f"systemd-analyze verify --recursive-errors=no {unit}") == ""
        if unit.endswith(".service"):
            place.machine.run(f"systemd-analyze security --threshold={EXPOSURE_TENTHS} {unit}")


def assert_the_clock_service_is_asked(place: Door) -> None:
    """Check that whoever may not ask the kernel learns what the kernel says all the same."""
    asked = "systemd-run --quiet --wait --pipe --property=User=badge-terminal"
    forbidden = "--property=ProtectClock=yes --property=SystemCallErrorNumber=EPERM"
    said = place.machine.run(f"{asked} {CLOCK}")
    assert said.strip() != "UNKNOWN"
    assert place.machine.run(f"{asked} {forbidden} {CLOCK}") == said
    place.machine.run("systemctl stop badge-terminal-clock.socket badge-terminal-clock.service")
    assert place.machine.run(f"{asked} {forbidden} {CLOCK}").strip() == "UNKNOWN"


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


def test_an_upgrade_with_many_waiting_loses_and_doubles_nothing(
    place: Door, package: Path, previous: Path
) -> None:
    """A thousand clockings of the version before are delivered by the new one."""
    place.install(previous)
    place.fill()
    place.configure()
    badges = [*MANY, place.swipe()]
    before = place.process()

    place.install(package)

    assert place.process() not in (0, before)
    badges.append(place.swipe())
    assert place.protime.ledger.booked == ()
    place.protime.start()
    place.until_booked(badges)
    agents = {each.request.header("User-Agent") for each in place.protime.exchanges}
    assert f"badge-terminal/{__version__} (Acme Corp)" in agents


def test_an_upgrade_that_fails_leaves_the_old_terminal_at_work(
    place: Door, package: Path, tmp_path: Path
) -> None:
    """A program that cannot read the outbox is turned away, one that cannot run not started."""
    place.install(package)
    place.configure()
    badges = [place.swipe()]
    before = place.process()
    older = built_as("9.1.0", tmp_path, knows_less)
    broken_folder = tmp_path / "broken"
    broken = built_as("9.2.0", broken_folder, cannot_run)

    refused = place.machine.attempt(f"apt-get install -y -q {place.bring(older)}")
    assert refused.returncode != 0
    assert "a newer version wrote the outbox" in refused.stdout
    badges.append(place.swipe())
    failed = place.machine.attempt(f"apt-get install -y -q {place.bring(broken)}")
    assert failed.returncode != 0
    assert "What ran before the upgrade still runs" in failed.stdout
    badges.append(place.swipe())
    assert place.process() == before

    place.install(built_as("9.3.0", tmp_path / "mended"))
    assert place.process() != before
    badges.append(place.swipe())
    place.protime.start()
    place.until_booked(badges)


def knows_less(sources: Path) -> None:
    """Make a program that does not know the newest migration."""
    with (sources / "terminal/outbox/schema.py").open("a", encoding="utf-8") as schema:
        schema.write("\nMIGRATIONS = MIGRATIONS[:-1]\n")


def cannot_run(sources: Path) -> None:
    """Make a program that ends before it begins."""
    with (sources / "terminal/bootstrap/run.py").open("a", encoding="utf-8") as code:
        code.write("if __file__.startswith('/usr/share/'): raise ImportError('no such library')\n")


def test_removing_keeps_and_purging_refuses_what_protime_does_not_have(
    place: Door, package: Path
) -> None:
    """An outbox goes only once all is delivered, or when a person says so."""
    place.install(package)
    place.configure()
    badges = [place.swipe()]

    removed = place.machine.run("apt-get remove -y -q badge-terminal")
    assert f"{OUTBOX}: 1 not delivered" in removed
    for _ in range(2):
        refused = place.machine.attempt("apt-get purge -y -q badge-terminal")
        assert refused.returncode != 0
        assert "NOT purged" in refused.stdout
        assert f"{OUTBOX}: 1 not delivered" in refused.stdout
        assert place.stored(State.PENDING) == 1

    place.protime.start()
    place.install(package)
    place.until_booked(badges)
    place.machine.run("apt-get purge -y -q badge-terminal")
    assert_gone(place)

    place.protime.stop()
    place.install(package)
    place.configure()
    place.swipe()
    assert place.machine.attempt("apt-get purge -y -q badge-terminal").returncode != 0
    place.machine.run("touch /var/lib/badge-terminal/lose-undelivered")
    place.machine.run("apt-get purge -y -q badge-terminal")
    assert_gone(place)


def assert_gone(place: Door) -> None:
    """Check that nothing of the terminal is left but its user."""
    found = place.machine.run("find /etc /usr /var/lib -name *badge-terminal* -not -path */dpkg/*")
    assert found == ""
