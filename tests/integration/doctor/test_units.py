"""The units of `doctor --watch` and of the first boot, as systemd itself reads them."""

import re
import subprocess
import sys
from pathlib import Path

from terminal.cli.rounds import DEFAULT_MEMORY
from tests.parts.need import need

FOLDER = Path(__file__).parents[3] / "systemd"
SERVICE = FOLDER / "badge-terminal-doctor.service"
TIMER = FOLDER / "badge-terminal-doctor.timer"
FIRST_BOOT = FOLDER / "badge-terminal-first-boot.service"


def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    """No unknown key and no bad value, with a program that exists here."""
    need("systemd-analyze")
    places = [tmp_path / each.name for each in (SERVICE, TIMER, FIRST_BOOT)]
    for place in places:
        text = (FOLDER / place.name).read_text(encoding="utf-8")
        place.write_text(text.replace("/opt/badge-terminal/bin/badge-terminal", sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", *places],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_memory_lies_where_the_unit_may_write() -> None:
    """The default of the verb is in the folder that systemd makes for it."""
    (folder,) = re.findall(r"(?m)^StateDirectory=(.+)$", SERVICE.read_text(encoding="utf-8"))
    assert str(Path(DEFAULT_MEMORY).parent) == f"/var/lib/{folder}"
