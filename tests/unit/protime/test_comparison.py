"""Which of our clockings Protime has, by what a list shows."""

from typing import Any

import pytest

from terminal.model import (
    Activity,
    ActivityEnd,
    ActivityLevel,
    Clocking,
    ExternalReference,
    InternalId,
    Listed,
    Reason,
    Selection,
)
from terminal.protime.comparison import compare, wanted_references
from terminal.protime.payload import Naming
from tests.parts.clockings import clocking
from tests.parts.shown import DAY, DOOR, person, record, terminal

FOUND = Listed(candidates={1: ("19250",)}, unclear={})
ABSENT = Listed(candidates={1: ()}, unclear={})
GUID = "5B0D3C1E-6F7A-4E2B-9C8D-0A1B2C3D4E5F"


def seen(*items: object, of: Clocking | None = None, naming: Naming = DOOR) -> Listed:
    """Return what a list of these items tells of one clocking."""
    return compare(items, DAY, [of or clocking()], naming)


def unclear(*items: object, of: Clocking | None = None, naming: Naming = DOOR) -> str:
    """Return why a list of these items does not tell, which it must not."""
    outcome = seen(*items, of=of, naming=naming)
    assert outcome.candidates == {1: ()}
    return outcome.unclear[1]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"status": "Deleted"},
        {"status": "Unknown"},
        {"status": None},
        {"isGenerated": None},
        {"terminal": None},
        {"timeOfDayInMinutes": 510, "originalTimeOfDayInMinutes": 500},
        {"timeOfDayInMinutes": None, "originalTimeOfDayInMinutes": 500},
        {"date": "2024-12-18", "timeOfDayInMinutes": -940},
        {"date": "2024-12-16", "timeOfDayInMinutes": 1940},
        {"calculatedTimeOfDayInMinutes": None, "something": ["new"]},
    ],
)
def test_what_counts(fields: dict[str, Any]) -> None:
    """Deleted, edited and moved ones count, and ones that name no terminal."""
    assert seen(record(**fields)) == FOUND


@pytest.mark.parametrize(
    "fields",
    [
        {"isGenerated": True},
        {"person": person("1956")},
        {"person": person("01955")},
        {"kind": "Reason"},
        {"kind": "ActivityEnd"},
        {"terminal": terminal("PI-02")},
        {"timeOfDayInMinutes": 501},
        {"timeOfDayInMinutes": 500, "originalTimeOfDayInMinutes": 499},
        {"date": "2024-12-18"},
        {"date": "2024-12-16"},
        {"date": "2024-12-18", "timeOfDayInMinutes": -939},
    ],
)
def test_what_does_not_count(fields: dict[str, Any]) -> None:
    """Another person, kind, minute or door is another clocking, and so is Protime's own."""
    assert seen(record(**fields)) == ABSENT


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"id": None}, "its identifier"),
        ({"id": True}, "its identifier"),
        ({"id": ""}, "its identifier"),
        ({"isGenerated": "true"}, "whether Protime made it itself"),
        ({"date": None}, "its time"),
        ({"date": "yesterday"}, "its time"),
        ({"date": 20241217}, "its time"),
        ({"timeOfDayInMinutes": None}, "its time"),
        ({"timeOfDayInMinutes": 500.5}, "its time"),
        ({"timeOfDayInMinutes": True}, "its time"),
        ({"originalTimeOfDayInMinutes": "08:20"}, "its time"),
        ({"date": "2024-12-18", "originalTimeOfDayInMinutes": 500}, "its time"),
        ({"kind": None}, "its kind"),
        ({"kind": "Break"}, "its kind"),
        ({"kind": ["InOut"]}, "its kind"),
        ({"person": None}, "its person"),
        ({"person": "1955"}, "its person"),
        ({"person": {"id": 76547, "externalReferences": ["1955"]}}, "its person"),
        ({"person": {"externalReferences": {"@badge-number": 1955}}}, "its person"),
        ({"person": {"externalReferences": {}}}, "its person"),
        ({"person": person("1955 ")}, "its person"),
        ({"terminal": {"id": 765}}, "its terminal"),
        ({"terminal": terminal("pi-01")}, "its terminal"),
        ({"terminal": []}, "its terminal"),
    ],
)
def test_what_cannot_be_told(fields: dict[str, Any], words: str) -> None:
    """What is not shown, or not as documented, makes the matter unclear, not a clocking absent."""
    assert words in unclear(record(**fields))


@pytest.mark.parametrize("item", [{}, None, 7, "text", [], [record()]])
def test_an_item_that_cannot_be_understood(item: object) -> None:
    """It could be any of them, but makes no other item wrong."""
    assert "a clocking in Protime may be this one" in unclear(item)
    outcome = seen(record(), item)
    assert outcome.candidates == FOUND.candidates


def test_what_is_wrong_with_another_one_does_not_matter() -> None:
    """A record that is surely another clocking may be as odd as it likes."""
    odd = record(person=person("1956"), terminal=[], isGenerated="no", id=None)
    assert seen(odd, record(kind="ActivityEnd", date=None)) == ABSENT


def test_case_of_a_badge_number_is_not_decided_here() -> None:
    """Whether Protime tells capitals from small letters is not documented."""
    words = unclear(record(person=person("04a3b2c1")), of=clocking("04A3B2C1"))
    assert words == ("clocking 19250 in Protime may be this one: its person cannot be compared")


def test_a_terminal_where_none_was_sent() -> None:
    """Whether Protime enters a terminal by itself is not documented."""
    assert seen(record(terminal=None), naming=Naming()) == FOUND
    assert "its terminal" in unclear(record(), naming=Naming())


def test_internal_identifiers() -> None:
    """Where people and terminals are named by number, the numbers are compared."""
    naming = Naming(person_reference="id", terminal_reference="id", terminal_code="0765")
    plain = record(person={"id": 76547}, terminal={"id": 765})
    assert seen(plain, of=clocking("076547"), naming=naming) == FOUND
    assert seen(plain, of=clocking("76548"), naming=naming) == ABSENT
    another = record(person={"id": 76547}, terminal={"id": 766})
    assert seen(another, of=clocking("76547"), naming=naming) == ABSENT
    nobody = record(person={"id": None}, terminal={"id": 765})
    assert "its person" in unclear(nobody, of=clocking("76547"), naming=naming)


@pytest.mark.parametrize("lacks", [{"id": 2}, {"id": 2, "externalReferences": {}}])
def test_people_without_the_reference(lacks: dict[str, Any]) -> None:
    """They cannot have sent it, if the list shows that it would have told who did."""
    nameless = record(person=lacks)
    assert "its person" in unclear(nameless)
    elsewhere = record(id=19251, person=person("04A3B2C1"), timeOfDayInMinutes=7)
    assert seen(nameless, elsewhere) == ABSENT
    assert seen(elsewhere, nameless) == ABSENT


def test_a_doubt_of_another_sort_stays() -> None:
    """That names are shown settles who it was, and nothing else."""
    named = record(id=19251, person=person("04A3B2C1"))
    assert "its terminal" in unclear(record(person={"id": 2}), record(terminal={"id": 1}), named)


def test_a_record_shown_twice_is_one() -> None:
    """A clocking that changes while pages are read may be on two of them."""
    assert seen(record(), record(status="Deleted")) == FOUND


def test_two_that_look_alike_both_count_for_each() -> None:
    """The caller gives each of Protime's clockings to one of ours."""
    pair = [clocking(seq=1), clocking(seq=2), clocking(minute=501, seq=3)]
    outcome = compare([record(id=2), record(id=1), record(id=3)], DAY, pair, DOOR)
    assert outcome == Listed(candidates={1: ("2", "1", "3"), 2: ("2", "1", "3"), 3: ()}, unclear={})


DOCTOR = ExternalReference("@absence-code", "DOCTOR")


@pytest.mark.parametrize(
    ("selection", "fields", "expected"),
    [
        (Reason(InternalId(6578)), {"reason": {"id": 6578}}, FOUND),
        (Reason(InternalId("6578")), {"reason": {"id": 6578}}, FOUND),
        (Reason(InternalId(6578)), {"reason": {"id": 6579}}, ABSENT),
        (Reason(InternalId(6578)), {"reason": {}}, None),
        (Reason(InternalId(6578)), {}, None),
        (Reason(DOCTOR), {"reason": {"externalReferences": {"@absence-code": "DOCTOR"}}}, FOUND),
        (Reason(DOCTOR), {"reason": {"externalReferences": {"@absence-code": "OTHER"}}}, ABSENT),
        (Reason(DOCTOR), {"reason": {"externalReferences": {"@absence-code": ""}}}, None),
        (Reason(DOCTOR), {"reason": {"id": 6578}}, None),
        (Reason(InternalId(1), is_open=True), {"reason": {"id": 1}, "isOpen": True}, FOUND),
        (Reason(InternalId(1), is_open=True), {"reason": {"id": 1}, "isOpen": False}, ABSENT),
        (Reason(InternalId(1), is_open=True), {"reason": {"id": 1}, "isOpen": 1}, None),
        (Reason(InternalId(1), is_open=False), {"reason": {"id": 1}}, FOUND),
        (Reason(InternalId(1)), {"reason": {"id": 1}, "isOpen": True}, FOUND),
    ],
)
def test_reasons(selection: Reason, fields: dict[str, Any], expected: Listed | None) -> None:
    """A reason is compared as it was named; `isOpen` only where both say it."""
    outcome = seen(record(kind="Reason", **fields), of=clocking(selection=selection))
    if expected is None:
        assert "its reason or activity" in outcome.unclear[1]
    else:
        assert outcome == expected


def level(number: object, identifier: object) -> dict[str, object]:
    """Return one level of an activity as a list shows it."""
    return {"level": number, "activityDefinition": {"id": identifier}}


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([level(1, GUID.lower()), level(2, "B")], FOUND),
        ([level(2, "b"), level(1, GUID)], FOUND),
        ([level(1, GUID), level(2, "C")], ABSENT),
        ([level(1, "A")], ABSENT),
        ([level(1, GUID)], None),
        ([level(1, GUID), level(2, "B"), level(3, "C")], None),
        ([], None),
        (None, None),
        ({"1": GUID}, None),
        ([GUID, "B"], None),
        ([level("1", GUID), level(2, "B")], None),
        ([level(1, GUID), level(1, GUID)], None),
        ([level(1, GUID), {"level": 2}], None),
    ],
)
def test_activities(shown: object, expected: Listed | None) -> None:
    """Each level is compared, in whichever order; one too few or too many does not tell."""
    selection = Activity((ActivityLevel(1, InternalId(GUID)), ActivityLevel(2, InternalId("B"))))
    outcome = seen(record(kind="Activity", activityLevels=shown), of=clocking(selection=selection))
    if expected is None:
        assert "its reason or activity" in outcome.unclear[1]
    else:
        assert outcome == expected


def test_the_end_of_an_activity_has_no_selection() -> None:
    """Its kind alone tells it from others."""
    end = clocking(selection=ActivityEnd())
    assert seen(record(kind="ActivityEnd"), of=end) == FOUND
    assert seen(record(), of=end) == ABSENT


@pytest.mark.parametrize(
    ("one", "naming"),
    [
        (clocking(is_held=True), DOOR),
        (clocking(day=DAY.replace(day=18)), DOOR),
        (clocking("04A3B2C1"), Naming(person_reference="id")),
        (clocking(), Naming(terminal_reference="id", terminal_code="PI-01")),
    ],
)
def test_what_cannot_be_looked_for(one: Clocking, naming: Naming) -> None:
    """A clocking of another day, or one that these settings cannot name, is not called absent."""
    assert "it cannot be looked for" in unclear(record(), of=one, naming=naming)


def test_an_empty_list() -> None:
    """Protime has nothing of these days."""
    assert seen() == ABSENT
    assert compare([record()], DAY, [], DOOR) == Listed(candidates={}, unclear={})


@pytest.mark.parametrize(
    ("selections", "naming", "wanted"),
    [
        ([], Naming(), [("people", "@badge-number")]),
        ([], Naming(person_reference="id"), []),
        ([], DOOR, [("people", "@badge-number"), ("terminals", "@external-code")]),
        ([], Naming(person_reference="id", terminal_reference="id", terminal_code="1"), []),
        (
            [Reason(DOCTOR), Reason(InternalId(1)), Reason(DOCTOR), ActivityEnd()],
            Naming(person_reference="id"),
            [("absence-definitions", "@absence-code")],
        ),
        (
            [
                Activity((ActivityLevel(1, ExternalReference("@data-entry-code", "1")),)),
                Activity((ActivityLevel(1, ExternalReference("Ours", "2")),)),
            ],
            Naming(person_reference="id"),
            [("activity-definitions", "@data-entry-code"), ("activity-definitions", "Ours")],
        ),
    ],
)
def test_only_what_is_compared_is_asked_for(
    selections: list[Selection], naming: Naming, wanted: list[tuple[str, str]]
) -> None:
    """The names of the settings and of what was chosen, each once; none for identifiers."""
    clockings = [clocking(selection=one) for one in selections]
    assert wanted_references(clockings, naming) == wanted
