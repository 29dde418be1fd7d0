"""Whether everything that a person can type or configure is written down."""

import re
from pathlib import Path

import click
import pytest

from terminal.cli.app import VERBS, main
from terminal.model import Cue
from tests.parts.config_keys import every_key

ROOT = Path(__file__).parents[2]


def documents() -> str:
    """Return all that is written for people."""
    files = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file.exists())


def every_verb() -> list[str]:
    """Return every verb as it is typed, with those below it."""
    return [words for verb in VERBS for words in _below(verb)]


def _below(verb: str) -> list[str]:
    command = main.get_command(click.Context(main), verb)
    if isinstance(command, click.Group):
        return [f"{verb} {name}" for name in command.commands]
    return [verb]


@pytest.mark.parametrize("verb", every_verb())
def test_every_verb_is_described(verb: str) -> None:
    """Each verb is named as it is typed."""
    assert re.search(rf"badge-terminal {verb}\b|`{verb}\b", documents())


@pytest.mark.parametrize("key", sorted(every_key()))
def test_every_key_is_described(key: str) -> None:
    """Each key of the configuration is named where it can be looked up."""
    assert re.search(rf"\b{key}\b", documents())


@pytest.mark.parametrize("cue", list(Cue))
def test_every_cue_is_described(cue: Cue) -> None:
    """What each light and sound means can be read."""
    assert re.search(cue.value.replace("-", "[-_ ]"), documents(), re.IGNORECASE)
