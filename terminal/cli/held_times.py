"""Between which times held clockings lie, for a person and for JSON."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from terminal.bounds import Bounds
from terminal.cli.words import local_time, utc_time
from terminal.model import Clocking
from terminal.outbox.beside import OutboxReading

NOTHING_KNOWN = Bounds(not_before=None, not_after=None)


def bounds_of_each(outbox: OutboxReading, clockings: Iterable[Clocking]) -> dict[int, Bounds]:
    """Return the provable bounds of those that have no time yet, by seq."""
    return {each.seq: outbox.bounds(each) for each in clockings if each.booked is None}


def in_words(bounds: Bounds, zone: ZoneInfo) -> str:
    """Return bounds for a person: `between … and …`."""
    earliest = bounds.not_before and local_time(bounds.not_before, zone)
    latest = bounds.not_after and local_time(bounds.not_after, zone)
    if earliest and latest:
        return f"between {earliest} and {latest}"
    if earliest:
        return f"not before {earliest}"
    return f"not after {latest}" if latest else "at any time: nothing is known of it"


def as_object(bounds: Bounds | None) -> dict[str, object]:
    """Return bounds for JSON."""
    return {
        "not_before_at": utc_time(bounds.not_before) if bounds else None,
        "not_after_at": utc_time(bounds.not_after) if bounds else None,
    }
