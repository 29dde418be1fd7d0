"""`setup`, `doctor` and the first boot on a Debian 13 that runs: its own systemd, polkit, pcscd."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal.host.secret import HANDED_OVER
from terminal.simulator import Client
from tests.parts.need import need, need_root
from tests.parts.nspawn.door import DROP_INS, OUTBOX, Door, door
from tests.parts.nspawn.partition import partition
from tests.parts.packages import built

ANSWERS = "/root/answers.toml"
SEALED = "/etc/badge-terminal/protime-client-secret.cred"
BOOT = "/boot/firmware"
FILE, REPORT = f"{BOOT}/badge-terminal.toml", f"{BOOT}/badge-terminal-report.txt"
RULES = "/usr/share/polkit-1/rules.d"
EVERYWHERE = "/boot /etc /root /var"

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package of this repository."""
    need("dpkg-deb")
    return built(tmp_path_factory.mktemp("now"))


@pytest.fixture
def place(package: Path) -> Iterator[Door]:
    """Return a door at which a terminal hangs that nobody has set up yet."""
    need_root("boot a Debian of its own")
    need("systemd-nspawn", "mmdebstrap", "nsenter")
    with door() as place:
        place.protime.start()
        place.install(package)
        yield place


def answers(place: Door, more: str = "") -> bytes:
    """Return a configuration, with more lines under [protime]."""
    return place._configuration("pcsc").replace("[protime]\n", f"[protime]\n{more}").encode()


def set_up(place: Door) -> str:
    """Set the terminal up without questions; return what was said."""
    place.write(ANSWERS, answers(place))
    command = f"badge-terminal setup --unattended --answers {ANSWERS} --secret-file -"
    return place.machine.attempt(command, stdin=Client().secret).stdout


def found(place: Door, user: str = "root") -> dict[str, list[dict[str, str]]]:
    """Return what `doctor` finds, by check."""
    words = f"runuser -u {user} -- badge-terminal doctor --json"
    findings = json.loads(place.machine.attempt(words).stdout)["findings"]
    checks = {each["check"] for each in findings}
    return {check: [each for each in findings if each["check"] == check] for check in checks}


def severity(place: Door, check: str, user: str = "root") -> str:
    """Return how bad the first finding of a check is."""
    return found(place, user)[check][0]["severity"]


def assert_the_secret_is_nowhere(place: Door) -> None:
    """Check files, journal, arguments and environment."""
    looked = place.machine.attempt(f"grep -rlF {Client().secret} {EVERYWHERE}")
    assert looked.stdout == ""
    pid = place.process()
    told = place.machine.run(f"cat /proc/{pid}/cmdline /proc/{pid}/environ")
    assert Client().secret not in told + place.machine.run("journalctl --no-pager")


def test_set_up_sealed_and_delivering(place: Door) -> None:
    """The secret is sealed by the real systemd-creds, and the unit opens it by the drop-in."""
    said = set_up(place)
    assert f"secret: {SEALED}, encrypted for this machine" in said
    assert "front-door: 0 faults" in said
    place.until_booked([place.swipe()])
    assert_the_secret_is_nowhere(place)
    place.machine.run(f"test -e {DROP_INS}/10-secret.conf")
    assert "mode 0600" in found(place)["outbox-access"][0]["what"]


def test_a_new_secret_without_a_restart(place: Door) -> None:
    """The terminal that runs takes it, the next start as well, and nobody else sees it."""
    set_up(place)
    badges = [place.swipe()]
    place.until_booked(badges)
    before = place.process()
    place.protime.tokens.client = Client(secret="another-secret")
    place.machine.run("badge-terminal secret --secret-file -", stdin="another-secret\n")
    place.protime.tokens.withdraw_all()

    badges.append(place.swipe())
    place.until_booked(badges)
    assert place.process() == before
    assert place.machine.attempt(f"runuser -u nobody -- cat {HANDED_OVER}").returncode != 0
    assert severity(place, "token") == "well"

    place.machine.run("systemctl restart badge-terminal")
    assert place.machine.attempt(f"test -e {HANDED_OVER}").returncode != 0
    badges.append(place.swipe())
    place.until_booked(badges)


def test_what_is_broken_is_found(place: Door) -> None:
    """Rule, pcscd, unit, secret and service are broken for real, one after the other."""
    set_up(place)
    for check in ("pcscd", "reader", "polkit", "service", "service-start", "secret", "token"):
        assert severity(place, check) == "well", found(place)[check]
    assert severity(place, "secret", "nobody") == severity(place, "held", "nobody") == "unknown"
    assert severity(place, "pcscd", "nobody") == "unknown"
    place.machine.run("systemctl disable badge-terminal")
    assert severity(place, "service-start") == "fault"
    place.machine.run(f"mv {RULES} {RULES}.away")
    assert severity(place, "polkit") == "fault"
    place.machine.run("systemctl mask --now pcscd.socket pcscd.service")
    assert severity(place, "pcscd") == "fault"
    place.machine.run("systemctl stop badge-terminal")
    place.machine.run(f"rm {SEALED}")
    now = found(place)
    assert [now[check][0]["severity"] for check in ("service", "secret")] == ["fault", "fault"]


def test_a_timer_logs_what_is_new_once(place: Door) -> None:
    """A second round says nothing; a third says what was mended."""
    set_up(place)
    rounds = "systemctl start badge-terminal-doctor.service"
    log = "journalctl --no-pager --output=cat --unit=badge-terminal-doctor"
    place.machine.run("systemctl stop badge-terminal")
    place.machine.run(rounds)
    place.machine.run(rounds)
    assert place.machine.run(log).count("new fault check=service ") == 1
    place.machine.run("systemctl start badge-terminal")
    place.machine.run(rounds)
    assert place.machine.run(log).count("mended check=service\n") == 1
    assert place.machine.attempt(f"stat -c %U {OUTBOX}-shm").stdout == "badge-terminal\n"


def test_the_first_boot(place: Door, tmp_path: Path) -> None:
    """The file is taken in at the next start, and wiped; nobody needs a keyboard.

    Not a block of the partition has the secret then, those that are free included.
    """
    with partition(place.machine.root / BOOT.removeprefix("/"), tmp_path) as boot:
        place.write(FILE, answers(place, f'client_secret = "{Client().secret}"\n'))
        assert boot.holds(Client().secret)
        place.machine.run("systemctl enable badge-terminal-first-boot.service")
        place.machine.reboot()
        report = place.machine.root / REPORT.removeprefix("/")
        place.until(report.exists)
        assert "was taken in, and wiped" in report.read_text()
        assert not (place.machine.root / FILE.removeprefix("/")).exists()
        place.until_booked([place.swipe()])
        assert_the_secret_is_nowhere(place)
        assert not boot.holds(Client().secret)


def test_a_first_boot_with_a_wrong_file(place: Door) -> None:
    """All errors stand beside it, it stays to be mended, and the lights go on meanwhile."""
    wrong = answers(place, f'client_secret = "{Client().secret}"\n').replace(b"acme", b"A C M E")
    place.write(FILE, wrong)
    place.machine.run("systemctl start badge-terminal-first-boot.service")
    report = place.machine.root / REPORT.removeprefix("/")
    place.until(report.exists)
    assert 'protime.tenant: is "A C M E"' in report.read_text()
    assert Client().secret not in report.read_text()
    assert place.machine.run("systemctl is-active badge-terminal-first-boot") == "active\n"
    assert (place.machine.root / FILE.removeprefix("/")).read_bytes() == wrong
    place.write(FILE, answers(place, f'client_secret = "{Client().secret}"\n'))
    place.machine.run("systemctl restart badge-terminal-first-boot.service")
    place.until(lambda: not (place.machine.root / FILE.removeprefix("/")).exists())
    place.until_booked([place.swipe()])
