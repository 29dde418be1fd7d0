"""Whether a terminal that moves finds out where it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

GPSD = Check("gpsd", "whether gpsd answers at `[gpsd] address`")
FIX = Check("gps-fix", "whether its receiver has a fix as precise as `[gpsd]` wants it")

_MEANS = "Clockings are stored and sent without a place"

NO_GPSD = Ailment(
    GPSD,
    Severity.WARNING,
    _MEANS,
    "sudo apt-get install gpsd; name the receiver in DEVICES of /etc/default/gpsd; "
    "sudo systemctl enable --now gpsd.socket && sudo systemctl restart gpsd",
)
NO_FIX = Ailment(
    FIX,
    Severity.WARNING,
    _MEANS,
    "let the receiver's antenna see the sky, and wait some minutes; `cgps` (of the package "
    "gpsd-tools) shows what it sees; no receiver at all: DEVICES in /etc/default/gpsd",
)


@dataclass(frozen=True, slots=True)
class Place:
    """What gpsd told.

    Attributes:
        where: The address and port that were asked.
        unreachable: Why gpsd does not answer; empty where it does.
        why_none: Why there is no fix; empty where there is one.
    """

    where: str
    unreachable: str = ""
    why_none: str = ""


def findings(seen: Place | None) -> Iterator[Finding]:
    """Examine what tells the terminal its place; None where it does not move."""
    if seen is None:
        yield from (each.absent("[gpsd] names no address") for each in (GPSD, FIX))
    elif seen.unreachable:
        yield NO_GPSD.seen(f"gpsd does not answer at {seen.where}: {seen.unreachable}")
        yield FIX.unknown(Unseen("gpsd does not answer", "see the check `gpsd`"))
    else:
        yield GPSD.well(f"gpsd answers at {seen.where}")
        yield NO_FIX.seen(seen.why_none) if seen.why_none else FIX.well("the receiver has a fix")
