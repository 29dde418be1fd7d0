"""The verbs `outbox …`, given to an outbox with one clocking in each state but closed."""

import json
from pathlib import Path
from typing import Any

from click.testing import Result

from terminal.outbox import SqliteOutbox
from tests.parts.command import run
from tests.parts.stored import swipe

DELIVERED, REJECTED, UNCERTAIN, PENDING, HELD = 1, 2, 3, 4, 5
WHY = ("--reason", "Ada told me")


def outbox(config: Path, *words: str | Path) -> Result:
    """Give a command to the outbox."""
    return run("outbox", words[0], "--config", config, *words[1:])


def told(config: Path, *words: str | Path) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Give a command that must go well, and return its JSON."""
    result = outbox(config, *words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def states(config: Path) -> list[str]:
    """Return the state of each clocking in order."""
    return [each["state"] for each in told(config, "list", "--limit", "0")][::-1]


def write(config: Path, statement: str, *values: str) -> None:
    """Change the file as only a test may."""
    with (
        SqliteOutbox(config.with_name("outbox.db"), lambda: swipe("now", 0).moment) as stored,
        stored._file.commit(rows=1) as connection,
    ):
        connection.execute(statement, values)
