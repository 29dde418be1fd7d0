"""The systemd unit and the polkit rule, as systemd itself reads them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from terminal.host.clock_service import SOCKET
from terminal.host.secret import CREDENTIAL
from tests.parts.need import need

FOLDER = Path(__file__).parents[2] / "systemd"
UNITS = sorted(FOLDER.glob("badge-terminal*"))
UNIT = FOLDER / "badge-terminal.service"
CLOCK = FOLDER / "badge-terminal-clock.service"
EXPOSED_TENTHS = {
    "badge-terminal.service": 13,
    "badge-terminal-clock.service": 13,
    "badge-terminal-doctor.service": 26,
    "badge-terminal-first-boot.service": 14,
}
"""systemd's measure of what a unit may do, at most. The last two are root; the doctor has to ask
Protime."""

SERVICES = [FOLDER / name for name in EXPOSED_TENTHS]
RULE = FOLDER / "50-badge-terminal-pcscd.rules"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return a folder of the units, with programs that exist here, since /opt is empty."""
    for unit in UNITS:
        text = re.sub(r"/opt/badge-terminal/bin/[\w-]+", sys.executable, unit.read_text())
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    return tmp_path


def _analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    need("systemd-analyze")
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def _settings(name: str, unit: Path = UNIT) -> list[str]:
    text = unit.read_text(encoding="utf-8")
    return re.findall(rf"^{name}=(.*)$", text, flags=re.MULTILINE)


@pytest.mark.parametrize("unit", [unit.name for unit in UNITS])
def test_systemd_finds_no_fault_in_a_unit(installed: Path, unit: str) -> None:
    """No unknown key and no bad value; plain `verify` would let both pass."""
    done = _analyze("verify", "--recursive-errors=no", str(installed / unit))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", [unit.name for unit in SERVICES])
def test_a_fault_in_a_unit_would_be_found(installed: Path, unit: str) -> None:
    """The check above can fail."""
    with (installed / unit).open("a", encoding="utf-8") as file:
        file.write("\n[Service]\nProtectSytem=strict\n")
    assert _analyze("verify", "--recursive-errors=no", str(installed / unit)).returncode != 0


@pytest.mark.parametrize("unit", EXPOSED_TENTHS)
def test_a_service_is_exposed_to_little(installed: Path, unit: str) -> None:
    """The measure of hardening that systemd has stays low, for each of our services."""
    threshold = f"--threshold={EXPOSED_TENTHS[unit]}"
    done = _analyze("security", "--offline=true", threshold, str(installed / unit))
    assert done.returncode == 0, done.stdout


def test_somebody_may_ask_whether_the_clock_is_right() -> None:
    """Without adjtimex(2) every swipe would be held: a later line must not take it away."""
    asking = ["adjtimex", "clock_adjtime", "clock_adjtime64"]
    assert _settings("SystemCallFilter", CLOCK)[-1].split() == asking
    assert _settings("ProtectClock", CLOCK) == ["no"]
    socket = FOLDER / "badge-terminal-clock.socket"
    assert _settings("ListenStream", socket) == [SOCKET.replace("/run", "%t")]
    assert socket.name in _settings("Wants")[0].split()
    assert socket.name in _settings("After")[0].split()


def test_what_is_loosened_says_why() -> None:
    """Each setting that is looser than it could be stands below a comment."""
    for unit in SERVICES:
        text = unit.read_text(encoding="utf-8")
        for loose in re.findall(r"(?m)^\w+=(?:no|all)$", text):
            assert re.search(rf"(?m)^#.*\n(?:\S.*\n)*?{loose}$", text), loose


def test_the_unit_starts_without_network_and_without_the_right_time() -> None:
    """A terminal takes swipes before either is there."""
    text = UNIT.read_text(encoding="utf-8")
    assert "network-online" not in text
    assert "time-sync" not in text


def test_the_unit_gives_up_only_on_a_wrong_configuration() -> None:
    """Only systemd restarts the terminal, so it does so for ever, but not on 78."""
    assert _settings("Restart") == ["on-failure"]
    assert _settings("StartLimitIntervalSec") == ["0"]
    assert _settings("RestartPreventExitStatus") == ["78"]


def test_the_unit_starts_without_the_secret() -> None:
    """A default makes a missing credential no failure (systemd.exec(5)); an empty one is none."""
    assert _settings("SetCredential") == [f"{CREDENTIAL}:\\n"]
    assert [setting.partition(":")[0] for setting in _settings("LoadCredential")] == [CREDENTIAL]


def test_the_rule_speaks_of_the_units_user() -> None:
    """The rule lets exactly the user of the unit use readers, and for two actions only."""
    rule = RULE.read_text(encoding="utf-8")
    assert re.findall(r'subject\.user === "([^"]+)"', rule) == _settings("User")
    assert re.findall(r'action\.id === "([^"]+)"', rule) == [
        "org.debian.pcsc-lite.access_pcsc",
        "org.debian.pcsc-lite.access_card",
    ]
