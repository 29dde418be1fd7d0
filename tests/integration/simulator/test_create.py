"""Clockings that the simulated Protime books."""

from collections.abc import Mapping
from typing import Any

import pytest

from terminal.simulator import ProtimeSimulator
from tests.parts.protime_caller import IN_OUT, ProtimeCaller

LEVELS = [
    {"level": 1, "activityDefinition": {"externalReferences": {"@data-entry-code": "00014"}}},
    {"level": 2, "activityDefinition": {"externalReferences": {"@data-entry-code": "10019"}}},
]
ACTIVITY = {
    "person": {"externalReferences": {"@employee-number": "01256"}},
    "date": "2024-01-05",
    "timeOfDayInMinutes": 480,
    "terminal": {"externalReferences": {"SapTerminalCode": "SAPTO1"}},
    "geolocation": {"longitude": "51.144127", "latitude": "4.392225"},
    "kind": "Activity",
    "activityLevels": LEVELS,
}
BY_ID = {"person": {"id": 76547}, "date": "2024-12-17"}
DOCUMENTED = [
    IN_OUT,
    {**BY_ID, "timeOfDayInMinutes": 500, "kind": "Reason", "reason": {"id": 6578}},
    {name: value for name, value in ACTIVITY.items() if name != "geolocation"},
    {**BY_ID, "timeOfDayInMinutes": 480, "kind": "ActivityEnd"},
    {**IN_OUT, "date": "2025-02-13", "timeOfDayInMinutes": 1320},
    {**IN_OUT, "date": "2025-02-14", "timeOfDayInMinutes": 360},
    {
        **BY_ID,
        "timeOfDayInMinutes": 480,
        "terminal": {"id": 765},
        "geolocation": {"longitude": 4.392225, "latitude": 51.144127},
        "kind": "InOut",
    },
]


@pytest.mark.parametrize("body", DOCUMENTED, ids=lambda body: body["kind"])
def test_books_every_documented_example(
    simulator: ProtimeSimulator, caller: ProtimeCaller, body: Mapping[str, Any]
) -> None:
    """Each example of the documentation is booked as posted, and Location names it."""
    reply = caller.post(body)

    (booked,) = simulator.ledger.booked
    assert reply.status == 201
    assert reply.headers["Location"] == f"{caller.clockings}/{booked.id}"
    assert booked.posted == body
    assert booked.booking.person_id == 76547
    assert booked.booking.date.isoformat() == body["date"]
    assert booked.booking.time_of_day_in_minutes == body["timeOfDayInMinutes"]
    assert booked.request == simulator.exchanges[-1].request.number


def test_refuses_the_documented_geolocation_of_strings(caller: ProtimeCaller) -> None:
    """The example with coordinates as strings contradicts the table of fields: refused."""
    reply = caller.post(ACTIVITY)

    assert reply.status == 400
    assert reply.wrong_fields == ["geolocation.longitude", "geolocation.latitude"]


def test_books_the_same_body_twice(simulator: ProtimeSimulator, caller: ProtimeCaller) -> None:
    """There is no idempotency: two posts are two clockings."""
    locations = {caller.post().headers["Location"], caller.post().headers["Location"]}

    assert len(locations) == len(simulator.ledger.booked) == 2


@pytest.mark.parametrize("minutes", [-1440, 0, 1439, 2880])
def test_books_the_whole_range_of_minutes(caller: ProtimeCaller, minutes: int) -> None:
    """The ends of the documented range belong to it."""
    assert caller.post({**IN_OUT, "timeOfDayInMinutes": minutes}).status == 201


@pytest.mark.parametrize(
    "reference",
    [
        {"externalReferences": {"@absence-code": "DOCTOR"}},
        {"id": 6578},
    ],
)
def test_books_an_open_reason(
    simulator: ProtimeSimulator, caller: ProtimeCaller, reference: Mapping[str, Any]
) -> None:
    """A reason is found by id or by its code, and isOpen is kept."""
    reply = caller.post({**IN_OUT, "kind": "Reason", "reason": reference, "isOpen": True})

    assert reply.status == 201
    (booked,) = simulator.ledger.booked
    assert (booked.booking.reason_id, booked.booking.is_open) == (6578, True)


def test_finds_activities_by_guid(simulator: ProtimeSimulator, caller: ProtimeCaller) -> None:
    """An activity definition is named by a GUID as well."""
    definition = simulator.directory.activity_definitions[0]
    level = {"level": 1, "activityDefinition": {"id": definition.id}}

    assert caller.post({**IN_OUT, "kind": "Activity", "activityLevels": [level]}).status == 201
    assert simulator.ledger.booked[0].booking.activity_levels == ((1, definition.id),)


def test_counts_what_happens(simulator: ProtimeSimulator, caller: ProtimeCaller) -> None:
    """Requests, connections, tokens and bookings are counted."""
    caller.post()
    caller.post({})

    counters = simulator.counters
    assert (counters.requests, counters.connections, counters.tokens) == (3, 1, 1)
    assert (counters.booked, counters.faults) == (1, 0)
