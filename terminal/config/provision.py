"""A configuration that brings its secret along, to set up a terminal with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from terminal.config.check import problems_of, sound_sections
from terminal.config.load import config_of, table_of, text_of
from terminal.config.problems import ConfigErrors, Problem
from terminal.config.rules import broken_rules
from terminal.config.sections import Config

SECRET = "client_secret"  # noqa: S105 - the name of a key
_WHERE = f"protime.{SECRET}"


@dataclass(frozen=True, slots=True)
class Provision:
    """What makes a terminal: a configuration, and the client secret where it came along."""

    config: Config
    client_secret: str = field(repr=False)


def answers_of(path: Path) -> dict[str, object]:
    """Return the TOML document that a file holds, whatever is in it.

    Raises:
        ConfigErrors: It cannot be read, or is none.
    """
    return table_of(text_of(path), str(path))


def provision_of(table: Mapping[str, object], source: str) -> Provision:
    """Return what a document provides: a configuration, in which `client_secret` may stand too.

    Raises:
        ConfigErrors: Everything that is wrong with it; the secret is not repeated.
    """
    rest, secret = _apart(table)
    problems = _problems(secret)
    try:
        config = config_of(rest, source)
    except ConfigErrors as errors:
        raise ConfigErrors(source, [*errors.problems, *problems]) from None
    if problems:
        raise ConfigErrors(source, problems)
    return Provision(config, secret if isinstance(secret, str) else "")


def problem_with(table: Mapping[str, object], where: str) -> Problem | None:
    """Return what is wrong with one key of a document that is still being written."""
    found = [*problems_of(table), *broken_rules(sound_sections(table))]
    return next((each for each in found if each.where == where), None)


def _apart(table: Mapping[str, object]) -> tuple[dict[str, object], object]:
    protime = table.get("protime")
    if not isinstance(protime, Mapping):
        return dict(table), None
    without = {key: value for key, value in protime.items() if key != SECRET}
    return {**table, "protime": without}, protime.get(SECRET)


def _problems(secret: object) -> list[Problem]:
    if secret is None:
        return []
    if isinstance(secret, str) and secret.strip() and secret.isprintable():
        return []
    return [Problem(_WHERE, "does not fit", "Write the secret in double quotes, on one line")]
