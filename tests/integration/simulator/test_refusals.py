"""Everything that the simulated Protime refuses, and with which error body."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from terminal.simulator import (
    READ_CLOCKINGS,
    WRITE_CLOCKINGS,
    ActivityDefinition,
    Client,
    Directory,
    Person,
    ProtimeSimulator,
)
from tests.parts.protime_caller import IN_OUT, ProtimeCaller

REASON = {**IN_OUT, "kind": "Reason", "reason": {"id": 6578}}
LEVEL = {"level": 1, "activityDefinition": {"externalReferences": {"@data-entry-code": "00014"}}}
BELOW = {"level": 2, "activityDefinition": {"externalReferences": {"@data-entry-code": "10019"}}}
ACTIVITY = {**IN_OUT, "kind": "Activity", "activityLevels": [LEVEL]}
UNFIT = [
    ([], ""),
    ({**IN_OUT, "seconds": 1}, "seconds"),
    ({**IN_OUT, "status": "Active"}, "status"),
    ({**IN_OUT, "person": 1}, "person"),
    ({**IN_OUT, "person": {}}, "person"),
    ({**IN_OUT, "person": {"id": "1"}}, "person.id"),
    ({**IN_OUT, "person": {"id": True}}, "person.id"),
    ({**IN_OUT, "person": {"id": 0}}, "person.id"),
    ({**IN_OUT, "person": {"id": 1, "externalReferences": {"@badge-number": "1"}}}, "person"),
    ({**IN_OUT, "person": {"externalReferences": {}}}, "person.externalReferences"),
    (
        {
            **IN_OUT,
            "person": {"externalReferences": {"@badge-number": "1955", "@employee-number": "1"}},
        },
        "person.externalReferences",
    ),
    (
        {**IN_OUT, "person": {"externalReferences": {"@badge-number": 1955}}},
        "person.externalReferences.@badge-number",
    ),
    (
        {**IN_OUT, "person": {"externalReferences": {"@badge-number": ""}}},
        "person.externalReferences.@badge-number",
    ),
    ({**IN_OUT, "date": 20241217}, "date"),
    ({**IN_OUT, "date": "17/12/2024"}, "date"),
    ({**IN_OUT, "date": "20241217"}, "date"),
    ({**IN_OUT, "date": "2023-02-29"}, "date"),
    ({**IN_OUT, "timeOfDayInMinutes": "500"}, "timeOfDayInMinutes"),
    ({**IN_OUT, "timeOfDayInMinutes": 500.0}, "timeOfDayInMinutes"),
    ({**IN_OUT, "timeOfDayInMinutes": None}, "timeOfDayInMinutes"),
    ({**IN_OUT, "timeOfDayInMinutes": -1441}, "timeOfDayInMinutes"),
    ({**IN_OUT, "timeOfDayInMinutes": 2881}, "timeOfDayInMinutes"),
    ({**IN_OUT, "kind": "inout"}, "kind"),
    ({**IN_OUT, "kind": ["InOut"]}, "kind"),
    ({**IN_OUT, "geolocation": {"longitude": 4.4}}, "geolocation.latitude"),
    ({**IN_OUT, "geolocation": {"longitude": 4.4, "latitude": 91}}, "geolocation.latitude"),
    ({**IN_OUT, "geolocation": {"longitude": "4.4", "latitude": 51.1}}, "geolocation.longitude"),
    ({**IN_OUT, "geolocation": {"longitude": 4.4, "latitude": "51.1"}}, "geolocation.latitude"),
    ({**IN_OUT, "geolocation": [4.4, 51.1]}, "geolocation"),
    ({**IN_OUT, "geolocation": None}, "geolocation"),
    ({**IN_OUT, "terminal": {"code": "PI-01"}}, "terminal.code"),
    ({**IN_OUT, "terminal": {"id": "765"}}, "terminal.id"),
    ({**IN_OUT, "terminal": None}, "terminal"),
    ({**IN_OUT, "kind": "Reason"}, "reason"),
    ({**REASON, "isOpen": "true"}, "isOpen"),
    ({**REASON, "isOpen": 1}, "isOpen"),
    ({**REASON, "isOpen": None}, "isOpen"),
    ({**REASON, "reason": 6578}, "reason"),
    ({**REASON, "reason": {"id": "6578"}}, "reason.id"),
    (
        {**REASON, "reason": {"externalReferences": {"@absence-code": 6578}}},
        "reason.externalReferences.@absence-code",
    ),
    ({**IN_OUT, "kind": "Activity"}, "activityLevels"),
    ({**ACTIVITY, "activityLevels": []}, "activityLevels"),
    ({**ACTIVITY, "activityLevels": LEVEL}, "activityLevels"),
    ({**ACTIVITY, "activityLevels": [{**LEVEL, "level": "1"}]}, "activityLevels[0].level"),
    ({**ACTIVITY, "activityLevels": [{**LEVEL, "level": 0}]}, "activityLevels[0].level"),
    (
        {**ACTIVITY, "activityLevels": [LEVEL, {**BELOW, "name": "Welding"}]},
        "activityLevels[1].name",
    ),
    ({**ACTIVITY, "activityLevels": [{"level": 1}]}, "activityLevels[0].activityDefinition"),
    (
        {**ACTIVITY, "activityLevels": [{"level": 1, "activityDefinition": {"id": 14}}]},
        "activityLevels[0].activityDefinition.id",
    ),
]
BROKEN_RULES = [
    ({"person": {"externalReferences": {"@badge-number": "9"}}}, "nothing with @badge-number '9'"),
    ({"person": {"externalReferences": {"@badge-number": "01955"}}}, "nothing with"),
    ({"person": {"externalReferences": {"@badge": "1955"}}}, "no external reference '@badge'"),
    ({"person": {"id": 1}}, "nothing with id 1"),
    ({"person": {"externalReferences": {"@badge-number": "2020"}}}, "not in service"),
    ({"person": {"externalReferences": {"@badge-number": "2099"}}}, "calendar"),
    ({"terminal": {"externalReferences": {"@external-code": "PI-02"}}}, "terminals has nothing"),
    ({"reason": {"id": 6578}}, "reason belongs to kind Reason only"),
    ({"isOpen": False}, "isOpen belongs to kind Reason only"),
    ({"activityLevels": [LEVEL]}, "activityLevels belongs to kind Activity only"),
    ({"kind": "ActivityEnd", "activityLevels": [LEVEL]}, "kind Activity only"),
    ({"kind": "ActivityEnd", "reason": {"id": 6578}}, "reason belongs to kind Reason only"),
    (
        {"kind": "Activity", "activityLevels": [LEVEL], "reason": {"id": 6578}},
        "reason belongs to kind Reason only",
    ),
    (
        {"kind": "Activity", "activityLevels": [LEVEL], "isOpen": True},
        "isOpen belongs to kind Reason only",
    ),
    (
        {"kind": "Reason", "reason": {"id": 6578}, "activityLevels": [LEVEL]},
        "activityLevels belongs to kind Activity only",
    ),
    (
        {"kind": "Reason", "reason": {"externalReferences": {"@data-entry-code": "00014"}}},
        "absence-definitions has no external reference '@data-entry-code'",
    ),
    ({"kind": "Reason", "reason": {"id": 1}}, "absence-definitions has nothing"),
    ({"kind": "Reason", "reason": {"id": 6579}}, "no reason for a clocking"),
    ({"kind": "Reason", "reason": {"id": 6580}}, "no reason for a clocking"),
    ({"kind": "Activity", "activityLevels": [LEVEL, LEVEL]}, "a level twice"),
    ({"kind": "Activity", "activityLevels": [BELOW]}, "does not belong to the one above"),
    ({"kind": "Activity", "activityLevels": [{**LEVEL, "level": 2}]}, "on level 2"),
]
WRONG_HEADERS = [
    ("User-Agent", "", 400),
    ("User-Agent", "python-httpx/0.28", 400),
    ("User-Agent", "caller (Acme Corp)", 400),
    ("User-Agent", "caller/1.0 ()", 400),
    ("Authorization", "", 401),
    ("Authorization", "Basic abc", 401),
    ("Authorization", "Bearer unknown", 401),
    ("Accept", "*/*", 406),
    ("Content-Type", "text/plain", 415),
    ("Content-Type", "application/json; charset=latin-1", 415),
]


@pytest.mark.parametrize(("body", "field"), UNFIT)
def test_refuses_a_body_that_does_not_fit(
    simulator: ProtimeSimulator, caller: ProtimeCaller, body: object, field: str
) -> None:
    """Missing, unknown, mistyped and impossible values are named, in validationErrors."""
    reply = caller.post(body)

    assert reply.status == 400
    assert "error" not in reply.json()
    assert field in reply.wrong_fields
    assert simulator.ledger.all == ()


@pytest.mark.parametrize("name", ["person", "date", "timeOfDayInMinutes", "kind"])
def test_requires_the_documented_fields(caller: ProtimeCaller, name: str) -> None:
    """Without a required field nothing is booked."""
    reply = caller.post({key: value for key, value in IN_OUT.items() if key != name})

    assert (reply.status, reply.wrong_fields) == (400, [name])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b'{"kind": NaN}',
        json.dumps(IN_OUT).encode().replace(b'"kind"', b'"kind": "InOut", "kind"'),
        json.dumps(IN_OUT).encode("utf-16"),
    ],
    ids=["empty", "cut", "not UTF-8", "deep", "NaN", "twice", "UTF-16"],
)
def test_refuses_what_is_not_json(caller: ProtimeCaller, body: bytes) -> None:
    """A body that cannot be decoded is answered like one that does not fit."""
    reply = caller.send("POST", caller.clockings, body)

    assert (reply.status, reply.wrong_fields) == (400, [""])


@pytest.mark.parametrize(("change", "reason"), BROKEN_RULES)
def test_refuses_what_breaks_a_rule(
    simulator: ProtimeSimulator, caller: ProtimeCaller, change: Mapping[str, Any], reason: str
) -> None:
    """What the people and definitions do not allow is refused with reasons."""
    reply = caller.post({**IN_OUT, **change})

    assert reply.status == 400
    assert reply.json()["error"]["code"] == "BadRequest"
    assert reason in reply.reasons
    assert simulator.ledger.all == ()


def test_names_all_reasons_at_once() -> None:
    """Several broken rules come in one answer."""
    with ProtimeSimulator() as simulator, ProtimeCaller(simulator) as caller:
        caller.log_in()
        reply = caller.post({**IN_OUT, "person": {"id": 1}, "terminal": {"id": 1}, "isOpen": True})

    assert len(reply.json()["error"]["reasons"]) == 3


def test_refuses_a_reference_that_fits_two() -> None:
    """A badge number that two people have names neither."""
    twins = Directory(people=[Person(id=1, badge_number="7"), Person(id=2, badge_number="7")])
    with ProtimeSimulator(twins) as simulator, ProtimeCaller(simulator) as caller:
        caller.log_in()
        reply = caller.post({**IN_OUT, "person": {"externalReferences": {"@badge-number": "7"}}})

    assert "2 objects" in reply.reasons


def test_refuses_an_activity_below_another_parent() -> None:
    """Two definitions on neighbouring levels must belong together."""
    example = Directory.example()
    stranger = ActivityDefinition(
        id="9b0d3c1e-6f7a-4e2b-9c8d-0a1b2c3d4e5f", level=1, data_entry_code="00015"
    )
    directory = replace(example, activity_definitions=[*example.activity_definitions, stranger])
    above = {"level": 1, "activityDefinition": {"id": stranger.id}}
    with ProtimeSimulator(directory) as simulator, ProtimeCaller(simulator) as caller:
        caller.log_in()
        reply = caller.post({**ACTIVITY, "activityLevels": [above, BELOW]})

    assert "does not belong" in reply.reasons


@pytest.mark.parametrize(("name", "value", "status"), WRONG_HEADERS)
def test_refuses_wrong_headers(
    simulator: ProtimeSimulator, caller: ProtimeCaller, name: str, value: str, status: int
) -> None:
    """Every documented header is required in its documented form."""
    reply = caller.post(headers={**caller.headers, name: value})

    assert reply.status == status
    assert set(reply.json()["error"]) == {"code", "message"}
    assert simulator.ledger.all == ()


@pytest.mark.parametrize("status", [401, 403])
def test_refuses_a_token_without_the_scope(status: int) -> None:
    """A token good for reading does not book, and the other way round."""
    simulator = ProtimeSimulator(missing_scope_status=status)
    with simulator, ProtimeCaller(simulator) as caller:
        caller.log_in(READ_CLOCKINGS)
        assert caller.post().status == status
        caller.log_in(WRITE_CLOCKINGS)
        assert caller.list("date eq '2024-12-17'").status == status


def test_tokens_expire() -> None:
    """A token is good for its lifetime only."""
    simulator = ProtimeSimulator(token_lifetime_seconds=0.0)
    with simulator, ProtimeCaller(simulator) as caller:
        caller.log_in()
        reply = caller.post()

    assert reply.status == 401
    assert "expired" in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "missing"}, "invalid_request"),
        ({"client_id": "somebody"}, "invalid_client"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_secret": "missing"}, "invalid_client"),
        ({"scope": "missing"}, "invalid_scope"),
        ({"scope": f"{WRITE_CLOCKINGS} connector-protimeapi-people.read"}, "invalid_scope"),
    ],
)
def test_refuses_a_token(caller: ProtimeCaller, form: Mapping[str, str], error: str) -> None:
    """The errors of the token endpoint are those of OAuth2."""
    reply = caller.ask_token(**form)

    assert (reply.status, reply.json()) == (400, {"error": error})


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{}", "application/json"),
        (b"grant_type=a&grant_type=b", "application/x-www-form-urlencoded"),
    ],
)
def test_refuses_a_token_request_that_is_no_form(
    simulator: ProtimeSimulator, caller: ProtimeCaller, body: bytes, content_type: str
) -> None:
    """Only a form with each field once is understood."""
    path = simulator.token_url.removeprefix(simulator.url)
    reply = caller.send("POST", path, body, {"Content-Type": content_type})

    assert reply.json() == {"error": "invalid_request"}


def test_grants_fewer_scopes_when_told_so() -> None:
    """The granted scopes may be fewer than those asked for; the answer names them."""
    client = Client(scopes=[WRITE_CLOCKINGS], is_granted_fewer=True)
    simulator = ProtimeSimulator(client=client)
    with simulator, ProtimeCaller(simulator) as caller:
        granted = caller.ask_token().json()

    assert granted["scope"] == WRITE_CLOCKINGS
    assert (granted["token_type"], granted["expires_in"]) == ("Bearer", 1800)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("POST", "/tenants/other/connect/token", 404),
        ("GET", "/tenants/acme/connect/token", 405),
        ("GET", "/connector/protimeapi/api/v1/people", 404),
        ("POST", "/connector/protimeapi/api/v1/clockings/", 404),
        ("PUT", "/connector/protimeapi/api/v1/clockings", 405),
        ("DELETE", "/connector/protimeapi/api/v1/clockings/19250", 405),
        ("PATCH", "/connector/protimeapi/api/v1/clockings/19250", 405),
        ("POST", "/connector/protimeapi/api/v1/clockings/19250", 405),
        ("GET", "/connector/protimeapi/api/v1/clockings/19250", 404),
        ("GET", f"/connector/protimeapi/api/v1/clockings?filter={'x' * 4096}", 414),
        ("OPTIONS", "/connector/protimeapi/api/v1/clockings", 501),
    ],
)
def test_refuses_other_addresses(
    caller: ProtimeCaller, method: str, path: str, status: int
) -> None:
    """What is not there, not allowed or too long is told in the ordinary error body."""
    reply = caller.send(method, path)

    assert reply.status == status
    assert set(reply.json()["error"]) == {"code", "message"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 411),
        ({"Content-Length": "-1"}, 411),
        ({"Content-Length": "1", "Transfer-Encoding": "chunked"}, 411),
        ({"Content-Length": "1000001"}, 413),
    ],
)
def test_refuses_a_body_of_unknown_or_absurd_length(
    caller: ProtimeCaller, headers: Mapping[str, str], status: int
) -> None:
    """The length of a body must be told, and be sensible."""
    caller.connection.putrequest("POST", caller.clockings)
    for name, value in {**caller.headers, **headers}.items():
        caller.connection.putheader(name, value)
    caller.connection.endheaders()

    response = caller.connection.getresponse()
    assert response.status == status
    assert json.loads(response.read())["error"]
