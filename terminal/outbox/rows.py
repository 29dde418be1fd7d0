"""Between clockings and rows of the table `clockings`."""

from datetime import UTC, date, datetime
from typing import Any, Protocol

from terminal.model import BadgeNumber, BookedTime, Clocking, Kind, Moment, State, Swipe
from terminal.outbox import places, selections
from terminal.outbox.checksum import CHECKED_COLUMNS, checksum_of


class Columns(Protocol):
    """A row by the names of its columns."""

    def __getitem__(self, name: str, /) -> Any:  # noqa: ANN401 - whatever SQLite stored
        """Return the value of a column."""


def written_time(at: datetime) -> str:
    """Return a UTC time as text of fixed width, so that text order is time order."""
    return at.astimezone(UTC).isoformat("T", "microseconds").replace("+00:00", "Z")


def read_time(text: str) -> datetime:
    """Return the time that `written_time` wrote."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def row_of_swipe(swipe: Swipe, booked: BookedTime | None, identifier: str) -> tuple[object, ...]:
    """Return a new clocking's columns in the order of `NEW_COLUMNS`."""
    moment = swipe.moment
    at = written_time(moment.at)
    # Of nearly every swipe both are one instant, and nothing else here takes as long to write.
    is_true = booked is not None and booked.true_at is moment.at
    true_at = at if is_true else _written_true_at(booked)
    unchanging = (
        identifier,
        swipe.badge_number.value,
        str(swipe.selection.kind),
        selections.written(swipe.selection),
        swipe.reader,
        at,
        moment.boot_id,
        moment.boottime_ns,
        int(moment.is_trusted),
        true_at,
        booked.date.isoformat() if booked else None,
        booked.time_of_day_in_minutes if booked else None,
        places.written(swipe.place),
    )
    return (
        *unchanging,
        booked.error_seconds if booked else None,
        str(State.PENDING if booked else State.HELD),
        at,
        checksum_of(*unchanging),
    )


NEW_COLUMNS = (*CHECKED_COLUMNS, "true_at_error_seconds", "state", "changed_at", "checksum")


def _written_true_at(booked: BookedTime | None) -> str | None:
    return written_time(booked.true_at) if booked else None


def swipe_of_row(row: Columns) -> Swipe:
    """Return the swipe a row tells of."""
    return Swipe(
        badge_number=BadgeNumber(row["badge_number"]),
        selection=selections.read(Kind(row["kind"]), row["selection"]),
        reader=row["reader"],
        moment=Moment(
            at=read_time(row["swiped_at"]),
            boot_id=row["boot_id"],
            boottime_ns=row["boottime_ns"],
            is_trusted=bool(row["clock_trusted"]),
        ),
        place=places.read(row["place"]),
    )


def clocking_of_row(row: Columns) -> Clocking:
    """Return the clocking a row tells of."""
    next_attempt_at = row["next_attempt_at"]
    return Clocking(
        seq=row["seq"],
        id=row["id"],
        swipe=swipe_of_row(row),
        booked=_booked_of_row(row),
        state=State(row["state"]),
        attempts=row["attempts"],
        next_attempt_at=read_time(next_attempt_at) if next_attempt_at else None,
        protime_id=row["protime_id"],
        last_error=row["last_error"],
        changed_at=read_time(row["changed_at"]),
    )


def _booked_of_row(row: Columns) -> BookedTime | None:
    if row["true_at"] is None:
        return None
    return BookedTime(
        true_at=read_time(row["true_at"]),
        date=date.fromisoformat(row["date"]),
        time_of_day_in_minutes=row["time_of_day_in_minutes"],
        error_seconds=row["true_at_error_seconds"] or 0.0,
    )
