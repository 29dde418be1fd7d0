"""Clockings as a line and as JSON."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from zoneinfo import ZoneInfo

from terminal.bounds import Bounds
from terminal.cli.held_times import as_object as bounds_object
from terminal.cli.held_times import in_words
from terminal.cli.selection_words import in_short
from terminal.cli.words import local_time, one_line, table, utc_time
from terminal.local_time import MINUTES_PER_HOUR
from terminal.model import BookedTime, Clocking, State
from terminal.outbox import places, selections

_LONGEST_REMARK = 200
_NO_BOUNDS: Mapping[int, Bounds] = MappingProxyType({})

WHAT_IT_MEANS = {
    State.HELD: "waits for its true time: the clock was not yet right at the swipe",
    State.PENDING: "waits to be sent",
    State.SENDING: "is on its way to Protime",
    State.DELIVERED: "Protime has booked it",
    State.REJECTED: "Protime refused it for good; it is kept until somebody sees to it",
    State.UNCERTAIN: "was sent, and whether Protime booked it is not known",
    State.CLOSED: "was closed by a person: it is not sent",
}


def as_table(
    clockings: Sequence[Clocking], zone: ZoneInfo, bounds: Mapping[int, Bounds] = _NO_BOUNDS
) -> str:
    """Return a line for each clocking, below a heading; held ones with what bounds them."""
    heading = ("SEQ", "SWIPED", "BADGE", "KIND", "STATE", "REMARK")
    return table([heading, *(_row(each, zone, bounds.get(each.seq)) for each in clockings)])


def as_object(clocking: Clocking, bounds: Bounds | None = None) -> dict[str, object]:
    """Return a clocking for JSON, under the names of the columns of the table `clockings`.

    The bounds of the true time stand beside them where that is not known.
    """
    swipe, moment, booked = clocking.swipe, clocking.swipe.moment, clocking.booked
    selection, place = selections.written(swipe.selection), places.written(swipe.place)
    return {
        "seq": clocking.seq,
        "id": clocking.id,
        "badge_number": swipe.badge_number.value,
        "kind": swipe.selection.kind.value,
        "selection": json.loads(selection) if selection else None,
        "reader": swipe.reader,
        "swiped_at": utc_time(moment.at),
        "boot_id": moment.boot_id,
        "boottime_ns": moment.boottime_ns,
        "clock_trusted": moment.is_trusted,
        "true_at": utc_time(booked.true_at) if booked else None,
        "date": booked.date.isoformat() if booked else None,
        "time_of_day_in_minutes": booked.time_of_day_in_minutes if booked else None,
        "true_at_error_seconds": booked.error_seconds if booked else None,
        "state": clocking.state.value,
        "attempts": clocking.attempts,
        "next_attempt_at": utc_time(clocking.next_attempt_at),
        "protime_id": clocking.protime_id,
        "last_error": clocking.last_error,
        "changed_at": utc_time(clocking.changed_at),
        **bounds_object(bounds),
        "place": json.loads(place) if place else None,
    }


def wall_clock(booked: BookedTime) -> str:
    """Return what is booked as a date and a time of day."""
    hour, minute = divmod(booked.time_of_day_in_minutes, MINUTES_PER_HOUR)
    return f"{booked.date.isoformat()} {hour:02}:{minute:02}"


def _row(clocking: Clocking, zone: ZoneInfo, bounds: Bounds | None) -> tuple[str, ...]:
    swipe = clocking.swipe
    return (
        str(clocking.seq),
        local_time(clocking.occurred_at, zone) + ("" if clocking.booked else " ?"),
        swipe.badge_number.value,
        in_short(swipe.selection),
        clocking.state.value,
        one_line(_remark(clocking, zone, bounds), _LONGEST_REMARK),
    )


def _remark(clocking: Clocking, zone: ZoneInfo, bounds: Bounds | None) -> str:
    if clocking.state is State.DELIVERED:
        return f"Protime's id {clocking.protime_id}" if clocking.protime_id else ""
    if clocking.state is State.HELD and bounds:
        return in_words(bounds, zone)
    return clocking.last_error or ""
