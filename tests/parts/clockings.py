"""Clockings as the outbox hands them out."""

from datetime import UTC, date, datetime

from terminal.model import (
    BadgeNumber,
    BookedTime,
    Clocking,
    InOut,
    Moment,
    Place,
    Selection,
    State,
    Swipe,
)


def clocking(
    badge: str = "1955",
    *,
    selection: Selection | None = None,
    day: date = date(2024, 12, 17),
    minute: int = 500,
    seq: int = 1,
    is_held: bool = False,
    place: Place | None = None,
) -> Clocking:
    """Return a clocking that is being sent."""
    at = datetime(2024, 12, 17, 7, 20, 30, tzinfo=UTC)
    moment = Moment(at=at, boot_id="boot-1", boottime_ns=10**9, is_trusted=not is_held)
    booked = BookedTime(true_at=at, date=day, time_of_day_in_minutes=minute)
    return Clocking(
        seq=seq,
        id=f"id-{seq}",
        swipe=Swipe(
            badge_number=BadgeNumber(badge),
            selection=selection or InOut(),
            reader="door",
            moment=moment,
            place=place,
        ),
        booked=None if is_held else booked,
        state=State.SENDING,
        attempts=1,
        next_attempt_at=None,
        protime_id=None,
        last_error=None,
        changed_at=at,
    )
