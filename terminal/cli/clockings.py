"""Clockings as a line, as a story and as JSON."""

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from terminal.cli.words import local_time, one_line, table, utc_time
from terminal.local_time import MINUTES_PER_HOUR
from terminal.model import BookedTime, Clocking, State
from terminal.outbox.selections import written

_LONGEST_REMARK = 70

WHAT_IT_MEANS = {
    State.HELD: "waits for its true time: the clock was not yet right at the swipe",
    State.PENDING: "waits to be sent",
    State.SENDING: "is on its way to Protime",
    State.DELIVERED: "Protime has booked it",
    State.REJECTED: "Protime refused it for good; it is kept until somebody sees to it",
    State.UNCERTAIN: "was sent, and whether Protime booked it is not known",
    State.CLOSED: "was closed by a person: it is not sent",
}


def as_table(clockings: Sequence[Clocking], zone: ZoneInfo) -> str:
    """Return a line for each clocking, below a heading."""
    heading = ("SEQ", "SWIPED", "BADGE", "KIND", "STATE", "REMARK")
    return table([heading, *(_row(each, zone) for each in clockings)])


def as_story(clocking: Clocking, zone: ZoneInfo) -> str:
    """Return everything about a clocking, for a person."""
    swipe, moment = clocking.swipe, clocking.swipe.moment
    trust = "the clock was right" if moment.is_trusted else "the clock was NOT known to be right"
    lines = {
        "clocking": f"{clocking.seq} ({clocking.id})",
        "state": f"{clocking.state}: {WHAT_IT_MEANS[clocking.state]}",
        "since": local_time(clocking.changed_at, zone),
        "badge number": swipe.badge_number.value,
        "kind": " ".join(filter(None, [swipe.selection.kind, written(swipe.selection)])),
        "reader": swipe.reader,
        "swiped": f"{local_time(moment.at, zone)} ({trust})",
        "booked for": _booked_for(clocking.booked, zone),
        "attempts": str(clocking.attempts),
        "next attempt": _next_attempt(clocking, zone),
        "Protime's id": clocking.protime_id or "",
        "last error": one_line(clocking.last_error or ""),
        "boot": f"{moment.boot_id}, {moment.boottime_ns / 1e9:.3f} s after its start",
    }
    return "\n".join(f"{name:<14}{text}" for name, text in lines.items() if text)


def as_object(clocking: Clocking) -> dict[str, object]:
    """Return a clocking for JSON, under the names of the columns of the table `clockings`."""
    swipe, moment, booked = clocking.swipe, clocking.swipe.moment, clocking.booked
    selection = written(swipe.selection)
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
    }


def wall_clock(booked: BookedTime) -> str:
    """Return what is booked as a date and a time of day."""
    hour, minute = divmod(booked.time_of_day_in_minutes, MINUTES_PER_HOUR)
    return f"{booked.date.isoformat()} {hour:02}:{minute:02}"


def _row(clocking: Clocking, zone: ZoneInfo) -> tuple[str, ...]:
    swipe = clocking.swipe
    at = clocking.booked.true_at if clocking.booked else swipe.moment.at
    return (
        str(clocking.seq),
        local_time(at, zone) + ("" if clocking.booked else " ?"),
        swipe.badge_number.value,
        swipe.selection.kind.value,
        clocking.state.value,
        one_line(_remark(clocking), _LONGEST_REMARK),
    )


def _remark(clocking: Clocking) -> str:
    if clocking.state is State.DELIVERED:
        return f"Protime's id {clocking.protime_id}" if clocking.protime_id else ""
    return clocking.last_error or ""


def _booked_for(booked: BookedTime | None, zone: ZoneInfo) -> str:
    if booked is None:
        return "not known yet"
    return f"{wall_clock(booked)} (true time {local_time(booked.true_at, zone)})"


def _next_attempt(clocking: Clocking, zone: ZoneInfo) -> str:
    if clocking.state is not State.PENDING:
        return ""
    at = clocking.next_attempt_at
    return local_time(at, zone) if at else "as soon as Protime can be reached"
