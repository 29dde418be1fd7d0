"""The people, terminals, reasons and activities that the simulated Protime knows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

PREDEFINED: Mapping[str, tuple[str, ...]] = {
    "people": ("@badge-number", "@employee-number"),
    "terminals": ("@external-code",),
    "absence-definitions": ("@absence-code",),
    "activity-definitions": ("@data-entry-code", "@external-reference"),
}
"""The reference names of each collection, from the page "Create a clocking"."""

_FIRST_EXTRA_PERSON = 90001


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who can book clockings.

    Attributes:
        in_service_until: The last day of service; None for no end.
        calendar_closed_until: Protime's `periodClosingDate`: nothing is booked up to there.
    """

    id: int
    name: str = ""
    badge_number: str = ""
    employee_number: str = ""
    in_service_from: date | None = None
    in_service_until: date | None = None
    calendar_closed_until: date | None = None
    external_references: Mapping[str, str] = field(default_factory=dict)

    def references(self) -> dict[str, str]:
        """Return every reference by which this person is found."""
        own = {"@badge-number": self.badge_number, "@employee-number": self.employee_number}
        return _filled(own, self.external_references)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """A terminal as Protime knows it."""

    id: int
    external_code: str = ""
    external_references: Mapping[str, str] = field(default_factory=dict)

    def references(self) -> dict[str, str]:
        """Return every reference by which this terminal is found."""
        return _filled({"@external-code": self.external_code}, self.external_references)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceDefinition:
    """A reason that a clocking may carry, if it is enabled and meant for clockings."""

    id: int
    code: str = ""
    is_enabled: bool = True
    is_reason_for_clocking: bool = True
    external_references: Mapping[str, str] = field(default_factory=dict)

    def references(self) -> dict[str, str]:
        """Return every reference by which this absence definition is found."""
        return _filled({"@absence-code": self.code}, self.external_references)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityDefinition:
    """An activity on one level of the structure.

    Attributes:
        id: A GUID.
        parent: The GUID of the definition one level up; empty where it does not matter.
    """

    id: str
    level: int
    parent: str = ""
    data_entry_code: str = ""
    external_reference: str = ""
    external_references: Mapping[str, str] = field(default_factory=dict)

    def references(self) -> dict[str, str]:
        """Return every reference by which this activity definition is found."""
        own = {
            "@data-entry-code": self.data_entry_code,
            "@external-reference": self.external_reference,
        }
        return _filled(own, self.external_references)


Entry = Person | Terminal | AbsenceDefinition | ActivityDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Everything a reference in a body can point at."""

    people: Sequence[Person] = ()
    terminals: Sequence[Terminal] = ()
    absence_definitions: Sequence[AbsenceDefinition] = ()
    activity_definitions: Sequence[ActivityDefinition] = ()

    @classmethod
    def example(cls) -> "Directory":
        """Return a small directory with everything that the documented examples name."""
        return _example()

    def with_badges(self, numbers: Iterable[str]) -> "Directory":
        """Return this directory with one more person for each badge number."""
        first = max([_FIRST_EXTRA_PERSON - 1, *(person.id for person in self.people)]) + 1
        extra = [
            Person(id=first + position, name=f"Badge {number}", badge_number=number)
            for position, number in enumerate(numbers)
        ]
        return replace(self, people=[*self.people, *extra])

    def collection(self, name: str) -> Sequence[Entry]:
        """Return all entries of a collection, by the name that Protime gives it."""
        collections: Mapping[str, Sequence[Entry]] = {
            "people": self.people,
            "terminals": self.terminals,
            "absence-definitions": self.absence_definitions,
            "activity-definitions": self.activity_definitions,
        }
        return collections[name]

    def reference_names(self, collection: str) -> set[str]:
        """Return the reference names that a collection knows, predefined and custom."""
        custom = {name for entry in self.collection(collection) for name in entry.references()}
        return custom | set(PREDEFINED[collection])

    def matches(self, collection: str, reference: Mapping[str, Any]) -> list[Entry]:
        """Return the entries that a reference of a checked body points at."""
        entries = self.collection(collection)
        if "id" in reference:
            return [entry for entry in entries if entry.id == reference["id"]]
        ((name, value),) = reference["externalReferences"].items()
        return [entry for entry in entries if entry.references().get(name) == value]


def _filled(own: Mapping[str, str], custom: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in {**own, **custom}.items() if value}


def _example() -> Directory:
    work, detail = "5b0d3c1e-6f7a-4e2b-9c8d-0a1b2c3d4e5f", "7c1e4d2f-7a8b-4f3c-8d9e-1b2c3d4e5f60"
    return Directory(
        people=[
            Person(id=76547, name="Ada", badge_number="1955", employee_number="01256"),
            Person(id=76548, name="Bart", badge_number="04A3B2C1", employee_number="01257"),
            Person(id=76549, name="Chloé", badge_number="00042", employee_number="01258"),
            Person(
                id=76550,
                name="Dirk (left in 2020)",
                badge_number="2020",
                in_service_from=date(2001, 1, 1),
                in_service_until=date(2020, 12, 31),
            ),
            Person(
                id=76551,
                name="Els (calendar closed)",
                badge_number="2099",
                calendar_closed_until=date(2099, 12, 31),
            ),
        ],
        terminals=[
            Terminal(
                id=765,
                external_code="PI-01",
                external_references={"SapTerminalCode": "SAPTO1"},
            )
        ],
        absence_definitions=[
            AbsenceDefinition(id=6578, code="DOCTOR"),
            AbsenceDefinition(id=6579, code="HOLIDAY", is_reason_for_clocking=False),
            AbsenceDefinition(id=6580, code="OLD", is_enabled=False),
        ],
        activity_definitions=[
            ActivityDefinition(
                id=work, level=1, data_entry_code="00014", external_reference="WORKSHOP"
            ),
            ActivityDefinition(
                id=detail,
                level=2,
                parent=work,
                data_entry_code="10019",
                external_reference="WELDING",
            ),
        ],
    )
