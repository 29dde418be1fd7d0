"""Which of our clockings Protime has, by what a list shows. Without any input or output."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from terminal.model import (
    Activity,
    Clocking,
    ExternalReference,
    Listed,
    Reason,
    Reference,
    Selection,
)
from terminal.protime.payload import Naming
from terminal.protime.sameness import Sameness, is_identifier
from terminal.protime.shown_minute import MINUTES_PER_DAY, ShownMinute, shown_minute
from terminal.protime.sought import Sought, sought
from terminal.protime.words import one_line

_PERSON = "its person"


def compare(
    items: Iterable[object], day: date, clockings: Sequence[Clocking], naming: Naming
) -> Listed:
    """Return which items of a list equal which clockings.

    One item may equal several clockings: two genuine ones within a minute look alike. What is
    deleted counts, since somebody saw it and did not want it; what Protime made does not.

    Args:
        items: What a list shows of a day and its neighbours, each of any JSON type. Read once.
        day: That day.
        clockings: What to look for, booked for that day.
        naming: How they were sent.
    """
    comparison = _Comparison(naming)
    for clocking in clockings:
        comparison.seek(clocking, day)
    for item in items:
        comparison.take(item)
    return comparison.result()


def wanted_references(clockings: Iterable[Clocking], naming: Naming) -> list[tuple[str, str]]:
    """Return the collections and names of the external references that `compare` looks at."""
    own = [("people", naming.person_reference), ("terminals", naming.terminal_reference)]
    named = [pair for pair in own if pair[1] not in {"", "id"}]
    chosen = {
        (collection, reference.name)
        for clocking in clockings
        for collection, reference in _references(clocking.swipe.selection)
        if isinstance(reference, ExternalReference)
    }
    return named + sorted(chosen)


def _references(selection: Selection) -> Iterator[tuple[str, Reference]]:
    if isinstance(selection, Reason):
        yield "absence-definitions", selection.reason
    if isinstance(selection, Activity):
        for level in selection.levels:
            yield "activity-definitions", level.definition


class _Comparison:
    def __init__(self, naming: Naming) -> None:
        self._naming = naming
        self._sought: dict[int, list[Sought]] = defaultdict(list)
        self._candidates: dict[int, dict[str, None]] = {}
        self._unclear: dict[int, str] = {}
        self._of_nobody: dict[int, str] = {}
        self._shows_names = naming.person_reference == "id"

    def seek(self, clocking: Clocking, day: date) -> None:
        self._candidates[clocking.seq] = {}
        try:
            one = sought(clocking, day, self._naming)
        except ValueError as error:
            self._unclear[clocking.seq] = f"it cannot be looked for: {error}"
        else:
            self._sought[one.minute].append(one)

    def take(self, item: object) -> None:
        record: Mapping[str, Any] = item if isinstance(item, dict) else {}
        self._shows_names = self._shows_names or _name(record, self._naming) is not None
        minute = shown_minute(record)
        for one in self._in_question(minute):
            self._judge(one, record, minute)

    def result(self) -> Listed:
        """Return what came of it.

        A person without the reference cannot be addressed by it, and did not send ours: but
        only a list that shows it of others proves that it would have been shown.
        """
        unclear = self._unclear if self._shows_names else self._of_nobody | self._unclear
        return Listed(
            candidates={seq: tuple(found) for seq, found in self._candidates.items()},
            unclear=unclear,
        )

    def _in_question(self, minute: ShownMinute) -> Iterator[Sought]:
        if minute.first is None:
            for group in self._sought.values():
                yield from group
            return
        for days in (-1, 0, 1):
            yield from self._sought.get(minute.first + days * MINUTES_PER_DAY, ())

    def _judge(self, one: Sought, record: Mapping[str, Any], minute: ShownMinute) -> None:
        compared = one.compare(record, minute)
        if Sameness.DIFFERENT in compared.values():
            return
        untold = [words for words, sameness in compared.items() if sameness is Sameness.UNTOLD]
        if not untold:
            self._candidates[one.seq][str(record["id"])] = None
            return
        is_of_nobody = _PERSON in untold and _has_no_name(record, self._naming)
        reasons = self._of_nobody if is_of_nobody else self._unclear
        reasons[one.seq] = _reason(record, untold)


def _name(record: Mapping[str, Any], naming: Naming) -> str | None:
    """Return the reference of a record's person, where it shows one."""
    person = record.get("person")
    references = person.get("externalReferences") if isinstance(person, dict) else None
    name = references.get(naming.person_reference) if isinstance(references, dict) else None
    return name if isinstance(name, str) and name else None


def _has_no_name(record: Mapping[str, Any], naming: Naming) -> bool:
    """Return whether a record has a person in good order, without the reference."""
    person = record.get("person")
    if not isinstance(person, dict) or not is_identifier(person.get("id")):
        return False
    references = person.get("externalReferences") or {}
    return isinstance(references, dict) and not references.get(naming.person_reference)


def _reason(record: Mapping[str, Any], untold: Sequence[str]) -> str:
    identifier = record.get("id")
    which = f"clocking {identifier}" if is_identifier(identifier) else "a clocking"
    return one_line(f"{which} in Protime may be this one: {', '.join(untold)} cannot be compared")
