"""Whether what documents tell people to type, and say that they will read, is there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import click
import pytest

from terminal.cli.app import VERBS, main

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
ALERTS = (ROOT / "config" / "prometheus" / "alerts.yml").read_text(encoding="utf-8")
CODE = "\n".join(
    file.read_text(encoding="utf-8") for file in sorted((ROOT / "terminal").rglob("*.py"))
)


def typed(text: str) -> Iterator[str]:
    """Yield what stands in the code of a document."""
    joined = text.replace("\\\n", " ")
    yield from re.findall(r"(?ms)^```\w*\n(.*?)^```", joined)
    without_blocks = re.sub(r"(?ms)^```.*?^```", "", joined)
    yield from (span.replace("\n", " ") for span in re.findall(r"(?s)`([^`]+)`", without_blocks))


def commands(text: str) -> Iterator[str]:
    """Yield each command of the program in a document, without its name and what follows a pipe."""
    words = r"(?<![/\w.-])badge-terminal ([a-z][^\n|;&\"'<>)]*)"
    for code in typed(text):
        yield from re.findall(words, code)
        # "badge unreadable" is what the log says.
        if code.split(" ")[0] in set(VERBS) - {"badge"} and " " in code:
            yield code


def every_command() -> list[tuple[str, str]]:
    """Return each with the name of its document."""
    found = {
        (file.name, command.strip())
        for file in DOCUMENTS
        for command in commands(file.read_text(encoding="utf-8"))
    }
    return sorted(found)


@pytest.mark.parametrize(("document", "command"), every_command())
def test_what_is_to_be_typed_can_be_typed(document: str, command: str) -> None:
    """Each verb exists, and each option belongs to it."""
    words = command.split()
    group: click.Command = main
    while isinstance(group, click.Group) and words:
        context = click.Context(group)
        found = group.get_command(context, words[0].rstrip(",.:"))
        if found is None and group is not main and not words[0].isalpha():
            break
        assert found, f"{document}: {command}"
        group, words = found, words[1:]
    known = {name for parameter in group.params for name in parameter.opts} | {"--help"}
    used = {word.split("=")[0] for word in words if re.match(r"--[a-z]", word)}
    assert used <= known, f"{document}: {command}"


def alerts() -> list[tuple[str, str]]:
    """Return each alert with its severity."""
    return re.findall(r"(?s)- alert: (\w+).*?severity: (\w+)", ALERTS)


@pytest.mark.parametrize(("alert", "severity"), alerts())
def test_every_alert_is_described(alert: str, severity: str) -> None:
    """Whoever is woken by one finds its row, with the same severity."""
    assert f"| `{alert}` | {severity} |" in OPERATE


def test_no_alert_is_described_that_is_none() -> None:
    """The table has as many rows as there are alerts."""
    assert len(re.findall(r"(?m)^\| `BadgeTerminal", OPERATE)) == len(alerts())


def test_the_wear_is_that_of_the_figures() -> None:
    """What a swipe writes, and what a year of them does, is what was measured last."""
    figures = json.loads((ROOT / "docs" / "figures.json").read_text(encoding="utf-8"))["figures"]
    (written,) = [each for each in figures if each["name"] == "bytes on the disk for each of them"]
    each = median(written["rounds"])
    year = each * 1000 * 365 / 1e9
    assert f"{each / 1000:.0f} KB; a thousand swipes a day make {year:.1f} GB a year" in OPERATE


def log_lines() -> list[str]:
    """Return the events in the table of log lines."""
    (table,) = re.findall(r"(?s)## Log lines(.*?)## ", OPERATE)
    cells = re.findall(r"(?m)^\| (`.*?) \|", table)
    words = {event for cell in cells for event in re.findall(r"`([^`]+)`", cell)}
    return sorted(words - {"Watchdog timeout", "new fault", "new warning"})


@pytest.mark.parametrize("event", log_lines())
def test_log_lines_are_those_of_the_program(event: str) -> None:
    """Whoever searches for one finds it."""
    assert f'"{event}' in CODE
