"""From an instant to what Protime books: a calendar date and a minute of the day."""

from datetime import datetime
from zoneinfo import ZoneInfo

from terminal.model import BookedTime

MINUTES_PER_HOUR = 60


def booked_time(true_at: datetime, zone: ZoneInfo, *, error_seconds: float = 0.0) -> BookedTime:
    """Return the date and minute that the workplace's wall clock shows at an instant.

    Seconds are cut off, as a wall clock without a second hand does. Both 02:30s of an autumn
    night give the same minute: Protime has no field to tell them apart (protime-api, time
    semantics), so the instant itself is kept beside it.

    Args:
        true_at: An aware time.
        zone: The workplace's time zone.
        error_seconds: How far that time may be off, either way.
    """
    local = true_at.astimezone(zone)
    return BookedTime(
        true_at=true_at,
        date=local.date(),
        time_of_day_in_minutes=local.hour * MINUTES_PER_HOUR + local.minute,
        error_seconds=error_seconds,
    )
