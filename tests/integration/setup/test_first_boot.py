"""A terminal without a keyboard: one file on the boot partition, taken in once."""

import re
from pathlib import Path
from threading import Event, Thread

import pytest

from terminal.bootstrap.first_boot import (
    FILE,
    REPORT,
    WIRED_AS_DESCRIBED,
    lights_of,
    show_trouble,
    take_in,
)
from terminal.config import load
from terminal.feedback.lamps import NoLamps
from terminal.host.installing import Installer
from terminal.host.secret import SEALED
from tests.parts.lamps import RecordedLamps
from tests.parts.patient import Machine
from tests.parts.stored import CONFIG

PATH = Path("/etc/badge-terminal/terminal.toml")
ROOT = Path(__file__).parents[3]
SECRET = "the-secret-of-acme"


@pytest.fixture
def boot(machine: Machine) -> Path:
    """Return the boot partition."""
    return machine.folder("/boot/firmware")


def put(boot: Path, text: str = "") -> None:
    """Put the file there, a good one by default."""
    good = CONFIG.format(folder="/var/lib/badge-terminal")
    secret = f'[protime]\nclient_secret = "{SECRET}"\n'
    (boot / FILE).write_text(text or good.replace("[protime]\n", secret))


def test_a_good_file_is_taken_in_and_wiped(
    boot: Path, machine: Machine, installer: Installer
) -> None:
    """Afterwards no secret is on the boot partition, and a report says what was done."""
    put(boot)
    assert take_in(boot, PATH, installer) is None
    assert load(machine.tree.at(str(PATH))).terminal.name == "front-door"
    assert machine.tree.at(SEALED).exists()
    assert [each.name for each in boot.iterdir()] == [REPORT]
    report = (boot / REPORT).read_text()
    assert "was taken in, and wiped" in report
    assert SECRET not in report


@pytest.mark.parametrize(
    "text",
    ["not toml", '[protime]\nclient_secret = "the-secret-of-acme"\n', "\udcff"],
)
def test_a_wrong_file_is_reported_and_stays(
    boot: Path, machine: Machine, installer: Installer, text: str
) -> None:
    """The report says all that is wrong without the secret; nothing was changed."""
    (boot / FILE).write_bytes(text.encode(errors="surrogateescape"))
    trouble = take_in(boot, PATH, installer)
    report = (boot / REPORT).read_bytes().decode()
    assert trouble
    assert "was NOT set up" in report
    assert report.count("\r\n") == report.count("\n")
    assert SECRET not in report
    assert (boot / FILE).exists()
    assert not machine.tree.at(str(PATH)).exists()


def test_a_machine_that_cannot_be_written(
    boot: Path, machine: Machine, installer: Installer
) -> None:
    """The file stays until all of it is safely on the disk."""
    put(boot)
    machine.file("/etc/badge-terminal")
    assert take_in(boot, PATH, installer)
    assert SECRET in (boot / FILE).read_text()


def test_a_report_that_cannot_be_written(boot: Path, installer: Installer) -> None:
    """It changes nothing."""
    put(boot)
    (boot / REPORT).mkdir()
    assert take_in(boot, PATH, installer) is None


def test_the_lights_of_a_wrong_file(boot: Path) -> None:
    """Its own wiring counts if it says one, else that of the README; here no pins are to be had."""
    put(boot, "[feedback]\nx")
    assert isinstance(lights_of(boot / FILE), NoLamps)
    put(boot, "[feedback]\n")
    assert isinstance(lights_of(boot / FILE), NoLamps)


def test_the_wiring_is_that_of_the_example() -> None:
    """Whoever wires by the README sees the lights."""
    assert load(ROOT / "config" / "terminal.toml").feedback == WIRED_AS_DESCRIBED


def test_the_example_of_the_document_is_taken_in(
    boot: Path, machine: Machine, installer: Installer
) -> None:
    """Whoever copies it has a terminal."""
    text = (ROOT / "docs" / "setup.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"(?s)```toml\n(.*?)```", text)
    put(boot, example)
    assert take_in(boot, PATH, installer) is None
    assert load(machine.tree.at(str(PATH))).feedback == WIRED_AS_DESCRIBED


def test_the_trouble_is_shown_until_it_is_enough() -> None:
    """The pattern is that of a wrong configuration, and ends when it is told to."""
    lamps, stop = RecordedLamps(), Event()
    shown = Thread(target=show_trouble, args=(lamps, stop))
    shown.start()
    lamps.wait_for([(False, True, True)])
    stop.set()
    shown.join(10)
    assert not shown.is_alive()
