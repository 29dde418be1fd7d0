"""What `doctor` finds of the service, by what systemctl prints."""

import pytest

from terminal.doctor import Ailment, Finding, Severity, service
from terminal.host.look import service as look_at_service
from tests.parts.patient import Machine, has, severity

GOOD = {
    "LoadState": "loaded",
    "ActiveState": "active",
    "ExecMainStatus": "0",
    "UnitFileState": "enabled",
    "NRestarts": "0",
    "After": "basic.target pcscd.socket",
    "Environment": 'LG_WD=/run/badge-terminal GPIOZERO_PIN_FACTORY=lgpio "A=b c"',
}


def found(
    machine: Machine, *, version: str = "1.0", proxy: str = "", **changed: str
) -> list[Finding]:
    """Examine the service."""
    machine.systemctl("\n".join(f"{name}={value}" for name, value in {**GOOD, **changed}.items()))
    seen = look_at_service.look(machine.programs, version)
    return list(service.findings(seen, "1.0", proxy))


def test_a_service_that_is_well(machine: Machine) -> None:
    """It is active, enabled and waits for nothing."""
    assert {each.severity for each in found(machine)} == {Severity.WELL}


@pytest.mark.parametrize(
    ("changed", "ailment", "words"),
    [
        ({"LoadState": "not-found"}, service.NOT_INSTALLED, "no unit"),
        ({"ActiveState": "failed", "ExecMainStatus": "1"}, service.NOT_RUNNING, "last status 1"),
        (
            {"ActiveState": "failed", "ExecMainStatus": "78"},
            service.REFUSES_CONFIGURATION,
            "status 78",
        ),
        ({"UnitFileState": "disabled"}, service.NOT_ENABLED, "not enabled"),
        ({"After": "network-online.target"}, service.WAITS, "network-online.target"),
        ({"After": "time-sync.target"}, service.WAITS, "time-sync.target"),
        ({"NRestarts": "3"}, service.KEEPS_RESTARTING, "3 times"),
        ({"Environment": "LG_WD=/run"}, service.NO_PLACE_FOR_LGPIO, "GPIOZERO_PIN_FACTORY not"),
        ({"Environment": "https_proxy=http://p:1"}, service.OTHER_PROXY, "another proxy"),
    ],
)
def test_each_fault_of_the_unit(
    machine: Machine, changed: dict[str, str], ailment: Ailment, words: str
) -> None:
    """Each is told by its own words."""
    assert has(found(machine, **changed), ailment, words)


def test_an_old_program_that_still_runs(machine: Machine) -> None:
    """An update without a restart is half an update."""
    assert has(found(machine, version="0.9"), service.OLD_PROGRAM_RUNS, "0.9 runs, 1.0")
    stopped = found(machine, version="0.9", ActiveState="inactive")
    assert severity(stopped, service.PROGRAM) is Severity.WELL
    assert severity(found(machine, version=""), service.PROGRAM) is Severity.UNKNOWN


def test_a_proxy_that_only_this_shell_has(machine: Machine) -> None:
    """Its address may hold a password, and is not shown."""
    told = found(machine, proxy="http://me:secret@proxy:3128")
    assert has(told, service.OTHER_PROXY, "the unit has no proxy")
    assert "secret" not in str(told)
    both = found(machine, proxy="http://p:1", Environment="LG_WD=/ https_proxy=http://p:1")
    assert severity(both, service.PROXY) is Severity.WELL


def test_a_machine_without_systemd(machine: Machine) -> None:
    """Nothing is claimed of its service."""
    told = service.findings(look_at_service.look(machine.programs), "1.0", "")
    assert severity(told, service.SERVICE) is Severity.UNKNOWN


def test_a_systemctl_that_says_nothing(machine: Machine) -> None:
    """Silence is no unit."""
    machine.program("systemctl", script="exit 0")
    told = service.findings(look_at_service.look(machine.programs), "1.0", "")
    assert has(told, service.NOT_INSTALLED)


def test_a_systemctl_that_hangs(machine: Machine) -> None:
    """It is given up after a few seconds; so is one that cannot be run at all."""
    machine.program("systemctl", script="exec sleep 60")
    told = list(service.findings(look_at_service.look(machine.programs), "1.0", ""))
    assert "does not answer" in told[0].what
    place = machine.root.parent / "bin" / "systemctl"
    place.write_text("#!/no/such/interpreter\n")
    told = list(service.findings(look_at_service.look(machine.programs), "1.0", ""))
    assert "cannot be run" in told[0].what
