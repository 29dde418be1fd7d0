"""How a verb answers: words for a person, or JSON for a program."""

import json
from collections.abc import Callable

import click


def answer(content: object, words: Callable[[], str], *, as_json: bool) -> None:
    """Print what a verb found or did."""
    if as_json:
        echo_json(content)
    else:
        click.echo(words())


def echo_json(content: object) -> None:
    """Print JSON as every verb does."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
