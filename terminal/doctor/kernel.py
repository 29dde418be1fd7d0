"""What the kernel complained of since the start: disks and USB that falter."""

import re
from collections.abc import Iterator

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

DISK_LOG = Check("kernel-disk", "errors of disks and file systems in the kernel's log of this boot")
USB_LOG = Check("kernel-usb", "resets and lost devices on USB in the kernel's log of this boot")

DISK_FAILS = Ailment(
    DISK_LOG,
    Severity.FAULT,
    "A card or disk that begins to fail soon fails altogether: swipes will be refused or lost",
    "replace it: see what waits with `sudo badge-terminal status`, and set up a new card",
)
USB_FALTERS = Ailment(
    USB_LOG,
    Severity.WARNING,
    "The reader may drop out for moments: a bad cable, or too little power",
    "another cable, another port, a stronger power supply or a hub with one; see "
    "`sudo journalctl -k -b | grep -i usb`",
)

_OF_DISKS = re.compile(
    r"I/O error|EXT4-fs error|critical medium error|mmc\d+: .*(?:error|timeout)|"
    r"Remounting filesystem read-only",
    re.IGNORECASE,
)
_OF_USB = re.compile(
    r"over-?current|device descriptor read|not accepting address|unable to enumerate USB|"
    r"reset (?:low|full|high)-speed USB",
    re.IGNORECASE,
)


def findings(seen: str | Unseen) -> Iterator[Finding]:
    """Examine what the kernel has logged."""
    for check, ailment, pattern in (
        (DISK_LOG, DISK_FAILS, _OF_DISKS),
        (USB_LOG, USB_FALTERS, _OF_USB),
    ):
        if isinstance(seen, Unseen):
            yield check.unknown(seen)
            continue
        lines = [line for line in seen.splitlines() if pattern.search(line)]
        yield ailment.seen(_told(lines)) if lines else check.well("no complaint since the start")


def _told(lines: list[str]) -> str:
    return f"{lines[-1].strip()} ({len(lines)} such lines)"
