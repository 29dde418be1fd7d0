"""`outbox resolve`: a person says what becomes of a clocking."""

import re
from pathlib import Path

import pytest

from terminal.outbox import SqliteOutbox
from tests.parts.changed_file import change
from tests.parts.command import run
from tests.parts.outbox_verbs import (
    DELIVERED,
    HELD,
    PENDING,
    REJECTED,
    UNCERTAIN,
    WHY,
    outbox,
    states,
    told,
    write,
)
from tests.parts.stored import swipe


def test_a_held_one_gets_its_time(config: Path) -> None:
    """In the workplace's wall clock; the second may be left out."""
    story = told(config, "resolve", "5", "--at", "2025-10-26 08:00", *WHY)
    assert story["state"] == "pending"
    assert (story["date"], story["time_of_day_in_minutes"]) == ("2025-10-26", 480)
    assert story["true_at_error_seconds"] == 60
    assert story["decisions"][0]["decision"] == "date"
    text = outbox(config, "show", "5").output
    assert "true time     2025-10-26 08:00:00+01:00 (± 60 s; the clock was 6 hours behind)" in text
    assert re.search(r"decision      .* given its time by \w+: Ada told me", text)


def test_it_says_what_happens_now(config: Path) -> None:
    """And whether the terminal does it at once."""
    text = outbox(config, "resolve", "5", "--at", "2025-10-26 08:00:10", *WHY).output
    assert text.startswith("clocking 5 is to be booked for 2025-10-26 08:00. The terminal is NOT")


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2025-10-26 02:30", "happened twice"),
        ("2025-03-30 02:30", "does not exist"),
        ("2099-01-01 08:00", "is in the future: it is "),
        ("soon", "is not a date and a time"),
    ],
)
def test_a_time_that_cannot_be(config: Path, at: str, words: str) -> None:
    """Nothing is guessed."""
    result = outbox(config, "resolve", "5", "--at", at, *WHY)
    assert result.exit_code == 1
    assert words in result.stderr
    assert states(config)[HELD - 1] == "held"


def test_an_hour_that_came_twice_is_told_apart(config: Path) -> None:
    """By its offset."""
    story = told(config, "resolve", "5", "--at", "2025-10-26 02:30+01:00", *WHY)
    assert story["true_at"] == "2025-10-26T01:30:00.000000Z"
    assert story["time_of_day_in_minutes"] == 150


def test_a_time_outside_what_is_proven(config: Path) -> None:
    """It is refused, and the bounds are shown."""
    write(
        config,
        "INSERT OR REPLACE INTO boots (boot_id, started_at, error_seconds, seen_boottime_ns) "
        "VALUES ('boot-1', '2025-10-26T00:30:00.000000Z', 5, 0)",
    )
    result = outbox(config, "resolve", "5", "--at", "2025-10-26 08:00", *WHY)
    assert result.exit_code == 1
    assert "clocking 5 cannot have been swiped at 2025-10-26 08:00" in result.stderr
    assert re.search(r"it was between 2025-10-26 02:\d\d:\d\d\+02:00 and", result.stderr)
    story = told(config, "resolve", "5", "--at", "2025-10-26 02:40+02:00", *WHY)
    assert story["state"] == "pending"


def test_an_uncertain_one_was_found(config: Path) -> None:
    """With the id that Protime shows, if there is one."""
    story = told(config, "resolve", "3", "--booked", "--protime-id", "77", *WHY)
    assert (story["state"], story["protime_id"]) == ("delivered", "77")


@pytest.mark.parametrize("way", ["--close", "--discard"])
@pytest.mark.parametrize("seq", [REJECTED, UNCERTAIN, HELD])
def test_what_is_stuck_can_be_closed(config: Path, seq: int, way: str) -> None:
    """It stays in the outbox, with the reason."""
    story = told(config, "resolve", str(seq), way, *WHY)
    assert story["state"] == "closed"
    assert story["decisions"][0]["decision"] == "close"
    text = outbox(config, "resolve", str(seq), "--close", *WHY)
    assert text.exit_code == 1
    assert "closed by" in text.stderr


@pytest.mark.parametrize(
    ("seq", "way", "words"),
    [
        (DELIVERED, ("--close",), "put right in myProtime"),
        (PENDING, ("--close",), "it is sent as soon as Protime can be reached"),
        (PENDING, ("--at", "2025-10-26 08:00"), "--at is for what is held; clocking 4 is"),
        (REJECTED, ("--booked",), "--booked is for what is uncertain; clocking 2 is rejected"),
        (HELD, ("--booked",), "Give it its time (--at) or close it (--close)"),
        (UNCERTAIN, ("--at", "2025-10-26 08:00"), "Look in myProtime"),
    ],
)
def test_what_cannot_be_is_told(config: Path, seq: int, way: tuple[str, ...], words: str) -> None:
    """Why, and what can be done."""
    before = states(config)
    result = outbox(config, "resolve", str(seq), *way, *WHY)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    assert states(config) == before


def test_who_comes_second_is_told_what_was_decided(config: Path) -> None:
    """Here in the moment between the look and the decision."""
    change(
        config.with_name("outbox.db"),
        "CREATE TRIGGER quicker BEFORE UPDATE ON clockings WHEN new.state = 'pending' BEGIN "
        "UPDATE clockings SET state = 'closed' WHERE seq = new.seq; "
        "SELECT raise(IGNORE); END",
    )
    result = outbox(config, "resolve", "5", "--at", "2025-10-26 08:00", *WHY)
    assert result.exit_code == 1
    assert "somebody else was quicker; clocking 5 is closed" in result.stderr


def test_a_damaged_one_gets_no_time(config: Path) -> None:
    """What it says may be wrong, the badge number included; it can be closed."""
    path = config.with_name("outbox.db")
    change(path, "UPDATE clockings SET badge_number = '1956' WHERE seq = 5")
    result = outbox(config, "resolve", "5", "--at", "2025-10-26 08:00", *WHY)
    assert result.exit_code == 1
    assert "clocking 5 was left as it is: its stored row is damaged" in result.stderr
    assert told(config, "resolve", "5", "--close", *WHY)["state"] == "closed"


@pytest.mark.parametrize(
    "words",
    [
        ("5", "--close"),
        ("5", *WHY),
        ("5", "--close", "--booked", *WHY),
        ("5", "--close", "--reason", " "),
        ("5", "--close", "--protime-id", "1", *WHY),
    ],
)
def test_one_way_and_a_reason(config: Path, words: tuple[str, ...]) -> None:
    """Anything else is wrong use."""
    assert outbox(config, "resolve", *words).exit_code == 2


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("on", "asks Protime by itself and settles them"),
        ("failing", "as soon as that works again"),
        ("off, resent", "sends them again, maybe twice"),
        ("off, held", "they wait for you"),
    ],
)
def test_status_says_who_settles_what_is_uncertain(
    config: Path, condition: str, words: str
) -> None:
    """The terminal, or a person, with the command."""
    with SqliteOutbox(config.with_name("outbox.db"), lambda: swipe("now", 0).moment) as stored:
        stored.report("read-back", condition, "")
    text = run("status", "--config", config).output
    assert words in text
    assert "badge-terminal outbox resolve SEQ --booked --reason TEXT" in text
