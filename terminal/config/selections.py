"""`[[selections]]`: what an employee can choose before the swipe, and how."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from terminal import model
from terminal.config.pins import Pin
from terminal.config.readers import ReaderName
from terminal.model import LONGEST_BADGE_NUMBER

Text = Annotated[
    str,
    Meta(
        pattern=r"^\S(.{0,98}\S)?\Z",
        description="at most 100 characters on one line, without space at the ends",
    ),
]
Labels = Annotated[
    dict[Text, Text],
    Meta(description='a table of languages and words, such as { nl = "Dokter", fr = "Médecin" }'),
]
Kind = Literal["InOut", "Reason", "Activity", "ActivityEnd"]
Reference = Annotated[
    dict[Text, int | Text],
    Meta(description='a table with one key, such as { "@absence-code" = "10" }'),
]
IsOpen = Annotated[bool, Meta(description="true or false, without quotes")]
LevelNumber = Annotated[
    int, Meta(ge=1, le=99, description="a whole number from 1 to 99", examples=[1])
]
FunctionBadge = Annotated[
    str,
    Meta(
        pattern=r"^\S(.*\S)?\Z",
        max_length=LONGEST_BADGE_NUMBER,
        description=f"a badge number, at most {LONGEST_BADGE_NUMBER} characters in double quotes",
    ),
]


class Level(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One level of an activity.

    Attributes:
        level: Its number in Protime's structure of activities.
        activity: The activity definition, by an id or an external reference.
    """

    level: LevelNumber
    activity: Reference = {}

    def made(self) -> model.ActivityLevel:
        """Return it as a clocking has it."""
        return model.ActivityLevel(self.level, _reference(self.activity))


class Selection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What can be chosen: what it means to Protime, and what chooses it.

    Attributes:
        name: What it is called in logs, and by a reader that has it fixed.
        labels: What people call it, in each of their languages.
        kind: The kind of the clocking that the swipe becomes.
        reason: The absence definition of a reason, by an id or an external reference.
        is_open: Protime's `isOpen` of a reason; None leaves it out.
        levels: The levels of an activity.
        button: The pin of its push button.
        badge: The number of its function badge, as the rules make it.
    """

    name: ReaderName
    labels: Labels = {}
    kind: Kind
    reason: Reference = {}
    is_open: IsOpen | None = None
    levels: tuple[Level, ...] = ()
    button: Pin | None = None
    badge: FunctionBadge | None = None

    @property
    def label(self) -> str:
        """What people call it, in all their languages."""
        return " / ".join(self.labels.values()) or self.name

    def made(self) -> model.Selection:
        """Return it as a swipe has it; only for one that breaks no rule."""
        match self.kind:
            case "Reason":
                return model.Reason(_reference(self.reason), self.is_open)
            case "Activity":
                return model.Activity(tuple(each.made() for each in self.levels))
            case "ActivityEnd":
                return model.ActivityEnd()
            case _:
                return model.InOut()


def _reference(table: dict[str, int | str]) -> model.Reference:
    ((name, value),) = table.items()
    return model.InternalId(value) if name == "id" else model.ExternalReference(name, str(value))
