"""A clocking as one looks for it in a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, assert_never

from terminal.model import (
    Activity,
    ActivityEnd,
    ActivityLevel,
    Clocking,
    InOut,
    Kind,
    Reason,
    Reference,
    Selection,
)
from terminal.protime.payload import Naming, person_of, terminal_of
from terminal.protime.sameness import (
    Sameness,
    is_identifier,
    least,
    same_claim,
    same_object,
)
from terminal.protime.shown_minute import ShownMinute, booked_minute

_KINDS = frozenset(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a clocking was sent with, as far as a list shows it.

    Attributes:
        minute: See `terminal.protime.shown_minute`.
        terminal: What this terminal was named by; None where it was not named.
    """

    seq: int
    person: Reference
    minute: int
    terminal: Reference | None
    selection: Selection

    def compare(self, record: Mapping[str, Any], minute: ShownMinute) -> dict[str, Sameness]:
        """Return in which respects a record is this clocking, in words for a person."""
        return {
            "its identifier": _told(is_told=is_identifier(record.get("id"))),
            "whether Protime made it itself": _posted(record.get("isGenerated")),
            "its time": minute.is_same(self.minute),
            "its kind": _same_kind(self.selection.kind, record.get("kind")),
            "its person": same_object(self.person, record.get("person")),
            "its terminal": _same_terminal(self.terminal, record.get("terminal")),
            "its reason or activity": _same_selection(self.selection, record),
        }


def sought(clocking: Clocking, day: date, naming: Naming) -> Sought:
    """Return what to look for in a list of a day and its neighbours.

    Raises:
        ValueError: It is not a clocking of that day, or by these settings cannot have been sent.
    """
    if clocking.booked is None or clocking.booked.date != day:
        raise ValueError(f"it is not booked for {day}")
    return Sought(
        seq=clocking.seq,
        person=person_of(clocking.swipe.badge_number, naming),
        minute=booked_minute(clocking.booked),
        terminal=terminal_of(naming),
        selection=clocking.swipe.selection,
    )


def _told(*, is_told: bool) -> Sameness:
    return Sameness.SAME if is_told else Sameness.UNTOLD


def _posted(is_generated: object) -> Sameness:
    """Clockings that Protime makes by itself are none that somebody sent."""
    return same_claim(ours=False, shown=is_generated)


def _same_kind(ours: Kind, shown: object) -> Sameness:
    if shown == ours:
        return Sameness.SAME
    is_another = isinstance(shown, str) and shown in _KINDS
    return Sameness.DIFFERENT if is_another else Sameness.UNTOLD


def _same_terminal(ours: Reference | None, shown: object) -> Sameness:
    """Another door is another clocking; one without a terminal may be from anywhere."""
    if shown is None:
        return Sameness.SAME
    # Whether Protime enters one by itself where none was sent is not documented.
    return Sameness.UNTOLD if ours is None else same_object(ours, shown)


def _same_selection(ours: Selection, record: Mapping[str, Any]) -> Sameness:
    match ours:
        case InOut() | ActivityEnd():
            return Sameness.SAME
        case Reason(reason=reason, is_open=is_open):
            return least(
                same_object(reason, record.get("reason")),
                same_claim(ours=is_open, shown=record.get("isOpen")),
            )
        case Activity(levels=levels):
            return _same_levels(levels, record.get("activityLevels"))
        case _:
            assert_never(ours)


def _same_levels(ours: tuple[ActivityLevel, ...], shown: object) -> Sameness:
    definitions = _definitions(shown)
    if definitions is None:
        return Sameness.UNTOLD
    common = [
        same_object(level.definition, definitions[level.level])
        for level in ours
        if level.level in definitions
    ]
    # Whether Protime lists levels that follow from those sent is not documented.
    is_complete = definitions.keys() == {level.level for level in ours}
    return least(*common, _told(is_told=is_complete))


def _definitions(shown: object) -> dict[int, object] | None:
    """Return the definition of each level; None where that cannot be read."""
    if not isinstance(shown, list) or not all(isinstance(level, dict) for level in shown):
        return None
    numbers = [level.get("level") for level in shown]
    is_readable = all(type(number) is int for number in numbers)
    if not is_readable or len(set(numbers)) < len(numbers):
        return None
    return {level["level"]: level.get("activityDefinition") for level in shown}
