"""What `doctor` finds of readers on USB, by the kernel's files."""

import pytest

from terminal.doctor import Finding, Severity, usb
from terminal.host.look import usb as look_at_usb
from tests.parts.patient import Machine, has, severity

DEVICES = "/sys/bus/usb/devices"
ACR122U = "072f:2200"


def found(machine: Machine) -> list[Finding]:
    """Examine USB."""
    return list(usb.findings(look_at_usb.look(machine.tree)))


def plug(
    machine: Machine,
    usb_id: str = ACR122U,
    *,
    firmware: str = "0214",
    driver: str = "",
    endpoint: str = "Interrupt",
) -> None:
    """Plug a reader in, and install the driver of pcscd."""
    vendor, _, product = usb_id.partition(":")
    contents = {"idVendor": vendor, "idProduct": product, "bcdDevice": firmware}
    contents |= {"manufacturer": "ACS", "product": "ACR122U PICC Interface"}
    for name, text in contents.items():
        machine.file(f"{DEVICES}/1-1/{name}", f"{text}\n")
    machine.file(f"{DEVICES}/1-1:1.0/bInterfaceClass", "0b\n")
    machine.file(f"{DEVICES}/1-1:1.0/ep_81/type", f"{endpoint}\n")
    machine.folder(f"{DEVICES}/1-1:1.0/power")
    if driver:
        machine.link(f"{DEVICES}/1-1:1.0/driver", f"../../../drivers/{driver}")
    machine.folder("/usr/lib/pcsc/drivers/ifd-ccid.bundle")
    machine.folder("/usr/lib/pcsc/drivers/serial")


def keep_off(machine: Machine, line: str = "blacklist pn533_usb") -> None:
    """Keep the kernel's driver off."""
    machine.file("/etc/modprobe.d/badge-terminal.conf", f"# ours\n{line}\n")


def test_a_reader_that_is_well(machine: Machine) -> None:
    """Its name and firmware are told."""
    plug(machine)
    keep_off(machine)
    told = found(machine)
    assert {each.severity for each in told} == {Severity.WELL}
    assert any("ACS ACR122U PICC Interface (072f:2200), firmware 2.14" in e.what for e in told)


def test_no_driver(machine: Machine) -> None:
    """A reader is there, and pcscd has nothing to drive it with."""
    plug(machine)
    machine.tree.at("/usr/lib/pcsc/drivers/ifd-ccid.bundle").rmdir()
    assert has(found(machine), usb.NO_DRIVER, "ACR122U")


@pytest.mark.parametrize("way", ["driver", "module"])
def test_a_reader_that_the_kernel_took(machine: Machine, way: str) -> None:
    """pn533_usb holds it, or is loaded and about to."""
    plug(machine, driver="pn533_usb" if way == "driver" else "")
    if way == "module":
        machine.file("/proc/modules", "pn533_usb 16384 0 - Live 0x0\nnfc 1 1 pn533, Live 0x0\n")
    assert has(found(machine), usb.TAKEN_BY_KERNEL, "pn533_usb is loaded")


@pytest.mark.parametrize("line", ["blacklist pn533-usb", "install pn533_usb /bin/false"])
def test_a_reader_that_the_kernel_may_take(machine: Machine, line: str) -> None:
    """Until a file keeps its driver off, in whichever way."""
    plug(machine, driver="usbfs")
    keep_off(machine, "# blacklist pn533_usb")
    assert has(found(machine), usb.MAY_BE_TAKEN)
    keep_off(machine, line)
    assert severity(found(machine), usb.MODULES) is Severity.WELL


def test_a_reader_that_the_kernel_does_not_know(machine: Machine) -> None:
    """Of others the modules take none."""
    plug(machine, "076b:5321")
    assert severity(found(machine), usb.MODULES) is Severity.ABSENT


def test_a_reader_that_hides_its_class(machine: Machine) -> None:
    """What the kernel's driver would take counts as a reader, whatever it calls itself."""
    plug(machine, "04cc:2533")
    machine.file(f"{DEVICES}/1-1:1.0/bInterfaceClass", "ff\n")
    assert severity(found(machine), usb.DRIVER) is Severity.WELL


def test_old_firmware(machine: Machine) -> None:
    """The first ACR122U are known to hang."""
    plug(machine, firmware="0102")
    assert has(found(machine), usb.OLD_FIRMWARE, "firmware 1.02")


def test_a_reader_that_has_to_be_asked(machine: Machine) -> None:
    """Without an interrupt endpoint short taps are missed."""
    plug(machine, endpoint="Bulk")
    assert has(found(machine), usb.POLLED, "without an interrupt endpoint")
    machine.tree.at(f"{DEVICES}/1-1:1.0/ep_81/type").unlink()
    assert has(found(machine), usb.POLLED)


def test_nothing_on_usb(machine: Machine) -> None:
    """A machine without USB, or with a mouse only, has no such reader."""
    assert severity(found(machine), usb.DRIVER) is Severity.ABSENT
    machine.file(f"{DEVICES}/1-2/idVendor", "046d\n")
    assert severity(found(machine), usb.DRIVER) is Severity.ABSENT


@pytest.mark.parametrize("folder", [DEVICES, "/usr/lib/pcsc/drivers"])
def test_what_may_not_be_listed(machine: Machine, folder: str) -> None:
    """It is unknown then."""
    machine.unreadable(folder)
    assert {each.severity for each in found(machine)} == {Severity.UNKNOWN}


def test_an_interface_that_cannot_be_listed(machine: Machine) -> None:
    """It counts as one without an interrupt endpoint; rules that cannot be listed as none."""
    plug(machine, "04cc:2533")
    machine.unreadable("/run/modprobe.d")
    machine.unreadable(f"{DEVICES}/1-1:1.1")
    assert has(found(machine), usb.MAY_BE_TAKEN)
