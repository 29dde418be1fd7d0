"""What `doctor` finds of readers with lights of their own."""

import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from terminal.doctor import Finding, Severity, escape
from terminal.host.look.pcscd import DRIVER_OPTIONS, driver_options
from terminal.readers.pcsc.models import MODELS
from terminal.readers.pcsc.panel import ReaderPanel
from tests.parts.fake_pcsc import FakePcsc
from tests.parts.patient import Machine, has, severity
from tests.parts.reader_lights import Acr122uLights, Acr1252uLights

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0">
<dict>
\t<key>CFBundleName</key>
\t<string>CCIDCLASSDRIVER</string>

\t<key>ifdDriverOptions</key>
\t<string>{options}</string>

\t<!-- Possible values for ifdDriverOptions
\t0x01: DRIVER_OPTION_CCID_EXCHANGE_AUTHORIZED -->
</dict>
</plist>
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine without the driver."""
    return Machine(tmp_path)


def found(machine: Machine, *models: str) -> list[Finding]:
    """Look at a machine."""
    return list(escape.findings(driver_options(machine.tree), models))


@pytest.mark.parametrize("options", ["0x0001", "0x0005", "1"])
def test_escape_commands_that_are_allowed(machine: Machine, options: str) -> None:
    """Beside other options, and in each way to write a number."""
    machine.file(DRIVER_OPTIONS, FILE.format(options=options))
    assert severity(found(machine, "acr1252u"), escape.ESCAPE) is Severity.WELL


def test_escape_commands_that_are_not_allowed(machine: Machine) -> None:
    """An ACR122U hears what is said to a badge; others hear nothing."""
    machine.file(DRIVER_OPTIONS, FILE.format(options="0x0000"))
    assert has(found(machine, "acr122u"), escape.ONLY_WITH_A_BADGE, "0x0000")
    assert has(found(machine, "acr122u", "acr1252u"), escape.NOT_ALLOWED, "0x0000")


def test_the_command_that_mends_it_mends_it(machine: Machine) -> None:
    """Typed as it is, on a file as Debian has it."""
    place = machine.file(DRIVER_OPTIONS, FILE.format(options="0x0000"))
    (finding,) = found(machine, "acr1252u")
    command, _, _ = finding.mend.removeprefix("sudo ").partition(";\x20sudo")
    subprocess.run(["sh", "-c", command.replace(DRIVER_OPTIONS, str(place))], check=True)
    assert severity(found(machine, "acr1252u"), escape.ESCAPE) is Severity.WELL


def test_readers_without_lights_need_none(machine: Machine) -> None:
    """Nor does a machine without that driver."""
    assert severity(found(machine), escape.ESCAPE) is Severity.ABSENT
    assert severity(found(machine, "acr122u"), escape.ESCAPE) is Severity.ABSENT


@pytest.mark.parametrize("content", ["", "<plist>", FILE.format(options="many"), "<plist/>"])
def test_a_file_that_is_not_understood(machine: Machine, content: str) -> None:
    """Nothing is guessed."""
    machine.file(DRIVER_OPTIONS, content)
    assert severity(found(machine, "acr122u"), escape.ESCAPE) is Severity.UNKNOWN


def test_a_file_that_may_not_be_read(machine: Machine) -> None:
    """Nothing is guessed."""
    machine.unreadable(DRIVER_OPTIONS)
    assert severity(found(machine, "acr122u"), escape.ESCAPE) is Severity.UNKNOWN


def heard(pcsc: FakePcsc, model: str, *, may_beep: bool = False) -> Finding:
    """Ask a reader about its own beep."""
    with closing(ReaderPanel("", MODELS[model], own_beep=may_beep, calls=pcsc)) as panel:
        return escape.beep_finding("front", model, beeps=panel.own_beep(), may_beep=may_beep)


def test_a_reader_that_beeps_by_itself() -> None:
    """It says so itself; nothing is changed about it, and nothing kept."""
    pcsc = FakePcsc()
    pcsc.lights = lights = Acr1252uLights()
    assert has([heard(pcsc, "acr1252u")], escape.BEEPS, "it beeps by itself")
    assert heard(pcsc, "acr1252u", may_beep=True).severity is Severity.WELL
    assert lights.written == 0
    lights.behaviour = 0x77
    assert heard(pcsc, "acr1252u").severity is Severity.WELL
    assert not pcsc.contexts


def test_a_reader_that_does_not_say() -> None:
    """An ACR122U, one that cannot be asked, and one that is not there."""
    pcsc = FakePcsc()
    pcsc.lights = Acr122uLights()
    assert heard(pcsc, "acr122u").severity is Severity.ABSENT
    pcsc.lights = Acr1252uLights(takes_escapes=False)
    assert heard(pcsc, "acr1252u").severity is Severity.UNKNOWN
    pcsc.unplug()
    assert heard(pcsc, "acr1252u").severity is Severity.UNKNOWN
