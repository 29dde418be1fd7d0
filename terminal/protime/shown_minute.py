"""When a clocking of a list was booked, in minutes since the calendar began."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from terminal.model import BookedTime
from terminal.protime.sameness import Sameness

MINUTES_PER_DAY = 1440


def absolute_minute(day: date, minute: int) -> int:
    """Return a day's minute, which may lie outside the day, on one scale for all days."""
    return day.toordinal() * MINUTES_PER_DAY + minute


def booked_minute(booked: BookedTime) -> int:
    """Return the absolute minute that a clocking was sent with."""
    return absolute_minute(booked.date, booked.time_of_day_in_minutes)


@dataclass(frozen=True, slots=True)
class ShownMinute:
    """What a list tells of a clocking's time.

    Attributes:
        first: The absolute minute it was booked with; None where that cannot be read.
        is_edited: Whether somebody changed it since. Whether Protime, when it moves an edited
            one to another day, moves the time first booked along is not documented.
    """

    first: int | None
    is_edited: bool

    def is_same(self, minute: int) -> Sameness:
        """Compare with the absolute minute that was sent."""
        if self.first is None:
            return Sameness.UNTOLD
        if self.first == minute:
            return Sameness.SAME
        may_be_moved = self.is_edited and abs(self.first - minute) == MINUTES_PER_DAY
        return Sameness.UNTOLD if may_be_moved else Sameness.DIFFERENT


def shown_minute(record: Mapping[str, Any]) -> ShownMinute:
    """Return what a record of a list tells of its time."""
    original = record.get("originalTimeOfDayInMinutes")
    is_edited = original is not None
    day = _date(record.get("date"))
    minute = original if is_edited else record.get("timeOfDayInMinutes")
    if day is None or not isinstance(minute, int) or isinstance(minute, bool):
        return ShownMinute(None, is_edited)
    return ShownMinute(absolute_minute(day, minute), is_edited)


def _date(shown: object) -> date | None:
    try:
        return date.fromisoformat(shown) if isinstance(shown, str) else None
    except ValueError:
        return None
