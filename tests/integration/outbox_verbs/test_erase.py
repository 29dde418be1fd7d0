"""`outbox erase`: a person is taken out of what is finished."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from terminal.cli.erasing import Erased
from terminal.local_time import booked_time
from terminal.model import Outcome, State
from terminal.outbox import SqliteOutbox
from tests.parts.changed_file import change
from tests.parts.fakes import BRUSSELS
from tests.parts.outbox_verbs import HELD, WHY, outbox, states, told, write
from tests.parts.stored import NIGHT, swipe


@pytest.fixture
def left(config: Path) -> Path:
    """Return the configuration of an outbox with finished clockings of badge 42."""
    with SqliteOutbox(config.with_name("outbox.db"), lambda: swipe("now", 0).moment) as stored:
        for minutes in (20, 30):
            one = swipe("42", minutes)
            stored.put(one, booked_time(one.moment.at, BRUSSELS))
            (mine,) = [each for each in stored.exchange([], 9, NIGHT) if each.seq > HELD]
            found = Outcome(seq=mine.seq, state=State.DELIVERED, protime_id="9")
            stored.exchange([found], 0, NIGHT)
    return config


def test_a_person_is_taken_out(left: Path) -> None:
    """The clockings stay, and show that they were erased."""
    assert told(left, "erase", "--badge", "42", "--yes", "--reason", "request 7") == {
        "erased": 2,
        "too_recent": 0,
        "log_emptied": True,
        "copies": [],
    }
    assert len(states(left)) == 7
    assert "erased" in outbox(left, "list").output
    text = outbox(left, "show", "6").output
    assert "badge number  erased" in text
    assert re.search(r"decision      .* person erased by \w+: request 7", text)
    assert b"42" not in {each["badge_number"] for each in told(left, "list")}
    again = outbox(left, "erase", "--badge", "42", "--yes")
    assert "there is no clocking of badge number 42" in again.stderr


def test_nobody_is_erased_unasked(left: Path) -> None:
    """It cannot be undone."""
    result = outbox(left, "erase", "--badge", "42")
    assert result.exit_code == 1
    assert "out of 2 clockings for ever? [y/N]" in result.stderr
    assert len(told(left, "list", "--badge", "42")) == 2


def test_nobody_is_erased_while_something_is_not_finished(left: Path) -> None:
    """It says how many, in which state, and what to do."""
    result = outbox(left, "erase", "--badge", "1955", "--yes")
    assert result.exit_code == 1
    assert "has clockings that are not finished: 1 held. Nothing was erased." in result.stderr
    assert len(told(left, "list", "--badge", "1955")) == 2


def test_the_last_day_stays(left: Path) -> None:
    """The repeat rule still needs it."""
    now = datetime.now(UTC)
    write(left, "UPDATE clockings SET true_at = ? WHERE seq = 7", f"{now:%FT%T}.000000Z")
    text = outbox(left, "erase", "--badge", "42", "--yes").output
    assert text == (
        "Erased from 1 clocking.\n"
        "Left as they are: 1 clocking of the last day. Erase again tomorrow.\n"
    )
    assert len(told(left, "list", "--badge", "42")) == 1


def test_where_all_is_of_the_last_day_nothing_is_asked(left: Path) -> None:
    """There is nothing to agree to."""
    now = datetime.now(UTC)
    write(left, "UPDATE clockings SET true_at = ?", f"{now:%FT%T}.000000Z")
    result = outbox(left, "erase", "--badge", "42")
    assert result.output.startswith("Erased from 0 clockings.\nLeft as they are: 2 clockings")


def test_copies_are_named(left: Path) -> None:
    """A damaged file that was set aside names people, too."""
    aside = left.with_name("outbox.db.damaged-20260101T000000Z")
    aside.touch()
    text = outbox(left, "erase", "--badge", "42", "--yes").output
    assert str(aside) in text


def test_what_was_closed_is_erased_too(config: Path) -> None:
    """It would be kept for ever otherwise."""
    told(config, "resolve", "2", "--close", "--reason", "Dirk has left")
    write(config, "UPDATE clockings SET changed_at = '2025-10-26T01:00:00.000000Z'")
    assert told(config, "erase", "--badge", "777", "--yes")["erased"] == 1
    decisions = told(config, "show", "2")["decisions"]
    assert [each["reason"] for each in decisions] == ["", ""]


def test_a_disk_that_fails_halfway(left: Path) -> None:
    """It says how many were erased until then."""
    change(
        left.with_name("outbox.db"),
        "CREATE TRIGGER full BEFORE INSERT ON decisions "
        "BEGIN SELECT raise(ABORT, 'database or disk is full'); END",
    )
    result = outbox(left, "erase", "--badge", "42", "--yes")
    assert result.exit_code == 1
    assert "Until then, 0 of 2 clockings were erased." in result.stderr


def test_old_contents_that_are_left_are_told() -> None:
    """And when they go."""
    erased = Erased(erased=1, too_recent=0, log_emptied=False, copies=[])
    assert "They go when the terminal next restarts" in erased.in_words()


def test_the_erased_are_nobody(left: Path) -> None:
    """Their word is no badge number."""
    result = outbox(left, "erase", "--badge", "erased", "--yes")
    assert "stands for those who were erased" in result.stderr


def test_reasons_and_activities_stay_readable(config: Path) -> None:
    """What was selected is gone; that something was selected is not."""
    told(config, "resolve", "5", "--close", *WHY)
    write(config, "UPDATE clockings SET changed_at = '2025-10-26T01:00:00.000000Z'")
    told(config, "erase", "--badge", "1955", "--yes")
    erased = told(config, "show", "5")
    assert (erased["kind"], erased["selection"]["reason"]) == (
        "Reason",
        {"name": "erased", "value": "erased"},
    )
