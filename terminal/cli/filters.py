"""The options by which a person says which clockings are meant."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

import click

from terminal.model import State
from terminal.outbox.beside import Filter

Verb = Callable[..., Any]

_DAY = click.DateTime(["%Y-%m-%d"])

_OPTIONS = {
    "states": click.option(
        "--state",
        "states",
        multiple=True,
        type=click.Choice([state.value for state in State]),
        help="Only those in this state; may be given several times.",
    ),
    "badge_number": click.option(
        "--badge", "badge_number", metavar="NUMBER", help="Only those of this badge number."
    ),
    "since": click.option(
        "--since",
        type=_DAY,
        help="The first date that they are booked for, at the workplace. Those whose time is not "
        "known are never left out for their date.",
    ),
    "until": click.option("--until", type=_DAY, help="The last such date, itself included."),
    "reader": click.option("--reader", metavar="NAME", help="Only those of this reader."),
    "error_contains": click.option(
        "--reason-contains",
        "error_contains",
        metavar="TEXT",
        help="Only those that Protime refused in such words.",
    ),
}


def with_filter(*names: str) -> Callable[[Verb], Verb]:
    """Give a verb the parameter `which`, made of the options for these fields of a Filter."""

    def decorated(verb: Verb) -> Verb:
        @wraps(verb)
        def collected(*args: object, **chosen: object) -> object:
            values = {name: _value(chosen.pop(name)) for name in names}
            return verb(*args, which=Filter(**values), **chosen)

        for name in reversed(names):
            collected = _OPTIONS[name](collected)
        return collected

    return decorated


def _value(given: object) -> Any:  # noqa: ANN401 - as different as the fields of a Filter
    if isinstance(given, datetime):
        return given.date()
    return tuple(map(State, given)) if isinstance(given, tuple) else given
