"""Every documented kind of clocking, made by a swipe, arrives in Protime as it is documented."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest

from terminal.local_time import booked_time
from terminal.simulator import Directory, ProtimeSimulator
from tests.parts.every_reader import WAYS, Terminal, terminal_with_every_reader
from tests.parts.fakes import BRUSSELS
from tests.parts.pcscd import running_pcscd
from tests.system.every_kind import TABLE, Json, Row, Wall

ACCEPTED = ("accepted", "accepted-offline")
SOON_SECONDS = 20.0
FIRST_PIN, FIRST_FUNCTION_BADGE = 5, 9000
KINDS = ("InOut", "Reason", "Activity", "ActivityEnd")
NAMES = {
    "person": ("id", "@badge-number", "@employee-number"),
    "terminal": ("id", "@external-code"),
    "reason": ("id", "@absence-code"),
    "activityDefinition": ("id", "@data-entry-code", "@external-reference"),
}


@pytest.fixture
def protime() -> Iterator[ProtimeSimulator]:
    """Return a Protime that knows everything which the table names."""
    example = Directory.example()
    ada, *people = example.people
    doctor, *reasons = example.absence_definitions
    workshop, *activities = example.activity_definitions
    with ProtimeSimulator(
        replace(
            example,
            people=[replace(ada, external_references={"PayrollNumber": "00317"}), *people],
            absence_definitions=[
                replace(doctor, external_references={"SapReason": "0010"}),
                *reasons,
            ],
            activity_definitions=[
                replace(workshop, external_references={"SapOrder": "000471"}),
                *activities,
            ],
        )
    ) as protime:
        yield protime


@pytest.mark.parametrize("wall", TABLE.values(), ids=TABLE)
def test_each_swipe_arrives_with_exactly_the_documented_body(
    disk: Path, tmp_path: Path, protime: ProtimeSimulator, wall: Wall
) -> None:
    """In the order of the swipes, with the minute of each, and nothing besides."""
    with (
        running_pcscd(tmp_path),
        terminal_with_every_reader(
            disk,
            protime,
            naming=wall.naming,
            digits=len(wall.badge),
            fixed={row.way: _name(at) for at, row in enumerate(wall.rows) if _is_fixed(row)},
            more=_selections(wall) + wall.more,
        ) as terminal,
    ):
        times = [_done(terminal, wall, at) for at in range(len(wall.rows))]
        arrived = _arrived(protime, len(wall.rows))
    for row, body, (before, after) in zip(wall.rows, arrived, times, strict=True):
        expected = [_written({**row.body, **_time(at)}) for at in (before, after)]
        assert _written(body) in expected


def test_the_table_leaves_nothing_out() -> None:
    """Each kind, each way to name something, each way to choose, each reader."""
    rows = [row for wall in TABLE.values() for row in wall.rows]
    assert {row.body["kind"] for row in rows} == set(KINDS)
    assert {row.body["kind"] for row in rows if row.documented} == set(KINDS)
    assert {row.chosen_by for row in rows} == {"", "button", "badge", "reader"}
    assert {row.way for row in rows} == set(WAYS)
    named = {(what, name) for row in rows for what, name in _named("", row.body)}
    predefined = {(what, name) for what, names in NAMES.items() for name in names}
    assert {(what, name) for what, name in named if name[0] in "@i"} == predefined
    assert {what for what, name in named - predefined} == set(NAMES)


def _named(what: str, body: object) -> Iterator[tuple[str, str]]:
    """Yield what is named in a body, with the name of the reference."""
    match body:
        case {"externalReferences": references}:
            yield from ((what, name) for name in references)
        case {"id": _}:
            yield what, "id"
        case dict():
            for key, value in body.items():
                yield from _named(key, value)
        case list():
            for each in body:
                yield from _named(what, each)


def _is_fixed(row: Row) -> bool:
    return row.chosen_by == "reader"


def _name(at: int) -> str:
    return f"selection-{at}"


def _function_badge(wall: Wall, at: int) -> str:
    return f"{FIRST_FUNCTION_BADGE + at}".rjust(len(wall.badge), "0")


def _selections(wall: Wall) -> str:
    """Return the selections of a terminal, in TOML."""
    return "".join(
        f'\n[[selections]]\nname = "{_name(at)}"\n{_choosing(wall, at)}\n{row.selection}\n'
        for at, row in enumerate(wall.rows)
        if row.chosen_by
    )


def _choosing(wall: Wall, at: int) -> str:
    match wall.rows[at].chosen_by:
        case "button":
            return f"button = {FIRST_PIN + at}"
        case "badge":
            return f'badge = "{_function_badge(wall, at)}"'
        case _:
            return ""


def _done(terminal: Terminal, wall: Wall, at: int) -> tuple[datetime, datetime]:
    """Do what a row says, and return between which times."""
    row = wall.rows[at]
    if row.chosen_by == "button":
        terminal.press(FIRST_PIN + at, "chosen")
    elif row.chosen_by == "badge":
        terminal.swipe(row.way, _function_badge(wall, at), "chosen")
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
