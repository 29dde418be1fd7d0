"""What a person means by a date and a time of day."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?\s?(Z|[+-]\d\d:?\d\d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The minute, or the second, that a person named: from its first to its last instant, UTC."""

    begin: datetime
    end: datetime

    def within(self, not_before: datetime | None, not_after: datetime | None) -> datetime | None:
        """Return its first instant that lies within bounds, None if there is none."""
        first = max(self.begin, not_before or self.begin)
        if first > min(self.end, not_after or self.end):
            return None
        return first


def stretch_of(text: str, zone: ZoneInfo) -> Stretch:
    """Return what a person means by `2026-03-02 08:00`, seconds and offset being optional.

    Without an offset it is the workplace's wall clock.

    Raises:
        ValueError: It is no such time, or that wall clock shows it never or twice.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text} is not a date and a time such as 2026-03-02 08:00")
    date, minute, second, offset = found.groups()
    try:
        named = datetime.fromisoformat(f"{date} {minute}{second or ':00'}{offset or ''}")
        begin = named.astimezone(UTC) if offset else _only_instant(named, zone)
        length = timedelta(seconds=1) if second else timedelta(minutes=1)
        return Stretch(begin, begin + length - datetime.resolution)
    except OverflowError:
        raise ValueError(f"{text} is not a year in which anybody swiped") from None


def _only_instant(named: datetime, zone: ZoneInfo) -> datetime:
    instants = instants_of(named, zone)
    if not instants:
        raise ValueError(
            f"{named} does not exist: the clock in {zone.key} was put forward that night. Write "
            "what it truly showed"
        )
    if len(instants) > 1:
        first, second = (f"{named}{_offset(each, zone)}" for each in instants)
        raise ValueError(
            f"{named} happened twice: the clock in {zone.key} was put back that night. Write "
            f'"{first}" for the first time or "{second}" for the second'
        )
    return instants[0]


def _offset(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat()[-6:]


def instants_of(named: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants, in UTC, at which a wall clock shows a date and time: 0, 1 or 2."""
    both = {named.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(each for each in both if each.astimezone(zone).replace(tzinfo=None) == named)
