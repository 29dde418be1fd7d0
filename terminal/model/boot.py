"""A stretch of time in which the boot clock ran on."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Boot:
    """A boot of the machine in which the terminal ran.

    Attributes:
        number: Counts up in the order of the boots, with gaps where the terminal did not run.
        boot_id: The kernel's identifier.
        started_at: When it truly began (boot time 0), UTC; None while not known.
        error_seconds: How far `started_at` may be off, either way.
        seen_boottime_ns: The latest boot time that was noted.
        seen_at: The earliest that the true time can have been then; None where not known.
    """

    number: int
    boot_id: str
    started_at: datetime | None
    error_seconds: float
    seen_boottime_ns: int
    seen_at: datetime | None
