"""What `doctor` finds in the kernel's log, in lines as kernels write them."""

import pytest

from terminal.doctor import Finding, Severity, kernel
from terminal.host.look import kernel as look_at_kernel
from tests.parts.patient import Machine, has, severity

QUIET = """\
Linux version 6.12.34+rpt-rpi-v8
EXT4-fs (mmcblk0p2): mounted filesystem 12345678 r/w with ordered data mode. Quota mode: none.
mmc0: new ultra high speed SDR104 SDHC card at address aaaa
usb 1-1.2: new full-speed USB device number 3 using xhci_hcd
"""


def found(machine: Machine) -> list[Finding]:
    """Examine the kernel's log."""
    return list(kernel.findings(look_at_kernel.look(machine.programs)))


def test_a_quiet_kernel(machine: Machine) -> None:
    """What every start has in its log is no complaint."""
    machine.program("journalctl", QUIET)
    assert {each.severity for each in found(machine)} == {Severity.WELL}


@pytest.mark.parametrize(
    "line",
    [
        "blk_update_request: I/O error, dev mmcblk0, sector 1234 op 0x0:(READ) flags 0x0",
        "EXT4-fs error (device mmcblk0p2): ext4_find_entry:1662: inode #2: comm systemd",
        "EXT4-fs (mmcblk0p2): Remounting filesystem read-only",
        "mmc0: Timeout waiting for hardware interrupt.",
        "mmc0: error -110 whilst initialising SD card",
        "critical medium error, dev sda, sector 5 op 0x0:(READ)",
    ],
)
def test_a_disk_that_fails(machine: Machine, line: str) -> None:
    """The newest line is shown, and how many there are."""
    machine.program("journalctl", f"{QUIET}{line}\n{line}")
    assert has(found(machine), kernel.DISK_FAILS, f"{line} (2 such lines)")
    assert severity(found(machine), kernel.USB_LOG) is Severity.WELL


@pytest.mark.parametrize(
    "line",
    [
        "usb usb1-port1: over-current condition",
        "usb 1-1.2: device descriptor read/64, error -71",
        "usb 1-1.2: device not accepting address 9, error -71",
        "usb 1-1-port2: unable to enumerate USB device",
        "usb 1-1.2: reset full-speed USB device number 3 using xhci_hcd",
    ],
)
def test_a_reader_that_drops_out(machine: Machine, line: str) -> None:
    """Cable and power are to be looked at."""
    machine.program("journalctl", f"{QUIET}{line}")
    assert has(found(machine), kernel.USB_FALTERS, line)
    assert severity(found(machine), kernel.DISK_LOG) is Severity.WELL


def test_a_log_that_may_not_be_read(machine: Machine) -> None:
    """Nothing is claimed of it, nor of one that is empty: users see nothing, without an error."""
    assert {each.severity for each in found(machine)} == {Severity.UNKNOWN}
    machine.program("journalctl", script="exit 0")
    assert {each.severity for each in found(machine)} == {Severity.UNKNOWN}
