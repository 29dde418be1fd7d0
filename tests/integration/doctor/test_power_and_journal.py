"""What `doctor` finds of power and journal, in real files and by a real program."""

import pytest

from terminal.doctor import Ailment, Finding, Severity, journal, power
from terminal.host.look import journal as look_at_journal
from terminal.host.look import power as look_at_power
from tests.parts.patient import Machine, has, severity

MODEL = "Raspberry Pi 4 Model B Rev 1.5\0"
FIRMWARE = "/sys/devices/platform/soc/soc:firmware/get_throttled"
DROP_IN = "journald.conf.d"


def of_power(machine: Machine) -> list[Finding]:
    """Examine the power."""
    return list(power.findings(look_at_power.look(machine.tree, machine.programs)))


def of_journal(machine: Machine) -> list[Finding]:
    """Examine the journal."""
    return list(journal.findings(look_at_journal.look(machine.tree)))


@pytest.mark.parametrize(
    ("bits", "ailment"),
    [
        ("50005", power.UNDER_VOLTAGE),
        ("10000", power.HAD_UNDER_VOLTAGE),
        ("80008", power.TOO_HOT),
        ("80000", power.WAS_TOO_HOT),
    ],
)
def test_each_bit_of_the_firmware_is_told(machine: Machine, bits: str, ailment: Ailment) -> None:
    """A weak supply and heat are told apart, and now from once."""
    machine.file("/proc/device-tree/model", MODEL)
    machine.file(FIRMWARE, f"{bits}\n")
    assert has(of_power(machine), ailment, f"0x{bits}")


def test_a_pi_with_enough_power_is_well(machine: Machine) -> None:
    """Without a bit both are well, also where the kernel of a Pi 5 has another path."""
    machine.file("/proc/device-tree/model", "Raspberry Pi 5 Model B\0")
    machine.file(FIRMWARE.replace("soc/soc:", "soc@107c000000/soc@107c000000:"), "0\n")
    found = of_power(machine)
    assert {each.severity for each in found} == {Severity.WELL}


def test_vcgencmd_is_asked_where_the_kernel_does_not_tell(machine: Machine) -> None:
    """The program gives the same number in another form."""
    machine.file("/proc/device-tree/model", MODEL)
    machine.program("vcgencmd", "throttled=0x50005")
    assert has(of_power(machine), power.UNDER_VOLTAGE)


@pytest.mark.parametrize("told", [None, "VCHI initialization failed"])
def test_power_that_cannot_be_seen_is_unknown(machine: Machine, told: str | None) -> None:
    """Without a number nothing is claimed."""
    machine.file("/proc/device-tree/model", MODEL)
    if told:
        machine.program("vcgencmd", told)
    assert severity(of_power(machine), power.POWER) is Severity.UNKNOWN


def test_a_laptop_has_no_such_number(machine: Machine) -> None:
    """On other machines the question does not apply."""
    assert severity(of_power(machine), power.POWER) is Severity.ABSENT


@pytest.mark.parametrize(
    ("storage", "ailment"), [("volatile", journal.JOURNAL_VOLATILE), ("none", journal.JOURNAL_OFF)]
)
def test_a_journal_in_memory_is_told(machine: Machine, storage: str, ailment: Ailment) -> None:
    """The drop-in of Raspberry Pi OS, which is what makes it so, is named."""
    machine.folder("/var/log/journal")
    file = f"/usr/lib/systemd/{DROP_IN}/40-rpi-volatile-storage.conf"
    machine.file(file, f"[Journal]\nStorage={storage}\n")
    assert has(of_journal(machine), ailment, file)


def test_a_journal_without_its_folder_is_in_memory(machine: Machine) -> None:
    """`auto`, the default, is what the folder makes of it."""
    assert has(of_journal(machine), journal.JOURNAL_VOLATILE, "no /var/log/journal")
    machine.folder("/var/log/journal")
    assert severity(of_journal(machine), journal.JOURNAL) is Severity.WELL


def test_later_files_of_the_journal_count(machine: Machine) -> None:
    """Our own drop-in is read after that of the system, and one in /etc covers one below /usr."""
    machine.file("/etc/systemd/journald.conf", "[Journal]\n#Storage=none\nStorage=none\n")
    machine.file(f"/usr/lib/systemd/{DROP_IN}/40-rpi.conf", "[Journal]\nStorage=volatile\n")
    machine.file(f"/usr/lib/systemd/{DROP_IN}/README", "Storage=none\n")
    machine.file(f"/etc/systemd/{DROP_IN}/badge-terminal.conf", "[Journal]\nStorage=persistent\n")
    assert severity(of_journal(machine), journal.JOURNAL) is Severity.WELL
    machine.file(f"/etc/systemd/{DROP_IN}/badge-terminal.conf", "")
    machine.file(f"/etc/systemd/{DROP_IN}/40-rpi.conf", "")
    assert has(of_journal(machine), journal.JOURNAL_OFF, "/etc/systemd/journald.conf")


def test_a_journal_whose_files_cannot_be_read_is_unknown(machine: Machine) -> None:
    """What cannot be read may say anything."""
    machine.unreadable("/etc/systemd/journald.conf")
    assert severity(of_journal(machine), journal.JOURNAL) is Severity.UNKNOWN
    machine.tree.at("/etc/systemd/journald.conf").unlink()
    machine.unreadable(f"/run/systemd/{DROP_IN}")
    assert has(of_journal(machine), journal.JOURNAL_VOLATILE)
