"""Options that several verbs share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from terminal.cli.paths import DEFAULT_CONFIG

Verb = TypeVar("Verb", bound=Callable[..., Any])


def with_config(verb: Verb) -> Verb:
    """Give a verb the parameter `config_file`."""
    return click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path),
        default=DEFAULT_CONFIG,
        show_default=True,
        help="The configuration file.",
    )(verb)


def with_json(verb: Verb) -> Verb:
    """Give a verb the parameter `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="JSON; times are in UTC.")(verb)


def with_reader(verb: Verb) -> Verb:
    """Give a verb the parameter `reader_name`."""
    return click.option(
        "--reader", "reader_name", default="", help="The configured name of the reader."
    )(verb)
