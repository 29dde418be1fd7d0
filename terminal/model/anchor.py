"""What ties the boot clock to true time."""

from datetime import datetime, timedelta

from terminal.model.moment import Moment
from terminal.model.struct import Struct

DRIFT = 500e-6
"""How far the boot clock may run from true time, as a share of what has passed.

The kernel reckons with the same figure for its own clock (`MAXFREQ` in kernel/time/ntp.c), and
time services steer the boot clock by no more. A crystal alone drifts by a tenth of it.
"""


class Anchor(Struct, frozen=True, kw_only=True):
    """At this instant of this boot the true time lay between these two, both in UTC."""

    boot_id: str
    boottime_ns: int
    earliest: datetime
    latest: datetime

    @classmethod
    def of(cls, moment: Moment) -> "Anchor":
        """Return what a trusted moment tells."""
        return cls(
            boot_id=moment.boot_id,
            boottime_ns=moment.boottime_ns,
            earliest=moment.at,
            latest=moment.at,
        )

    @property
    def middle(self) -> datetime:
        """The best guess."""
        return self.earliest + (self.latest - self.earliest) / 2

    @property
    def error_seconds(self) -> float:
        """How far the best guess may be off, either way."""
        return (self.latest - self.earliest).total_seconds() / 2

    def at(self, boottime_ns: int) -> "Anchor":
        """Return what it says of another instant of the same boot: less, the further away."""
        passed = time_between(self.boottime_ns, boottime_ns)
        drift = abs(passed) * DRIFT
        return Anchor(
            boot_id=self.boot_id,
            boottime_ns=boottime_ns,
            earliest=self.earliest + passed - drift,
            latest=self.latest + passed + drift,
        )

    def meet(self, earlier: "Anchor") -> "Anchor | None":
        """Return what both say together of this one's instant; None if they contradict."""
        other = earlier.at(self.boottime_ns)
        earliest, latest = max(self.earliest, other.earliest), min(self.latest, other.latest)
        if earliest > latest:
            return None
        return Anchor(
            boot_id=self.boot_id, boottime_ns=self.boottime_ns, earliest=earliest, latest=latest
        )


def time_between(earlier_boottime_ns: int, later_boottime_ns: int) -> timedelta:
    """Return what the boot clock says has passed, to the microsecond."""
    return timedelta(microseconds=(later_boottime_ns - earlier_boottime_ns) // 1000)
