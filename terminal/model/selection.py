"""What an employee chose before the swipe: it decides the kind of the clocking."""

from enum import StrEnum

from terminal.model.struct import Struct


class Kind(StrEnum):
    """The four kinds of clocking of Protime's page "Create a clocking"."""

    IN_OUT = "InOut"
    REASON = "Reason"
    ACTIVITY = "Activity"
    ACTIVITY_END = "ActivityEnd"


class InternalId(Struct, frozen=True):
    """Protime's own identifier of an object: a number, or a GUID for activity definitions."""

    id: int | str


class ExternalReference(Struct, frozen=True):
    """A key by which Protime finds an object.

    Attributes:
        name: A predefined name such as `@absence-code`, or a custom one without `@`.
        value: Always text: leading zeros count.
    """

    name: str
    value: str


Reference = InternalId | ExternalReference


class InOut(Struct, frozen=True):
    """Coming or going: Protime derives the direction from the sequence."""

    kind = Kind.IN_OUT


class Reason(Struct, frozen=True):
    """Coming or going for a reason (an absence definition).

    Attributes:
        reason: The absence definition.
        is_open: Protime's `isOpen`; None leaves it out, which is right unless the customer
            was told otherwise by Protime.
    """

    kind = Kind.REASON
    reason: Reference
    is_open: bool | None = None


class ActivityLevel(Struct, frozen=True):
    """One level of an activity: its number in the structure, and the activity definition."""

    level: int
    definition: Reference


class Activity(Struct, frozen=True):
    """The start of an activity, one definition for each level."""

    kind = Kind.ACTIVITY
    levels: tuple[ActivityLevel, ...]


class ActivityEnd(Struct, frozen=True):
    """The end of whichever activity is running."""

    kind = Kind.ACTIVITY_END


Selection = InOut | Reason | Activity | ActivityEnd


class Option(Struct, frozen=True, kw_only=True):
    """One of the selections that a terminal offers.

    Attributes:
        name: What it is called in the configuration and in logs.
        label: What people call it.
        position: Its place among them; 1 for the first.
        selection: What it means.
    """

    name: str
    label: str
    position: int
    selection: Selection
