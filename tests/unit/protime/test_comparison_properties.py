"""Whatever a list shows, and whatever people did to it, our clockings are told from others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from terminal.model import (
    ActivityEnd,
    Clocking,
    ExternalReference,
    InOut,
    Listed,
    Reason,
    Selection,
)
from terminal.protime.comparison import compare
from tests.parts.clockings import clocking
from tests.parts.shown import DAY, DOOR, person, record, terminal

BADGES = ("1955", "00042", "04A3B2C1")
MINUTES = (0, 1, 720, 1438, 1439)
SELECTIONS: tuple[Selection, ...] = (
    InOut(),
    ActivityEnd(),
    Reason(ExternalReference("@absence-code", "DOCTOR")),
    Reason(ExternalReference("@absence-code", "DENTIST")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What somebody sent to Protime from some terminal, once."""

    badge: str
    selection: Selection
    minute: int
    day: date = DAY
    door: str | None = "PI-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of it in Protime."""

    edited_to: int | None = None
    moved_days: int = 0
    is_deleted: bool = False
    is_generated: bool = False


SENT = st.builds(
    Sent,
    badge=st.sampled_from(BADGES),
    selection=st.sampled_from(SELECTIONS),
    minute=st.sampled_from(MINUTES),
)
BOOKED = st.builds(
    replace,
    SENT,
    day=st.sampled_from([DAY + timedelta(days=days) for days in (-1, 0, 1)]),
    door=st.sampled_from(["PI-01", "PI-02", None]),
)
FATES = st.one_of(
    st.builds(Fate, is_deleted=st.booleans(), is_generated=st.booleans()),
    st.builds(Fate, edited_to=st.integers(0, 1439), is_deleted=st.booleans()),
    st.builds(Fate, moved_days=st.sampled_from([-1, 1]), is_deleted=st.booleans()),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*record(), "externalReferences", "x"]), inner)
    ),
    max_leaves=10,
)


def shown(identifier: int, sent: Sent, fate: Fate) -> Mapping[str, Any]:
    """Return a record as Protime would list it."""
    shift = fate.moved_days * 1440
    is_edited = fate.edited_to is not None
    chosen = sent.selection
    return record(
        id=identifier,
        person=person(sent.badge),
        terminal=sent.door and terminal(sent.door),
        date=(sent.day + timedelta(days=fate.moved_days)).isoformat(),
        timeOfDayInMinutes=fate.edited_to if is_edited else sent.minute - shift,
        originalTimeOfDayInMinutes=sent.minute if is_edited else None,
        kind=str(chosen.kind),
        reason={"id": 1, "externalReferences": {chosen.reason.name: chosen.reason.value}}
        if isinstance(chosen, Reason) and isinstance(chosen.reason, ExternalReference)
        else None,
        isGenerated=fate.is_generated,
        status="Deleted" if fate.is_deleted else "Active",
    )


def ours(sent: Sequence[Sent]) -> list[Clocking]:
    """Return clockings of this terminal."""
    return [
        clocking(each.badge, selection=each.selection, minute=each.minute, seq=seq)
        for seq, each in enumerate(sent, start=1)
    ]


def expected(sent: Sequence[Sent], booked: Sequence[tuple[Sent, Fate]]) -> dict[int, set[str]]:
    """Return what must be found, by what was sent instead of by what is shown."""
    return {
        seq: {
            str(identifier)
            for identifier, (one, fate) in enumerate(booked)
            if not fate.is_generated and one in (each, replace(each, door=None))
        }
        for seq, each in enumerate(sent, start=1)
    }


def found(listed: Listed) -> dict[int, set[str]]:
    """Return the candidates without their order; none is there twice."""
    assert all(len(set(each)) == len(each) for each in listed.candidates.values())
    return {seq: set(each) for seq, each in listed.candidates.items()}


LISTS = st.lists(st.tuples(BOOKED | SENT, FATES), max_size=8)
OURS = st.lists(SENT, max_size=4)


@given(OURS, LISTS)
def test_exactly_ours_are_found(sent: list[Sent], booked: list[tuple[Sent, Fate]]) -> None:
    """Whatever was edited, moved, deleted or generated, what was sent here is found by it."""
    items = [shown(number, one, fate) for number, (one, fate) in enumerate(booked)]
    listed = compare(items, DAY, ours(sent), DOOR)
    assert found(listed) == expected(sent, booked)
    for seq, reason in listed.unclear.items():
        each = sent[seq - 1]
        neighbours = {replace(each, day=DAY + timedelta(days=days)) for days in (-1, 1)}
        # Whether an edited one of the next day was moved there is all that may be unclear.
        assert "its time" in reason
        assert any(
            fate.edited_to is not None and replace(one, door=each.door) in neighbours
            for one, fate in booked
        )


@given(OURS, LISTS, st.lists(JSON, max_size=4))
def test_nonsense_takes_nothing_away(
    sent: list[Sent], booked: list[tuple[Sent, Fate]], nonsense: list[object]
) -> None:
    """No item of a list can hide another one, or end the comparison."""
    items = [shown(number, one, fate) for number, (one, fate) in enumerate(booked)]
    plain = compare(items, DAY, ours(sent), DOOR)
    listed = compare([*nonsense, *items, *nonsense], DAY, ours(sent), DOOR)
    assert found(listed) == found(plain)
    assert listed.candidates.keys() == plain.candidates.keys()


@given(
    SENT,
    st.sampled_from(["id", "person", "date", "timeOfDayInMinutes", "kind"]),
    JSON.filter(lambda value: not isinstance(value, int | str | dict)),
)
def test_what_is_not_as_documented_is_never_absent(sent: Sent, field: str, value: object) -> None:
    """A record of ours of which one field makes no sense leaves the matter unclear."""
    broken = {**shown(7, sent, Fate()), field: value}
    listed = compare([broken], DAY, ours([sent]), DOOR)
    assert listed.candidates == {1: ()}
    assert list(listed.unclear) == [1]


@given(OURS, LISTS, st.randoms(use_true_random=False))
def test_the_order_of_a_list_does_not_matter(
    sent: list[Sent],
    booked: list[tuple[Sent, Fate]],
    random: Any,  # noqa: ANN401 - Hypothesis's own
) -> None:
    """Pages may come in any order."""
    items = [shown(number, one, fate) for number, (one, fate) in enumerate(booked)]
    plain = compare(items, DAY, ours(sent), DOOR)
    random.shuffle(items)
    mixed = compare(items, DAY, ours(sent), DOOR)
    assert found(mixed) == found(plain)
    assert mixed.unclear.keys() == plain.unclear.keys()
