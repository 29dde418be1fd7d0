"""`outbox retry`: sent again, by number or by filter."""

import json
from pathlib import Path

import pytest

from tests.parts.outbox_verbs import (
    REJECTED,
    UNCERTAIN,
    WHY,
    outbox,
    states,
    told,
    write,
)


def test_one_by_its_number(config: Path) -> None:
    """It is pending again, and who decided that is kept."""
    assert told(config, "retry", "2", *WHY) == {"retried": [2], "left": [], "dry_run": False}
    story = told(config, "show", "2")
    assert story["state"] == "pending"
    assert [each["decision"] for each in story["decisions"]] == ["retry"]
    assert story["decisions"][0]["reason"] == "Ada told me"


def test_without_the_terminal_it_says_so(config: Path) -> None:
    """Nothing is sent by itself."""
    text = outbox(config, "retry", "2").output
    assert text == (
        "Set to be sent again: 1 clocking. The terminal is NOT running: it does that once it "
        "runs.\n"
    )


@pytest.mark.parametrize(
    ("words", "retried"),
    [
        (("--all",), [2]),
        (("--badge", "777"), [2]),
        (("--reason-contains", "NOBODY"), [2]),
        (("--since", "2025-10-26", "--until", "2025-10-26"), [2]),
        (("--badge", "1955"), []),
        (("--reason-contains", "full"), []),
    ],
)
def test_many_by_a_filter(config: Path, words: tuple[str, ...], retried: list[int]) -> None:
    """Only dead letters; first looked at, then done."""
    before = states(config)
    assert told(config, "retry", *words, "--dry-run")["retried"] == retried
    assert states(config) == before
    assert told(config, "retry", *words, "--yes")["retried"] == retried
    assert states(config).count("rejected") == 1 - len(retried)


def test_a_preview_shows_them(config: Path) -> None:
    """With Protime's own words."""
    text = outbox(config, "retry", "--all", "--dry-run").output
    assert text.startswith("Would be sent again: 1 clocking:\nSEQ")
    assert "HTTP 400 nobody has it" in text


def test_many_are_asked_about(config: Path) -> None:
    """Whoever does not answer has changed nothing."""
    result = outbox(config, "retry", "--all")
    assert result.exit_code == 1
    assert "Send 1 clocking again? [y/N]" in result.stderr
    assert "rejected" in states(config)


def test_an_uncertain_one_needs_the_word_and_a_warning(config: Path) -> None:
    """It may be booked twice."""
    refused = outbox(config, "retry", "3")
    assert refused.exit_code == 1
    assert "clocking 3 was left alone: uncertain" in refused.output
    asked = outbox(config, "retry", "3", "--uncertain")
    assert "it is then booked TWICE" in asked.stderr
    assert states(config)[UNCERTAIN - 1] == "uncertain"
    assert told(config, "retry", "3", "--uncertain", "--yes")["retried"] == [3]


def test_what_is_not_refused_is_left_and_told(config: Path) -> None:
    """The others are sent; the exit code says that it was not all."""
    result = outbox(config, "retry", "1", "2", "4", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["left"] == [
        {"seq": 1, "state": "delivered"},
        {"seq": 4, "state": "pending"},
    ]
    assert states(config)[REJECTED - 1] == "pending"


@pytest.mark.parametrize(
    "words", [(), ("2", "--all"), ("2", "--badge", "777"), ("--all", "--uncertain"), ("0",)]
)
def test_it_must_be_clear_which(config: Path, words: tuple[str, ...]) -> None:
    """By number, by filter or all."""
    assert outbox(config, "retry", *words).exit_code == 2


def test_one_that_is_not_there(config: Path) -> None:
    """Nothing at all is done then."""
    result = outbox(config, "retry", "2", "9")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is no clocking 9" in result.stderr
    assert states(config)[REJECTED - 1] == "rejected"


def test_a_disk_that_fails_halfway(config: Path) -> None:
    """It says how many were done until then."""
    write(
        config,
        "CREATE TRIGGER full BEFORE INSERT ON decisions "
        "BEGIN SELECT raise(ABORT, 'database or disk is full'); END",
    )
    result = outbox(config, "retry", "2")
    assert result.exit_code == 1
    assert "Until then, 0 of 1 clocking were set to be sent." in result.stderr
