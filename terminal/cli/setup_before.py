"""What a configuration that is there already means to `setup`."""

from collections.abc import Mapping
from pathlib import Path

from terminal.cli.setup_questions import EVERY_QUESTION
from terminal.config import ConfigErrors, load
from terminal.config.provision import answers_of

_OF_THE_PLACE = ("badge", "readers", "selections")
"""What was found out in a rehearsal and holds for Protime too."""

_AS_IT_COMES = [{"kind": "pcsc"}]
"""The reader of a rehearsal that nobody changed: it is asked for."""


def configured(path: Path) -> dict[str, object]:
    """Return what was configured before and can hold further; nothing if that has errors.

    Of a rehearsal only what is of this place: the rest led to a simulated Protime.
    """
    try:
        is_rehearsal = bool(load(path).protime.api_url)
    except ConfigErrors:
        return {}
    table = answers_of(path)
    if not is_rehearsal:
        return table
    if table["readers"] == _AS_IT_COMES:
        del table["readers"]
    return {name: table[name] for name in _OF_THE_PLACE if name in table}


def proposed(before: Mapping[str, object], section: str, key: str) -> object:
    """Return what was configured for a key that is asked; None if it was not."""
    table = before.get(section)
    return table.get(key) if isinstance(table, Mapping) else None


def kept(before: Mapping[str, object], answers: Mapping[str, object]) -> dict[str, object]:
    """Return answers, and what was configured before that is neither in them nor asked."""
    names = dict.fromkeys([*before, *answers])
    return {name: _section(name, before.get(name), answers.get(name)) for name in names}


def _section(name: str, before: object, answers: object) -> object:
    if not isinstance(before, Mapping) or not isinstance(answers, Mapping | None):
        return before if answers is None else answers
    asked = {question.key for question in EVERY_QUESTION if question.section == name}
    rest = {key: value for key, value in before.items() if key not in asked}
    if name == "protime":
        # The secret is stored anew, as a credential; "" goes with a code that is asked again.
        rest.pop("client_secret_file", None)
        if rest.get("terminal_reference") == "":
            del rest["terminal_reference"]
    return {**rest, **(answers or {})}
