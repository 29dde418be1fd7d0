"""`outbox list` with filters."""

import csv
import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from terminal.bounds import Bounds
from terminal.cli.held_times import in_words
from terminal.model import Place
from terminal.model.struct import replace
from terminal.outbox import SqliteOutbox
from tests.parts.changed_file import change
from tests.parts.fakes import BRUSSELS
from tests.parts.outbox_verbs import (
    outbox,
    told,
)
from tests.parts.stored import NIGHT, swipe


def test_each_filter_narrows(config: Path) -> None:
    """State, badge, reader and days; the held one has no day yet, and so stays."""

    def seqs(*words: str) -> list[int]:
        return [each["seq"] for each in told(config, "list", *words)]

    assert seqs("--state", "held", "--state", "rejected") == [5, 2]
    assert seqs("--badge", "1955") == [5, 1]
    assert seqs("--reader", "gate") == []
    assert seqs("--since", "2025-10-27") == [5]
    assert seqs("--until", "2025-10-26", "--badge", "777") == [2]


def test_a_limit_counts_what_was_meant(config: Path) -> None:
    """Not all there is."""
    text = outbox(config, "list", "--badge", "1955", "--limit", "1").output
    assert text.endswith("The newest 1 of 2. --limit 0 shows all.\n")


def test_a_held_one_shows_its_bounds(config: Path) -> None:
    """In words, and for programs."""
    text = outbox(config, "list", "--state", "held").output
    held = told(config, "list", "--state", "held")[0]
    assert re.search(r"held +(not before|not after|between|at any time)", text)
    assert {"not_before_at", "not_after_at"} <= set(held)
    assert "true time     not known, " in outbox(config, "show", "5").output


def test_a_place_is_told_where_there_is_one(config: Path) -> None:
    """To whoever looks at one clocking, and to programs; in a spreadsheet it is one cell."""
    with SqliteOutbox(config.with_name("outbox.db"), lambda: swipe("now", 0).moment) as stored:
        stored.put(replace(swipe("1955", 9), place=Place(longitude=4.0, latitude=51.5)), None)
    place = {"longitude": 4.0, "latitude": 51.5}
    assert [each["place"] for each in told(config, "list", "--limit", "2")] == [place, None]
    assert told(config, "show", "6")["place"] == place
    assert "place         longitude 4.0, latitude 51.5\n" in outbox(config, "show", "6").output
    assert "place  " not in outbox(config, "show", "5").output
    *_, row = csv.DictReader(outbox(config, "export").output.splitlines())
    assert json.loads(row["place"]) == place


def test_a_row_that_cannot_be_read_is_shown(config: Path) -> None:
    """As that; and so are all others."""
    change(config.with_name("outbox.db"), "UPDATE clockings SET kind = '?' WHERE seq = 4")
    text = outbox(config, "list").output
    assert re.search(r"4 +1970-01-01 .* unreadable +InOut +rejected +not sent: its stored", text)
    assert len(text.splitlines()) == 6


def test_a_day_that_is_none(config: Path) -> None:
    """Wrong use, with how to write it."""
    result = outbox(config, "list", "--since", "26/10/2025")
    assert result.exit_code == 2
    assert "%Y-%m-%d" in result.stderr


@pytest.mark.parametrize(
    ("not_before", "not_after", "words"),
    [
        (NIGHT, None, "not before 2025-10-26 02:30:00+02:00"),
        (None, NIGHT, "not after 2025-10-26 02:30:00+02:00"),
        (None, None, "at any time: nothing is known of it"),
    ],
)
def test_bounds_that_are_open(
    not_before: datetime | None, not_after: datetime | None, words: str
) -> None:
    """What is not known is not said."""
    assert in_words(Bounds(not_before=not_before, not_after=not_after), BRUSSELS) == words
