"""Clockings as Protime's page "Create a clocking" describes them."""

import json
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from terminal.model import (
    Activity,
    ActivityEnd,
    ActivityLevel,
    ExternalReference,
    InternalId,
    Place,
    Reason,
    Selection,
)
from terminal.protime.payload import Naming, body_of
from tests.parts.clockings import clocking

BY_ID = Naming(person_reference="id")


def test_in_out_by_badge_number() -> None:
    """The page's first example, and its night shift."""
    assert json.loads(body_of(clocking("1955"), Naming())) == {
        "person": {"externalReferences": {"@badge-number": "1955"}},
        "date": "2024-12-17",
        "timeOfDayInMinutes": 500,
        "kind": "InOut",
    }
    night = body_of(clocking("1955", day=date(2025, 2, 13), minute=1320), Naming())
    assert json.loads(night)["date"] == "2025-02-13"
    assert json.loads(night)["timeOfDayInMinutes"] == 1320


def test_reason_by_internal_ids() -> None:
    """The page's example of a reason clocking."""
    chosen = Reason(InternalId(6578))
    assert json.loads(body_of(clocking("76547", selection=chosen), BY_ID)) == {
        "person": {"id": 76547},
        "date": "2024-12-17",
        "timeOfDayInMinutes": 500,
        "kind": "Reason",
        "reason": {"id": 6578},
    }


@pytest.mark.parametrize("is_open", [True, False])
def test_an_open_reason_by_absence_code(is_open: bool) -> None:  # noqa: FBT001 - a parameter
    """A reason is named by a reference too, and `isOpen` is sent where it was chosen."""
    chosen = Reason(ExternalReference("@absence-code", "DOC"), is_open=is_open)
    body = json.loads(body_of(clocking(selection=chosen), Naming()))
    assert body["reason"] == {"externalReferences": {"@absence-code": "DOC"}}
    assert body["isOpen"] is is_open


def test_activity_with_external_references() -> None:
    """The page's example of an activity, but with numbers in the right places as geolocation."""
    chosen = Activity(
        (
            ActivityLevel(1, ExternalReference("@data-entry-code", "00014")),
            ActivityLevel(2, ExternalReference("@data-entry-code", "10019")),
        )
    )
    naming = Naming(
        person_reference="@employee-number",
        terminal_reference="SapTerminalCode",
        terminal_code="SAPTO1",
    )
    place = Place(longitude=4.392225, latitude=51.144127)
    sent = clocking("01256", selection=chosen, day=date(2024, 1, 5), minute=480, place=place)
    assert json.loads(body_of(sent, naming)) == {
        "person": {"externalReferences": {"@employee-number": "01256"}},
        "date": "2024-01-05",
        "timeOfDayInMinutes": 480,
        "terminal": {"externalReferences": {"SapTerminalCode": "SAPTO1"}},
        "geolocation": {"longitude": 4.392225, "latitude": 51.144127},
        "kind": "Activity",
        "activityLevels": [
            {
                "level": 1,
                "activityDefinition": {"externalReferences": {"@data-entry-code": "00014"}},
            },
            {
                "level": 2,
                "activityDefinition": {"externalReferences": {"@data-entry-code": "10019"}},
            },
        ],
    }


def test_end_of_an_activity() -> None:
    """The page's example of the end of an activity, and a terminal by its identifier."""
    naming = Naming(person_reference="id", terminal_reference="id", terminal_code="765")
    sent = clocking("76547", selection=ActivityEnd(), minute=480)
    assert json.loads(body_of(sent, naming)) == {
        "person": {"id": 76547},
        "date": "2024-12-17",
        "timeOfDayInMinutes": 480,
        "terminal": {"id": 765},
        "kind": "ActivityEnd",
    }


def test_an_activity_by_guid() -> None:
    """An activity definition's own identifier is text."""
    chosen = Activity((ActivityLevel(1, InternalId("7d5f0c1e-0000-4000-8000-000000000001")),))
    body = json.loads(body_of(clocking(selection=chosen), Naming()))
    assert body["activityLevels"][0]["activityDefinition"] == {
        "id": "7d5f0c1e-0000-4000-8000-000000000001"
    }


@example(minute=-1)
@example(minute=0)
@example(minute=1439)
@example(minute=1440)
@given(minute=st.integers())
def test_only_minutes_of_the_day_leave(minute: int) -> None:
    """0 to 1439 are sent, anything else is refused: it would override Protime's schedule."""
    if 0 <= minute <= 1439:
        assert json.loads(body_of(clocking(minute=minute), Naming()))["timeOfDayInMinutes"] == (
            minute
        )
    else:
        with pytest.raises(ValueError, match="within its day"):
            body_of(clocking(minute=minute), Naming())


@given(value=st.text(min_size=1, max_size=20), name=st.text(min_size=1, max_size=20))
def test_references_survive_as_text(name: str, value: str) -> None:
    """Whatever a reference is called, it arrives as it is, exactly one in its object."""
    chosen = Reason(ExternalReference(name, value))
    body = json.loads(body_of(clocking(selection=chosen), Naming()))
    assert body["reason"] == {"externalReferences": {name: value}}


@pytest.mark.parametrize(
    ("selection", "naming", "badge"),
    [
        (Activity(()), Naming(), "1"),
        (Reason(ExternalReference("", "x")), Naming(), "1"),
        (Reason(ExternalReference("@absence-code", "")), Naming(), "1"),
        (ActivityEnd(), BY_ID, "04A3F2"),
        (ActivityEnd(), BY_ID, "²"),
        (ActivityEnd(), Naming(terminal_reference="id", terminal_code="PI-01"), "1"),
        (ActivityEnd(), Naming(terminal_reference="@external-code"), "1"),
        (ActivityEnd(), Naming(person_reference=""), "1"),
    ],
)
def test_what_has_no_name_is_refused(selection: Selection, naming: Naming, badge: str) -> None:
    """A clocking that Protime could not understand is not sent."""
    with pytest.raises(ValueError, match=r"\w"):
        body_of(clocking(badge, selection=selection), naming)


def test_a_refusal_does_not_show_the_badge() -> None:
    """The words for a badge number that is no identifier show only its end."""
    with pytest.raises(ValueError, match="badge …F2 ") as refused:
        body_of(clocking("04A3F2"), BY_ID)
    assert "04A3F2" not in str(refused.value)


def test_a_held_clocking_is_refused() -> None:
    """A clocking without a known time cannot be sent at all."""
    with pytest.raises(ValueError, match="time is not known"):
        body_of(clocking(is_held=True), Naming())
