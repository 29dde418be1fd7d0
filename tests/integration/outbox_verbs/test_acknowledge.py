"""`outbox acknowledge`, and what `status` says until then."""

import json
import re
from pathlib import Path

import pytest

from tests.parts.command import run
from tests.parts.outbox_verbs import WHY, outbox, told, write


@pytest.fixture
def damaged(config: Path) -> Path:
    """Return the configuration of an outbox that was damaged once."""
    write(
        config,
        "INSERT INTO incidents (at, what, detail) VALUES (?, 'damage', 'rescued 3 of 4 rows')",
        "2026-03-02T08:00:00.000000Z",
    )
    return config


def test_it_is_told_until_it_was_seen(damaged: Path) -> None:
    """`status` puts it first."""
    status = run("status", "--config", damaged).output.splitlines()
    assert status[1] == "ATTENTION: 1 incident not acknowledged"
    assert status[2].endswith("2026-03-02 09:00:00+01:00  damage: rescued 3 of 4 rows")
    assert "badge-terminal outbox acknowledge --all --reason TEXT" in status[3]
    (incident,) = told(damaged, "acknowledge")
    assert incident["acknowledged_at"] is None

    text = outbox(damaged, "acknowledge", "--all", "--reason", "new card").output

    assert re.search(r"seen by \w+, .*: new card\n0 incidents not acknowledged", text)
    assert "ATTENTION" not in run("status", "--config", damaged).output
    assert json.loads(run("status", "--config", damaged, "--json").output)["incidents"] == []


def test_one_of_several(damaged: Path) -> None:
    """By its number; one that is not there is told."""
    (incident,) = told(damaged, "acknowledge", "1", "--reason", "seen")
    assert incident["reason"] == "seen"
    result = outbox(damaged, "acknowledge", "9", "--reason", "seen")
    assert result.exit_code == 1
    assert "there is no incident 9" in result.stderr


@pytest.mark.parametrize(
    "words",
    [("1",), ("--all",), ("--reason", "x"), ("1", "--all", *WHY), ("1", "--reason", "")],
)
def test_which_and_why(damaged: Path, words: tuple[str, ...]) -> None:
    """Both, or neither."""
    assert outbox(damaged, "acknowledge", *words).exit_code == 2
