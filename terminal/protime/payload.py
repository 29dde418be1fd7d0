"""A clocking as the JSON object that Protime's page "Create a clocking" describes."""

import json
from dataclasses import dataclass
from typing import assert_never

from terminal.model import (
    Activity,
    ActivityEnd,
    ActivityLevel,
    BadgeNumber,
    BookedTime,
    Clocking,
    ExternalReference,
    InOut,
    InternalId,
    Place,
    Reason,
    Reference,
    Selection,
)

_LAST_MINUTE_OF_DAY = 1439

Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How this terminal names people and itself to Protime.

    Attributes:
        person_reference: The external reference whose value is the badge number, or `id` where
            the badge number is Protime's own identifier of the person.
        terminal_reference: The same for the terminal code; empty to send no terminal.
        terminal_code: What the terminal is called under that reference.
    """

    person_reference: str = "@badge-number"
    terminal_reference: str = ""
    terminal_code: str = ""


def body_of(clocking: Clocking, naming: Naming) -> bytes:
    """Return the JSON body that creates a clocking.

    Raises:
        ValueError: It cannot be expressed: its time is not known or not within its day, or
            something is to be named by what cannot be a name.
    """
    body = {
        "person": _named(person_of(clocking.swipe.badge_number, naming)),
        **_time(clocking.booked),
        "kind": clocking.swipe.selection.kind,
        **_terminal(naming),
        **_geolocation(clocking.swipe.place),
        **_selection(clocking.swipe.selection),
    }
    return json.dumps(body, separators=(",", ":"), allow_nan=False).encode()


def person_of(badge_number: BadgeNumber, naming: Naming) -> Reference:
    """Return what Protime is to know a badge's person by.

    Raises:
        ValueError: It is to be the internal identifier, and the badge number is no number.
    """
    if naming.person_reference == "id" and not _is_number(badge_number.value):
        # The number itself stays out of what may end in a log.
        raise ValueError(f"badge {badge_number} is no internal identifier: it is not a number")
    return _by_setting(naming.person_reference, badge_number.value)


def terminal_of(naming: Naming) -> Reference | None:
    """Return what Protime is to know this terminal by; None where it is not told.

    Raises:
        ValueError: It is to be the internal identifier, and the terminal code is no number.
    """
    if not naming.terminal_reference:
        return None
    if naming.terminal_reference == "id" and not _is_number(naming.terminal_code):
        raise ValueError("the terminal code is no internal identifier: it is not a number")
    return _by_setting(naming.terminal_reference, naming.terminal_code)


def _terminal(naming: Naming) -> Json:
    terminal = terminal_of(naming)
    return {} if terminal is None else {"terminal": _named(terminal)}


def _by_setting(reference: str, value: str) -> Reference:
    if reference == "id":
        return InternalId(int(value))
    return ExternalReference(reference, value)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _named(reference: Reference) -> Json:
    match reference:
        case InternalId(id=identifier):
            return {"id": identifier}
        case ExternalReference(name=name, value=value):
            if not name or not value:
                raise ValueError("an external reference needs a name and a value")
            return {"externalReferences": {name: value}}
        case _:
            assert_never(reference)


def _time(booked: BookedTime | None) -> Json:
    if booked is None:
        raise ValueError("a clocking whose time is not known cannot be sent")
    minute = booked.time_of_day_in_minutes
    # Protime takes -1440 to 2880, but a value outside the day overrides its schedule.
    if not 0 <= minute <= _LAST_MINUTE_OF_DAY:
        raise ValueError(f"minute {minute} is not within its day (0 to {_LAST_MINUTE_OF_DAY})")
    return {"date": booked.date.isoformat(), "timeOfDayInMinutes": minute}


def _geolocation(place: Place | None) -> Json:
    if place is None:
        return {}
    # Protime's example of a clocking has the two swapped; these are sent as named.
    return {"geolocation": {"longitude": place.longitude, "latitude": place.latitude}}


def _selection(selection: Selection) -> Json:
    match selection:
        case InOut() | ActivityEnd():
            return {}
        case Reason(reason=reason, is_open=is_open):
            opening = {} if is_open is None else {"isOpen": is_open}
            return {"reason": _named(reason), **opening}
        case Activity(levels=levels):
            if not levels:
                raise ValueError("an activity needs at least one level")
            return {"activityLevels": [_level(level) for level in levels]}
        case _:
            assert_never(selection)


def _level(level: ActivityLevel) -> Json:
    return {"level": level.level, "activityDefinition": _named(level.definition)}
