"""Compares what a terminal tells of its clockings with what Protime has in its books."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from terminal.simulator import Ledger
from tests.parts.witness import Row

BRUSSELS = ZoneInfo("Europe/Brussels")
_MINUTES_PER_HOUR = 60

Booked = tuple[str, str, int, str]
"""Badge number, local date, minute of the day and kind, as they are posted."""

Bounds = Callable[[Row], tuple[int, int]]
"""The least and the most bookings that a clocking may have; where they differ, a person is told."""


def complaints_about_booking(rows: Sequence[Row], ledger: Ledger, bounds: Bounds) -> Iterator[str]:
    """Yield what is wrong with Protime's books, given the outbox."""
    yield from _told_wrongly(rows)
    booked = _booked(ledger)
    least, most = _summed(rows, bounds)
    for key in sorted({*booked, *most}):
        if not least[key] <= booked[key] <= most[key]:
            yield (
                f"{key} is booked {booked[key]} times instead of {least[key]} to {most[key]}: "
                f"{[row for row in rows if _key(row) == key]}"
            )
    yield from _mistaken_identifiers(rows, ledger)


def _told_wrongly(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if (row["date"], row["time_of_day_in_minutes"]) != _minute(row):
            yield f"dated wrongly: {row}"
        if row["state"] not in ("delivered", "rejected", "uncertain"):
            yield f"still on its way: {row}"
        if row["state"] != "delivered" and not row["last_error"]:
            yield f"no reason is shown: {row}"


def _minute(row: Row) -> tuple[str, int]:
    local = datetime.fromisoformat(row["swiped_at"]).astimezone(BRUSSELS)
    return local.date().isoformat(), local.hour * _MINUTES_PER_HOUR + local.minute


def _key(row: Row) -> Booked:
    return row["badge_number"], *_minute(row), row["kind"]


def _booked(ledger: Ledger) -> Counter[Booked]:
    return Counter(_posted(clocking.posted) for clocking in ledger.booked)


def _posted(posted: object) -> Booked:
    assert isinstance(posted, dict)
    badge = posted["person"]["externalReferences"]["@badge-number"]
    return badge, posted["date"], posted["timeOfDayInMinutes"], posted["kind"]


def _summed(rows: Sequence[Row], bounds: Bounds) -> tuple[Counter[Booked], Counter[Booked]]:
    least: Counter[Booked] = Counter()
    most: Counter[Booked] = Counter()
    for row in rows:
        few, many = bounds(row)
        least[_key(row)] += few
        most[_key(row)] += many
    return least, most


def _mistaken_identifiers(rows: Sequence[Row], ledger: Ledger) -> Iterator[str]:
    delivered = [row for row in rows if row["state"] == "delivered"]
    for identifier, count in Counter(row["protime_id"] for row in delivered).items():
        if count > 1:
            yield f"{count} clockings are said to be booked as {identifier}"
    for row in delivered:
        clocking = ledger.get(int(row["protime_id"] or 0))
        if clocking is None or _posted(clocking.posted) != _key(row):
            yield f"booked under another identifier than this: {row}"
