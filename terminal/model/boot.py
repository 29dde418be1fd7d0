"""A stretch of time in which the boot clock ran on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from terminal.model.anchor import Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Boot:
    """A boot of the machine in which the terminal ran.

    Attributes:
        boot_id: The kernel's identifier.
        started_at: When it truly began (boot time 0), UTC; None while not known.
        error_seconds: How far `started_at` may be off, either way.
        seen_boottime_ns: The latest boot time that was noted.
        seen_at: The earliest that the true time can have been then; None where not known.
    """

    boot_id: str
    started_at: datetime | None
    error_seconds: float
    seen_boottime_ns: int
    seen_at: datetime | None

    def start(self) -> Anchor | None:
        """Return what is known of when it began."""
        if self.started_at is None:
            return None
        error = timedelta(seconds=self.error_seconds)
        return Anchor(
            boot_id=self.boot_id,
            boottime_ns=0,
            earliest=self.started_at - error,
            latest=self.started_at + error,
        )

    def end(self) -> Anchor | None:
        """Return what is known of the true time at the latest boot time that was noted."""
        start = self.start()
        if start is None:
            return None
        end = start.at(self.seen_boottime_ns)
        earliest = max(end.earliest, self.seen_at or end.earliest)
        return Anchor(
            boot_id=self.boot_id,
            boottime_ns=self.seen_boottime_ns,
            earliest=earliest,
            latest=max(end.latest, earliest),
        )
