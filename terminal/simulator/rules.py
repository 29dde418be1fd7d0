"""The rules for a clocking that need to know the people, terminals, reasons and activities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from terminal.simulator.directory import (
    AbsenceDefinition,
    ActivityDefinition,
    Directory,
    Entry,
    Person,
)

_ONLY_FOR = {"reason": "Reason", "isOpen": "Reason", "activityLevels": "Activity"}


class RulesBroken(Exception):
    """The clocking is refused; it carries every reason."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A clocking with every reference resolved to Protime's own identifier."""

    person_id: int
    date: date
    time_of_day_in_minutes: int
    kind: str
    terminal_id: int | None = None
    geolocation: tuple[float, float] | None = None
    reason_id: int | None = None
    is_open: bool | None = None
    activity_levels: tuple[tuple[int, str], ...] = ()


def resolve(directory: Directory, body: Mapping[str, Any]) -> Booking:
    """Return what a checked body books.

    Raises:
        RulesBroken: A reference points at nobody or at several, a field does not belong to
            the kind, or the person or reason may not be booked on.
    """
    return _Resolution(directory, body).booking()


class _Resolution:
    """One body on its way to a booking, with the reasons against it found so far."""

    def __init__(self, directory: Directory, body: Mapping[str, Any]) -> None:
        self._directory = directory
        self._body = body
        self._reasons: list[str] = []

    def booking(self) -> Booking:
        self._check_kind()
        booking = self._resolved()
        if self._reasons or booking is None:
            raise RulesBroken(self._reasons)
        return booking

    def _resolved(self) -> Booking | None:
        body = self._body
        day = date.fromisoformat(body["date"])
        person = self._person(day)
        place = body.get("geolocation")
        levels = self._activity_levels()
        terminal = self._find("terminals", body["terminal"]) if "terminal" in body else None
        reason = self._reason()
        if person is None:
            return None
        return Booking(
            person_id=person.id,
            date=day,
            time_of_day_in_minutes=body["timeOfDayInMinutes"],
            kind=body["kind"],
            terminal_id=int(terminal.id) if terminal else None,
            geolocation=(place["longitude"], place["latitude"]) if place else None,
            reason_id=reason,
            is_open=body.get("isOpen"),
            activity_levels=levels,
        )

    def _check_kind(self) -> None:
        for name, kind in _ONLY_FOR.items():
            if name in self._body and self._body["kind"] != kind:
                self._reasons.append(f"{name} belongs to kind {kind} only")

    def _find(self, collection: str, reference: Mapping[str, Any]) -> Entry | None:
        found = self._directory.matches(collection, reference)
        if len(found) == 1:
            return found[0]
        self._reasons.append(self._why_not(collection, reference, len(found)))
        return None

    def _why_not(self, collection: str, reference: Mapping[str, Any], found: int) -> str:
        if "id" in reference:
            return f"{collection} has nothing with id {reference['id']}"
        ((name, value),) = reference["externalReferences"].items()
        if name not in self._directory.reference_names(collection):
            return f"{collection} has no external reference {name!r}"
        many = f"{found} objects" if found else "nothing"
        return f"{collection} has {many} with {name} {value!r}"

    def _person(self, day: date) -> Person | None:
        person = self._find("people", self._body["person"])
        if not isinstance(person, Person):
            return None
        starts, ends = person.in_service_from, person.in_service_until
        if (starts and day < starts) or (ends and day > ends):
            self._reasons.append(f"person {person.id} is not in service on {day}")
        if person.calendar_closed_until and day <= person.calendar_closed_until:
            self._reasons.append(f"the calendar of person {person.id} is closed on {day}")
        return person

    def _reason(self) -> int | None:
        if "reason" not in self._body:
            return None
        found = self._find("absence-definitions", self._body["reason"])
        if not isinstance(found, AbsenceDefinition):
            return None
        if not (found.is_enabled and found.is_reason_for_clocking):
            self._reasons.append(f"absence definition {found.id} is no reason for a clocking")
        return found.id

    def _activity_levels(self) -> tuple[tuple[int, str], ...]:
        posted = self._body.get("activityLevels", [])
        levels = [level["level"] for level in posted]
        if len(set(levels)) != len(levels):
            self._reasons.append("activityLevels names a level twice")
        found = {level["level"]: self._activity(level) for level in posted}
        definitions = {level: one for level, one in found.items() if one is not None}
        self._check_tree(definitions)
        return tuple((level, definitions[level].id) for level in sorted(definitions))

    def _activity(self, posted: Mapping[str, Any]) -> ActivityDefinition | None:
        level = posted["level"]
        found = [
            one
            for one in self._directory.matches("activity-definitions", posted["activityDefinition"])
            if isinstance(one, ActivityDefinition) and one.level == level
        ]
        if len(found) == 1:
            return found[0]
        why = self._why_not("activity-definitions", posted["activityDefinition"], len(found))
        self._reasons.append(f"{why} on level {level}")
        return None

    def _check_tree(self, definitions: Mapping[int, ActivityDefinition]) -> None:
        for level, definition in definitions.items():
            above = definitions.get(level - 1)
            if definition.parent and (above is None or above.id != definition.parent):
                self._reasons.append(
                    f"the activity definition on level {level} does not belong to the one above"
                )
