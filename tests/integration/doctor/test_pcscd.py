"""What `doctor` finds of pcscd: a real one with a virtual reader, and files for polkit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal.doctor import Finding, Severity, Unseen, polkit, reader
from terminal.host.look import pcscd as look_at_pcscd
from terminal.readers.pcsc.census import census
from tests.parts.fake_pcsc import FakePcsc
from tests.parts.patient import Machine, has, severity
from tests.parts.pcscd import VIRTUAL_READER, Pcscd, running_pcscd

RULES = Path(__file__).parents[3] / "systemd" / "50-badge-terminal-pcscd.rules"
PCSCD_2 = "pcsc-lite version 2.3.3.\nEnabled features: Linux libsystemd serial usb polkit ipcdir=x"
PCSCD_1 = "pcsc-lite version 1.9.9.\nEnabled features: Linux libsystemd serial usb"
USER = "badge-terminal"


@pytest.fixture
def pcscd(tmp_path: Path) -> Iterator[Pcscd]:
    """Run a real pcscd with a virtual reader."""
    empty = tmp_path / "no-readers"
    empty.mkdir()
    with running_pcscd(empty) as running:
        yield running


def found(matches: tuple[str, ...] = ("",), pcsc: FakePcsc | None = None) -> list[Finding]:
    """Ask pcscd, or what stands in for it."""
    seen = census(is_root=True, calls=pcsc)
    return list(reader.findings(seen, matches, "FILE"))


def test_a_real_reader_that_is_well(pcscd: Pcscd) -> None:
    """Its name is told, and nothing of pcscd's 200 contexts is kept."""
    del pcscd
    for _ in range(210):
        told = found((f"{VIRTUAL_READER} 00 00",))
    assert {each.severity for each in told} == {Severity.WELL}
    assert any(VIRTUAL_READER in each.what for each in told)


def test_a_real_pcscd_without_a_reader(pcscd: Pcscd) -> None:
    """It runs, and lists none."""
    pcscd.stop()
    pcscd.start(with_reader=False)
    told = found()
    assert severity(told, reader.PCSCD) is Severity.WELL
    assert has(told, reader.NO_READER)


def test_a_match_that_fits_no_real_reader(pcscd: Pcscd) -> None:
    """The names that there are help to mend it; two virtual readers fit an empty one."""
    del pcscd
    assert has(found(("ACR122",)), reader.NO_READER_FITS, VIRTUAL_READER)
    assert has(found(), reader.SEVERAL_FIT, "Virtual PCD 00 01")


def test_a_real_pcscd_that_is_killed(pcscd: Pcscd) -> None:
    """What follows from it is not guessed."""
    pcscd.kill()
    told = found()
    assert has(told, reader.NO_PCSCD, "0x8010001D")
    assert severity(told, reader.READER) is Severity.UNKNOWN


def refused(code: int, *, is_root: bool) -> list[Finding]:
    """Let pcscd answer something else."""
    pcsc = FakePcsc()
    pcsc.fail("establish", code)
    return list(reader.findings(census(is_root=is_root, calls=pcsc), ("",), "FILE"))


def test_a_refusal_by_polkit() -> None:
    """Of anybody but root it says nothing; root is refused only when all contexts are taken."""
    code = reader.SECURITY_VIOLATION
    for unclear in (code, 0x8010001D):
        assert severity(refused(unclear, is_root=False), reader.PCSCD) is Severity.UNKNOWN
    assert has(refused(code, is_root=True), reader.CONTEXTS_USED_UP)


def test_any_other_answer_of_pcscd() -> None:
    """It is shown with its code; and the context is given back."""
    assert has(refused(0x80100014, is_root=True), reader.PCSCD_TROUBLE, "0x80100014")
    pcsc = FakePcsc()
    pcsc.fail("readers", 0x80100013)
    assert has(found(pcsc=pcsc), reader.PCSCD_TROUBLE)
    assert pcsc.contexts == set()


def test_a_machine_without_the_library() -> None:
    """That is a finding, and no crash; where no such reader is wanted, it does not matter."""
    assert has(reader.findings(None, ("",), "FILE"), reader.NO_PYSCARD)
    assert severity(reader.findings(None, (), "FILE"), reader.PCSCD) is Severity.ABSENT
    unseen = Unseen("it was not tried")
    assert severity(reader.findings(unseen, ("",), "FILE"), reader.PCSCD) is Severity.UNKNOWN


def of_polkit(machine: Machine) -> list[Finding]:
    """Examine polkit's rules."""
    return list(polkit.findings(look_at_pcscd.look(machine.tree, machine.programs), USER))


def test_no_rule_for_the_service(machine: Machine) -> None:
    """The service asks polkit, and polkit says no."""
    machine.program("pcscd", PCSCD_2)
    told = of_polkit(machine)
    assert has(told, polkit.NO_RULE, "pcscd 2.3.3 asks polkit")
    assert severity(told, polkit.VERSION) is Severity.WELL
    assert severity(told, polkit.HIDDEN) is Severity.WELL


def test_the_rule_that_we_ship(machine: Machine) -> None:
    """It is recognised, for our user and no other, and not when it is commented out."""
    machine.program("pcscd", PCSCD_2)
    file = machine.file("/etc/polkit-1/rules.d/50-badge-terminal-pcscd.rules", RULES.read_text())
    assert severity(of_polkit(machine), polkit.POLKIT) is Severity.WELL
    for spoilt in (
        RULES.read_text().replace('"badge-terminal"', '"somebody"'),
        RULES.read_text().replace("    ", "// "),
        RULES.read_text().replace("access_card", "access_cards_of_others"),
    ):
        file.write_text(spoilt)
        assert has(of_polkit(machine), polkit.NO_RULE)


@pytest.mark.parametrize("path", ["/etc/polkit-1/rules.d", "/etc/polkit-1/rules.d/10-our.rules"])
def test_rules_that_may_not_be_read(machine: Machine, path: str) -> None:
    """Only root may list them on Debian 13: unknown, unless another folder has the rule."""
    machine.program("pcscd", PCSCD_2)
    machine.unreadable(path)
    assert severity(of_polkit(machine), polkit.POLKIT) is Severity.UNKNOWN
    machine.file("/usr/share/polkit-1/rules.d/50.rules", RULES.read_text())
    assert severity(of_polkit(machine), polkit.POLKIT) is Severity.WELL


def test_a_pcscd_that_asks_nobody(machine: Machine) -> None:
    """That of Debian 12 does not know polkit."""
    machine.program("pcscd", PCSCD_1)
    assert severity(of_polkit(machine), polkit.POLKIT) is Severity.ABSENT


def test_a_pcscd_that_is_not_there(machine: Machine) -> None:
    """How it was built is unknown then."""
    assert severity(of_polkit(machine), polkit.POLKIT) is Severity.UNKNOWN


def test_processes_hidden_from_polkit(machine: Machine) -> None:
    """hidepid=0 hides nothing."""
    machine.program("pcscd", PCSCD_2)
    line = "22 21 0:5 / /proc rw shared:1 - proc proc rw,hidepid={}\n"
    machine.file("/proc/self/mountinfo", line.format(2))
    assert has(of_polkit(machine), polkit.PROCESSES_HIDDEN)
    machine.file("/proc/self/mountinfo", line.format(0))
    assert severity(of_polkit(machine), polkit.HIDDEN) is Severity.WELL


def test_a_version_that_is_broken(machine: Machine) -> None:
    """2.3.2 and polkit do not get along; a version that is not told is shown as that."""
    machine.program("pcscd", PCSCD_2.replace("2.3.3", "2.3.2"))
    assert has(of_polkit(machine), polkit.BROKEN_VERSION, "2.3.2")
    machine.program("pcscd", "polkit")
    assert any("of unknown version" in each.what for each in of_polkit(machine))


def test_other_programs_for_readers(machine: Machine) -> None:
    """The command to stop it has its name."""
    machine.file("/proc/123/comm", "scdaemon\n")
    machine.file("/proc/124/comm", "bash\n")
    machine.file("/proc/self/comm", "pcsc_scan\n")
    told = reader.others_finding(look_at_pcscd.other_programs(machine.tree))
    assert has([told], reader.OTHER_PROGRAM, "scdaemon")
    assert "scdaemon" in told.mend
    machine.file("/proc/123/comm", "python3\n")
    well = reader.others_finding(look_at_pcscd.other_programs(machine.tree))
    assert well.severity is Severity.WELL


def test_files_left_behind(machine: Machine) -> None:
    """An editor's copy is a setting to pcscd."""
    machine.file("/etc/reader.conf.d/vpcd~")
    machine.file("/etc/reader.conf.d/vpcd")
    told = reader.settings_finding(look_at_pcscd.left_behind(machine.tree))
    assert has([told], reader.LEFTOVER, "/etc/reader.conf.d/vpcd~")
    machine.tree.at("/etc/reader.conf.d/vpcd~").unlink()
    well = reader.settings_finding(look_at_pcscd.left_behind(machine.tree))
    assert well.severity is Severity.WELL


def test_folders_that_may_not_be_listed(machine: Machine) -> None:
    """Both are unknown then."""
    machine.unreadable("/proc")
    machine.unreadable("/etc/reader.conf.d")
    others = reader.others_finding(look_at_pcscd.other_programs(machine.tree))
    settings = reader.settings_finding(look_at_pcscd.left_behind(machine.tree))
    assert {others.severity, settings.severity} == {Severity.UNKNOWN}
