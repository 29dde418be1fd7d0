"""The systemd unit and the polkit rule, as systemd itself reads them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from terminal.host.secret import CREDENTIAL
from tests.parts.need import need

FOLDER = Path(__file__).parents[2] / "systemd"
UNIT = FOLDER / "badge-terminal.service"
RULE = FOLDER / "50-badge-terminal-pcscd.rules"
EXPOSURE_TENTHS = 15


@pytest.fixture
def installed_unit(tmp_path: Path) -> Path:
    """Return the unit with a program that exists here, since /opt is empty."""
    text = UNIT.read_text(encoding="utf-8")
    place = tmp_path / UNIT.name
    place.write_text(
        text.replace("/opt/badge-terminal/bin/badge-terminal", sys.executable), encoding="utf-8"
    )
    return place


def _analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    need("systemd-analyze")
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def _settings(name: str) -> list[str]:
    text = UNIT.read_text(encoding="utf-8")
    return re.findall(rf"^{name}=(.*)$", text, flags=re.MULTILINE)


def test_systemd_finds_no_fault_in_the_unit(installed_unit: Path) -> None:
    """No unknown key and no bad value; plain `verify` would let both pass."""
    done = _analyze("verify", "--recursive-errors=no", str(installed_unit))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_fault_in_the_unit_would_be_found(installed_unit: Path) -> None:
    """The check above can fail."""
    with installed_unit.open("a", encoding="utf-8") as unit:
        unit.write("\n[Service]\nProtectSytem=strict\n")
    assert _analyze("verify", "--recursive-errors=no", str(installed_unit)).returncode != 0


def test_the_unit_is_exposed_to_little(installed_unit: Path) -> None:
    """The measure of hardening that systemd has stays low."""
    threshold = f"--threshold={EXPOSURE_TENTHS}"
    done = _analyze("security", "--offline=true", threshold, str(installed_unit))
    assert done.returncode == 0, done.stdout


def test_the_unit_may_ask_whether_the_clock_is_right() -> None:
    """Without adjtimex(2) every swipe would be held: a later line must not take it away."""
    assert _settings("SystemCallFilter")[-1].split() == [
        "adjtimex",
        "clock_adjtime",
        "clock_adjtime64",
    ]
    assert _settings("ProtectClock") == ["no"]


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
