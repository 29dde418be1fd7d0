"""Reading back what a strict Protime has, over real sockets."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from terminal.model import (
    Activity,
    ActivityEnd,
    ActivityLevel,
    Clocking,
    Delivered,
    ExternalReference,
    InternalId,
    Listed,
    Place,
    Reason,
    Selection,
)
from terminal.protime.client import ProtimeClient
from terminal.protime.payload import Naming
from terminal.simulator import ProtimeSimulator
from terminal.simulator.api import Target
from terminal.simulator.directory import Directory, Person
from tests.parts.clockings import clocking
from tests.parts.simulated import client_of

DAY = date(2024, 12, 17)
WORK, DETAIL = (one.id for one in Directory.example().activity_definitions)


def delivered(client: ProtimeClient, one: Clocking) -> str:
    """Book a clocking and return Protime's identifier of it."""
    verdict = client.deliver(one)
    assert isinstance(verdict, Delivered)
    return verdict.protime_id


def listed(client: ProtimeClient, clockings: Sequence[Clocking], day: date = DAY) -> Listed:
    """Read back, which must work."""
    outcome = client.read_back(day, clockings)
    assert isinstance(outcome, Listed)
    return outcome


def test_what_was_booked_is_found() -> None:
    """A clocking that Protime has is found under its identifier, one that it has not is not."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        sent, unsent = clocking("1955", seq=1), clocking("04A3B2C1", seq=2)
        identifier = delivered(client, sent)
        assert listed(client, [sent, unsent]) == Listed(
            candidates={1: (identifier,), 2: ()}, unclear={}
        )


def test_two_genuine_clockings_in_one_minute() -> None:
    """Two that look alike are both found for each of them: the caller counts."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        first, second = clocking(seq=1), clocking(seq=2)
        both = (delivered(client, first), delivered(client, second))
        assert listed(client, [first, second]).candidates == {1: both, 2: both}


def test_a_deleted_clocking_counts() -> None:
    """What somebody removed in Protime was there, and does not come back."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        identifier = delivered(client, clocking())
        simulator.ledger.delete(int(identifier))
        assert listed(client, [clocking()]).candidates == {1: (identifier,)}


def test_a_generated_clocking_does_not_count() -> None:
    """What Protime made by itself at the same minute is not ours."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        identifier = delivered(client, clocking())
        simulator.ledger.generate(simulator.ledger.all[0].booking)
        assert listed(client, [clocking()]).candidates == {1: (identifier,)}


def test_an_edited_clocking_counts_at_its_first_minute() -> None:
    """Somebody's correction in Protime does not hide what was sent, nor look like another."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        identifier = delivered(client, clocking(minute=500))
        simulator.ledger.edit(int(identifier), 510)
        found = listed(client, [clocking(minute=500, seq=1), clocking(minute=510, seq=2)])
        assert found.candidates == {1: (identifier,), 2: ()}


@pytest.mark.parametrize(("minute", "days"), [(1320, 1), (360, -1), (0, -1), (1439, 1)])
def test_a_clocking_moved_to_another_day_counts(minute: int, days: int) -> None:
    """Protime may book a clocking of the night on a neighbour of its day: the minute stays."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        identifier = delivered(client, clocking(minute=minute))
        moved = simulator.ledger.rehome(int(identifier), DAY + timedelta(days=days))
        assert not 0 <= moved.booking.time_of_day_in_minutes < 1440
        assert listed(client, [clocking(minute=minute)]).candidates == {1: (identifier,)}


def test_an_edited_clocking_that_may_have_been_moved_is_unclear() -> None:
    """The first minute of an edited one may count from either of two days: nobody can tell."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        identifier = int(delivered(client, clocking(minute=1320)))
        simulator.ledger.edit(identifier, 1330)
        simulator.ledger.rehome(identifier, DAY + timedelta(days=1))
        found = listed(client, [clocking(minute=1320)])
        assert found.candidates == {1: ()}
        assert "its time" in found.unclear[1]


SELECTIONS = [
    Reason(InternalId(6578)),
    Reason(ExternalReference("@absence-code", "DOCTOR"), is_open=True),
    Activity((ActivityLevel(1, InternalId(WORK)), ActivityLevel(2, InternalId(DETAIL)))),
    Activity(
        (
            ActivityLevel(2, ExternalReference("@external-reference", "WELDING")),
            ActivityLevel(1, ExternalReference("@data-entry-code", "00014")),
        )
    ),
    ActivityEnd(),
]


@pytest.mark.parametrize("selection", SELECTIONS)
def test_each_kind_is_found_by_how_it_was_named(selection: Selection) -> None:
    """Kind, reason and activities are compared under the names that were sent."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        sent, other = clocking(selection=selection, seq=1), clocking(seq=2)
        identifier = delivered(client, sent)
        assert listed(client, [sent, other]).candidates == {1: (identifier,), 2: ()}


NAMINGS = [
    (
        Naming(),
        "1955",
        {"person": {"externalReferences": {"@badge-number": "1955"}}},
    ),
    (
        Naming(person_reference="@employee-number"),
        "01256",
        {"person": {"externalReferences": {"@employee-number": "01256"}}},
    ),
    (
        Naming(person_reference="SapPersonCode"),
        "SAPPE1",
        {"person": {"externalReferences": {"SapPersonCode": "SAPPE1"}}},
    ),
    (
        Naming(person_reference="id"),
        "76547",
        {"person": {"id": 76547}},
    ),
    (
        Naming(terminal_reference="@external-code", terminal_code="PI-01"),
        "1955",
        {
            "person": {"externalReferences": {"@badge-number": "1955"}},
            "terminal": {"externalReferences": {"@external-code": "PI-01"}},
        },
    ),
    (
        Naming(terminal_reference="SapTerminalCode", terminal_code="SAPTO1"),
        "1955",
        {
            "person": {"externalReferences": {"@badge-number": "1955"}},
            "terminal": {"externalReferences": {"SapTerminalCode": "SAPTO1"}},
        },
    ),
    (
        Naming(terminal_reference="id", terminal_code="765"),
        "1955",
        {
            "person": {"externalReferences": {"@badge-number": "1955"}},
            "terminal": {"id": 765},
        },
    ),
]


@pytest.mark.parametrize(("naming", "badge", "named"), NAMINGS)
def test_each_way_of_naming_arrives_and_is_found(
    naming: Naming, badge: str, named: dict[str, object]
) -> None:
    """Whatever people and the terminal are named by arrives as documented, and is read back."""
    example = Directory.example()
    ada = replace(example.people[0], external_references={"SapPersonCode": "SAPPE1"})
    directory = replace(example, people=[ada, *example.people[1:]])
    with ProtimeSimulator(directory) as simulator, client_of(simulator, naming=naming) as client:
        identifier = delivered(client, clocking(badge))
        (booked,) = simulator.ledger.booked
        assert booked.posted == {
            **named,
            "date": "2024-12-17",
            "timeOfDayInMinutes": 500,
            "kind": "InOut",
        }
        assert booked.booking.person_id == ada.id
        assert listed(client, [clocking(badge)]) == Listed(
            candidates={1: (identifier,)}, unclear={}
        )


def test_a_place_arrives_as_numbers_and_its_clocking_is_found() -> None:
    """The longitude as longitude; where it was swiped makes it no other clocking."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        place = Place(longitude=4.392225, latitude=51.144127)
        identifier = delivered(client, clocking(place=place))
        (booked,) = simulator.ledger.booked
        assert booked.posted
        assert booked.posted["geolocation"] == {"longitude": 4.392225, "latitude": 51.144127}
        assert listed(client, [clocking(place=place)]).candidates == {1: (identifier,)}


def test_another_door_is_another_clocking() -> None:
    """The same person at the same minute at another terminal is not ours."""
    with ProtimeSimulator() as simulator:
        other = Naming(terminal_reference="@external-code", terminal_code="PI-02")
        terminals = simulator.directory.terminals
        directory = replace(
            simulator.directory,
            terminals=[*terminals, replace(terminals[0], id=766, external_code="PI-02")],
        )
        with (
            ProtimeSimulator(directory) as second,
            client_of(second, naming=other) as there,
            client_of(second) as here,
        ):
            delivered(there, clocking())
            assert listed(here, [clocking()]) == Listed(candidates={1: ()}, unclear={})


def test_a_person_without_a_badge_is_somebody_else() -> None:
    """Clockings of people who have no badge number do not make others unclear."""
    directory = Directory.example()
    directory = replace(directory, people=[*directory.people, Person(id=80000)])
    with ProtimeSimulator(directory) as simulator, client_of(simulator) as client:
        delivered(client, clocking("04A3B2C1"))
        booking = simulator.ledger.all[0].booking
        simulator.ledger.book(replace(booking, person_id=80000), {}, 999)
        assert listed(client, [clocking("1955")]) == Listed(candidates={1: ()}, unclear={})


@pytest.mark.parametrize("has_empty_pages", [True, False])
def test_many_pages(*, has_empty_pages: bool) -> None:
    """A list is followed to its end, through pages that show nothing."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        simulator.reading.page_size = 7
        simulator.reading.has_empty_pages = has_empty_pages
        sent = [clocking(minute=minute, seq=minute) for minute in range(50)]
        identifiers = {one.seq: (delivered(client, one),) for one in sent}
        assert listed(client, sent).candidates == identifiers
        reads = [one for one in simulator.exchanges if one.request.method == "GET"]
        assert len(reads) == (15 if has_empty_pages else 8)


def test_what_is_not_shown_yet_is_not_found_yet() -> None:
    """A list may lag behind what was booked; a later one shows it."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        simulator.ledger.visible_after_seconds = 3600.0
        identifier = delivered(client, clocking())
        assert listed(client, [clocking()]).candidates == {1: ()}
        simulator.ledger.visible_after_seconds = 0.0
        assert listed(client, [clocking()]).candidates == {1: (identifier,)}


def test_a_booking_without_an_answer_is_found() -> None:
    """What was booked although nobody heard of it is what all this is for."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        simulator.faults.add("drop-after-booking", on=Target.CLOCKINGS)
        assert not isinstance(client.deliver(clocking()), Delivered)
        (booked,) = simulator.ledger.booked
        assert listed(client, [clocking()]).candidates == {1: (str(booked.id),)}
