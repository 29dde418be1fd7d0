"""Every documented kind of clocking, made by a swipe, arrives in Protime as it is documented.

The bodies are those of Protime's page "Create a clocking", with the time of the swipe in place of
theirs. One is not taken as it stands: its example with a geolocation gives text, and latitude for
longitude, where its own table says numbers; so numbers, as they are named.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest

from terminal.local_time import booked_time
from terminal.simulator import Directory, ProtimeSimulator
from tests.parts.every_reader import Terminal, Way, terminal_with_every_reader
from tests.parts.fakes import BRUSSELS
from tests.parts.pcscd import running_pcscd

Json = dict[str, Any]
ACCEPTED = ("accepted", "accepted-offline")
SOON_SECONDS = 20.0
SELECTIONS = """
[[selections]]
name = "doctor"
kind = "Reason"
reason = { "@absence-code" = "DOCTOR" }
button = 5

[[selections]]
name = "doctor-open"
kind = "Reason"
reason = { id = 6578 }
is_open = true
badge = "9001"

[[selections]]
name = "project"
kind = "Activity"
levels = [
  { level = 1, activity = { "@data-entry-code" = "00014" } },
  { level = 2, activity = { "@data-entry-code" = "10019" } },
]
button = 6

[[selections]]
name = "workshop"
kind = "Activity"
levels = [{ level = 1, activity = { "@external-reference" = "WORKSHOP" } }]
badge = "9002"

[[selections]]
name = "end"
kind = "ActivityEnd"
button = 13
"""
PLACE = "\n[terminal.geolocation]\nlongitude = 4.392225\nlatitude = 51.144127\n"


@dataclass(frozen=True, slots=True)
class Row:
    """One clocking.

    Attributes:
        what: What it shows; `documented` where the whole body stands on Protime's page.
        way: The reader of the swipe.
        body: What is to arrive, but for its time.
        button: The pin of the button that is pressed first, if one is.
        function: The number of the function badge that is presented there first, if one is.
    """

    what: str
    way: Way
    body: Json
    button: int | None = None
    function: str | None = None


@dataclass(frozen=True, slots=True)
class Wall:
    """A terminal, and what is done at it by one person.

    Attributes:
        badge: The badge number of that person.
        naming: By what Protime is to know people and the terminal, in TOML.
        rows: What is to arrive, in this order.
        more: The rest of the configuration.
    """

    badge: str
    naming: str
    rows: Sequence[Row]
    more: str = ""


TABLE = {
    "people by badge number": Wall(
        badge="1955",
        naming='terminal_reference = ""',
        rows=[
            Row(
                "InOut, documented",
                "pcsc",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "InOut",
                },
            ),
            Row(
                "InOut, documented",
                "wiegand",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "InOut",
                },
            ),
            Row(
                "InOut, documented",
                "frames",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "InOut",
                },
            ),
            Row(
                "InOut, documented",
                "lines",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "InOut",
                },
            ),
        ],
    ),
    "people by employee number, terminals by a reference of the customer's, with a place": Wall(
        badge="01256",
        naming="""
person_reference = "@employee-number"
terminal_reference = "SapTerminalCode"
terminal_code = "SAPTO1"
""",
        rows=[
            Row(
                "InOut with terminal and geolocation",
                "frames",
                {
                    "person": {"externalReferences": {"@employee-number": "01256"}},
                    "terminal": {"externalReferences": {"SapTerminalCode": "SAPTO1"}},
                    "geolocation": {"longitude": 4.392225, "latitude": 51.144127},
                    "kind": "InOut",
                },
            ),
        ],
        more=PLACE,
    ),
    "reasons and activities, by buttons and function badges": Wall(
        badge="1955",
        naming='terminal_reference = ""',
        rows=[
            Row(
                "Reason by @absence-code",
                "lines",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "Reason",
                    "reason": {"externalReferences": {"@absence-code": "DOCTOR"}},
                },
                button=5,
            ),
            Row(
                "Reason by id, open",
                "wiegand",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "Reason",
                    "reason": {"id": 6578},
                    "isOpen": True,
                },
                function="9001",
            ),
            Row(
                "Activity on two levels, documented",
                "pcsc",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "Activity",
                    "activityLevels": [
                        {
                            "level": 1,
                            "activityDefinition": {
                                "externalReferences": {"@data-entry-code": "00014"}
                            },
                        },
                        {
                            "level": 2,
                            "activityDefinition": {
                                "externalReferences": {"@data-entry-code": "10019"}
                            },
                        },
                    ],
                },
                button=6,
            ),
            Row(
                "Activity by @external-reference",
                "frames",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "Activity",
                    "activityLevels": [
                        {
                            "level": 1,
                            "activityDefinition": {
                                "externalReferences": {"@external-reference": "WORKSHOP"}
                            },
                        },
                    ],
                },
                function="9002",
            ),
            Row(
                "ActivityEnd, documented",
                "wiegand",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "ActivityEnd",
                },
                button=13,
            ),
            Row(
                "InOut, for each choice has one swipe",
                "lines",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "kind": "InOut",
                },
            ),
        ],
        more=SELECTIONS,
    ),
    "people by internal id": Wall(
        badge="76547",
        naming='person_reference = "id"\nterminal_reference = ""',
        rows=[
            Row(
                "InOut of a person by id",
                "wiegand",
                {
                    "person": {"id": 76547},
                    "kind": "InOut",
                },
            ),
        ],
    ),
    "people by a reference of the customer's, terminals by external code": Wall(
        badge="00317",
        naming='person_reference = "PayrollNumber"\nterminal_code = "PI-01"',
        rows=[
            Row(
                "InOut with a terminal by @external-code",
                "lines",
                {
                    "person": {"externalReferences": {"PayrollNumber": "00317"}},
                    "terminal": {"externalReferences": {"@external-code": "PI-01"}},
                    "kind": "InOut",
                },
            ),
        ],
    ),
    "terminals by internal id": Wall(
        badge="1955",
        naming='terminal_reference = "id"\nterminal_code = "765"',
        rows=[
            Row(
                "InOut with a terminal by id",
                "pcsc",
                {
                    "person": {"externalReferences": {"@badge-number": "1955"}},
                    "terminal": {"id": 765},
                    "kind": "InOut",
                },
            ),
        ],
    ),
}


@pytest.fixture
def protime() -> Iterator[ProtimeSimulator]:
    """Return a Protime that knows everything which the table names."""
    example = Directory.example()
    ada, *others = example.people
    ada = replace(ada, external_references={"PayrollNumber": "00317"})
    with ProtimeSimulator(replace(example, people=[ada, *others])) as protime:
        yield protime


@pytest.mark.parametrize("wall", TABLE.values(), ids=TABLE)
def test_each_swipe_arrives_with_exactly_the_documented_body(
    disk: Path, tmp_path: Path, protime: ProtimeSimulator, wall: Wall
) -> None:
    """In the order of the swipes, with the minute of each, and nothing besides."""
    with (
        running_pcscd(tmp_path),
        terminal_with_every_reader(
            disk, protime, naming=wall.naming, digits=len(wall.badge), more=wall.more
        ) as terminal,
    ):
        times = [_done(terminal, wall, row) for row in wall.rows]
        arrived = _arrived(protime, len(wall.rows))
    for row, body, (before, after) in zip(wall.rows, arrived, times, strict=True):
        expected = [_written({**row.body, **_time(at)}) for at in (before, after)]
        assert _written(body) in expected, row.what


def _done(terminal: Terminal, wall: Wall, row: Row) -> tuple[datetime, datetime]:
    """Do what a row says, and return between which times."""
    if row.button is not None:
        terminal.press(row.button, "chosen")
    if row.function is not None:
        terminal.swipe(row.way, row.function, "chosen")
    before = datetime.now(UTC)
    terminal.swipe(row.way, wall.badge, *ACCEPTED)
    return before, datetime.now(UTC)


def _arrived(protime: ProtimeSimulator, count: int) -> Sequence[Mapping[str, Any] | None]:
    deadline = monotonic() + SOON_SECONDS
    while len(protime.ledger.booked) < count and monotonic() < deadline:
        Event().wait(0.02)
    return [each.posted for each in protime.ledger.booked]


def _time(at: datetime) -> Json:
    booked = booked_time(at, BRUSSELS)
    return {"date": f"{booked.date}", "timeOfDayInMinutes": booked.time_of_day_in_minutes}


def _written(body: Mapping[str, Any] | None) -> str:
    """Return a body as JSON: in Python 1, 1.0 and True would be the same."""
    return json.dumps(body, sort_keys=True)
