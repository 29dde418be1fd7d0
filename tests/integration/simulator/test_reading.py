"""Reading clockings back from the simulated Protime."""

from datetime import date

import pytest

from terminal.simulator import Booking, ProtimeSimulator
from tests.parts.protime_caller import IN_OUT, ProtimeCaller, Reply

DAY = "date ge '2024-12-16' and date le '2024-12-18'"
REFERENCES = "&externalReferences=(people,@badge-number)(terminals,@external-code)"
BOOKING = Booking(
    person_id=76547, date=date(2024, 12, 17), time_of_day_in_minutes=720, kind="InOut"
)


def pages(caller: ProtimeCaller, filter_text: str = DAY, extra: str = "") -> list[Reply]:
    """Walk through all pages."""
    replies = [caller.list(filter_text, extra)]
    while "nextLink" in replies[-1].json():
        replies.append(caller.follow(replies[-1].json()["nextLink"]))
    return replies


def test_reads_one_clocking_at_its_location(caller: ProtimeCaller) -> None:
    """The path in Location answers with the clocking."""
    body = {**IN_OUT, "terminal": {"id": 765}}
    item = caller.send("GET", caller.post(body).headers["Location"]).json()

    assert item == {
        "changeVersion": "0000000000000001",
        "id": 19250,
        "person": {"id": 76547},
        "date": "2024-12-17",
        "timeOfDayInMinutes": 500,
        "calculatedTimeOfDayInMinutes": 500,
        "isGenerated": False,
        "terminal": {"id": 765},
        "kind": "InOut",
        "status": "Active",
    }


def test_shows_every_field_of_every_kind(
    simulator: ProtimeSimulator, caller: ProtimeCaller
) -> None:
    """Reason, openness, place and activity come back as they were posted."""
    guid = simulator.directory.activity_definitions[0].id
    place = {"longitude": 4.392225, "latitude": 51.144127}
    levels = [{"level": 1, "activityDefinition": {"id": guid}}]
    reason = {"reason": {"id": 6578}, "isOpen": False}
    caller.post({**IN_OUT, "kind": "Reason", **reason})
    caller.post({**IN_OUT, "kind": "Activity", "activityLevels": levels, "geolocation": place})

    first, second = caller.list(DAY).json()["value"]
    assert first.items() >= reason.items()
    assert second["activityLevels"] == levels
    assert second["geolocation"] == place


def test_returns_requested_references(caller: ProtimeCaller) -> None:
    """References asked for come back inside the objects, where the object has them."""
    caller.post({**IN_OUT, "terminal": {"externalReferences": {"@external-code": "PI-01"}}})
    caller.post()

    first, second = caller.list(DAY, REFERENCES).json()["value"]
    assert first["person"]["externalReferences"] == {"@badge-number": "1955"}
    assert first["terminal"] == {"id": 765, "externalReferences": {"@external-code": "PI-01"}}
    assert "terminal" not in second


def test_returns_references_of_reasons_and_activities(caller: ProtimeCaller) -> None:
    """Clockings have external references of all the collections that they point at."""
    work = {"externalReferences": {"@data-entry-code": "00014"}}
    doctor = {"externalReferences": {"@absence-code": "DOCTOR"}}
    caller.post({**IN_OUT, "kind": "Reason", "reason": doctor})
    levels = [{"level": 1, "activityDefinition": work}]
    caller.post({**IN_OUT, "kind": "Activity", "activityLevels": levels})

    wanted = "(absence-definitions,@absence-code)(activity-definitions,@data-entry-code)"
    first, second = caller.list(DAY, f"&externalReferences={wanted}").json()["value"]
    assert first["reason"] == {"id": 6578, **doctor}
    assert second["activityLevels"][0]["activityDefinition"].items() >= work.items()


def test_pages_with_empty_ones_midway(simulator: ProtimeSimulator, caller: ProtimeCaller) -> None:
    """Every clocking is on some page once, though pages midway are empty."""
    simulator.reading.page_size = 2
    for _ in range(5):
        caller.post()

    replies = pages(caller, extra=REFERENCES)
    values = [[item["id"] for item in reply.json()["value"]] for reply in replies]
    assert values == [[19250, 19251], [], [19252, 19253], [], [19254]]
    link = replies[0].json()["nextLink"]
    assert link.startswith(f"{caller.clockings}?filter={DAY}{REFERENCES}&continuationToken=")
    simulator.reading.has_empty_pages = False
    assert [len(reply.json()["value"]) for reply in pages(caller)] == [2, 2, 1]


def test_keeps_deleted_and_generated_ones(
    simulator: ProtimeSimulator, caller: ProtimeCaller
) -> None:
    """A deleted clocking stays listed; one that Protime makes itself is marked."""
    caller.post()
    simulator.ledger.delete(19250)
    generated = simulator.ledger.generate(BOOKING)

    items = caller.list(DAY).json()["value"]
    assert [(item["status"], item["isGenerated"]) for item in items] == [
        ("Deleted", False),
        ("Active", True),
    ]
    assert [one.id for one in simulator.ledger.booked] == [19250]
    assert simulator.ledger.get(generated.id) == generated


def test_shows_the_original_time_after_an_edit(
    simulator: ProtimeSimulator, caller: ProtimeCaller
) -> None:
    """The time first booked is kept through several edits."""
    caller.post()
    before = caller.list(DAY).json()["value"][0]
    simulator.ledger.edit(19250, 510)
    simulator.ledger.edit(19250, 520)

    (item,) = caller.list(DAY).json()["value"]
    assert (item["timeOfDayInMinutes"], item["originalTimeOfDayInMinutes"]) == (520, 500)
    assert item["changeVersion"] > before["changeVersion"]


def test_rehomes_a_clocking_of_a_night_shift(
    simulator: ProtimeSimulator, caller: ProtimeCaller
) -> None:
    """Protime may show another date with shifted minutes: the instant is the same."""
    caller.post({**IN_OUT, "timeOfDayInMinutes": 1320})
    simulator.ledger.rehome(19250, date(2024, 12, 18))

    (item,) = caller.list("date eq '2024-12-18'").json()["value"]
    assert (item["date"], item["timeOfDayInMinutes"]) == ("2024-12-18", -120)
    assert "originalTimeOfDayInMinutes" not in item
    assert caller.list("date eq '2024-12-17'").json() == {"value": []}


def test_can_show_a_new_clocking_late(simulator: ProtimeSimulator, caller: ProtimeCaller) -> None:
    """A list may lag behind what was booked."""
    simulator.ledger.visible_after_seconds = 3600
    caller.post()

    assert caller.list(DAY).json()["value"] == []


@pytest.mark.parametrize(
    ("filter_text", "found"),
    [
        ("date eq '2024-12-17'", 2),
        (f"({DAY})", 2),
        (f"{DAY} and person in (76547)", 1),
        (f"{DAY} and (person in (76547, 76548) and kind eq 'InOut')", 2),
        (f"{DAY} and person eq 1", 0),
        (f"{DAY} and kind in ('Reason','Activity')", 0),
        (f"{DAY} and person in (76547) and person in (76548)", 0),
        ("date ge '2024-12-18' and date le '2024-12-19'", 0),
    ],
)
def test_filters(caller: ProtimeCaller, filter_text: str, found: int) -> None:
    """Date, person and kind narrow the list."""
    caller.post()
    caller.post({**IN_OUT, "person": {"id": 76548}})

    assert len(caller.list(filter_text).json()["value"]) == found


@pytest.mark.parametrize(
    "filter_text",
    [
        "",
        " ",
        "#",
        "date",
        "date eq",
        "date eq '2024-12-17",
        "date eq 2024",
        "date eq today",
        "date eq '2024-02-30'",
        "date gt '2024-12-17'",
        "date ge '2024-12-17'",
        "date in ('2024-12-17')",
        "date ge '2023-12-01' and date le '2024-12-17'",
        f"{DAY} or person eq 1",
        f"{DAY} and terminal eq 1",
        f"{DAY} and person eq 'x'",
        f"{DAY} and person ge 1",
        f"{DAY} and person in (1",
        f"{DAY} and person in (1 2)",
        f"{DAY} and person in circle(1)",
        f"{DAY} and kind eq 'Inout'",
        f"({DAY}",
        f"{DAY} ; # and",
    ],
)
def test_refuses_a_bad_filter(caller: ProtimeCaller, filter_text: str) -> None:
    """A filter that is missing, misspelt or too wide is refused with a reason."""
    reply = caller.list(filter_text)

    assert reply.status == 400
    assert reply.reasons


@pytest.mark.parametrize(
    "extra",
    [
        "&externalReferences=people,@badge-number",
        "&externalReferences=(people,@badge)",
        "&externalReferences=(counter-definitions,@counter-code)",
        "&pageSize=5",
        "&filter=x",
    ],
)
def test_refuses_bad_parameters(caller: ProtimeCaller, extra: str) -> None:
    """Unknown, repeated and malformed parameters are refused."""
    assert caller.list(DAY, extra).status == 400


def test_refuses_bad_references_of_one_clocking(caller: ProtimeCaller) -> None:
    """Reading one clocking is as strict."""
    location = caller.post().headers["Location"]

    assert caller.send("GET", f"{location}?externalReferences=people").status == 400


@pytest.mark.parametrize("token", ["x", "AAAA", "W10", "WzE5MjUwLCBmYWxzZSwgIngiXQ"])
def test_refuses_a_bad_continuation_token(caller: ProtimeCaller, token: str) -> None:
    """A token that is damaged or of another filter is a conflict."""
    reply = caller.list(DAY, f"&continuationToken={token}")

    assert (reply.status, reply.json()["error"]["code"]) == (409, "Conflict")
