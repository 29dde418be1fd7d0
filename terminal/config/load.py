"""From a file to a `Config`."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from terminal.config.conversion import config_from
from terminal.config.problems import ConfigErrors, Problem
from terminal.config.rules import broken_rules
from terminal.config.sections import Config

_SECTIONS = Config.__struct_fields__


def load(path: Path) -> Config:
    """Return the configuration that a file holds.

    Raises:
        ConfigErrors: Everything that is wrong with it.
    """
    try:
        return _parsed(_table(_text(path)))
    except _Unusable as unusable:
        raise ConfigErrors(str(path), unusable.problems) from None


def config_of(table: Mapping[str, object], source: str) -> Config:
    """Return the configuration that a TOML document makes.

    Raises:
        ConfigErrors: Everything that is wrong with it, said of `source`.
    """
    try:
        return _parsed(table)
    except _Unusable as unusable:
        raise ConfigErrors(source, unusable.problems) from None


def table_of(text: str, source: str) -> dict[str, object]:
    """Return the TOML document that a text is.

    Raises:
        ConfigErrors: It is none, said of `source`.
    """
    try:
        return _table(text)
    except _Unusable as unusable:
        raise ConfigErrors(source, unusable.problems) from None


def text_of(path: Path) -> str:
    """Return the text of a file.

    Raises:
        ConfigErrors: It cannot be read, or is no text.
    """
    try:
        return _text(path)
    except _Unusable as unusable:
        raise ConfigErrors(str(path), unusable.problems) from None


class _Unusable(Exception):
    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


def _parsed(table: Mapping[str, object]) -> Config:
    try:
        config = config_from(table)
    except msgspec.ValidationError:
        raise _Unusable(*_problems(table)) from None
    if problems := list(broken_rules({name: getattr(config, name) for name in _SECTIONS})):
        raise _Unusable(*problems)
    return config


def _problems(table: Mapping[str, object]) -> Iterator[Problem]:
    # Imported here: what words it takes to say what is wrong, a start that goes well does without.
    from terminal.config.check import problems_of, sound_sections  # noqa: PLC0415

    yield from problems_of(table)
    yield from broken_rules(sound_sections(table))


def _table(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = (
            "Mend that line; text stands in double quotes, a table begins with its [name], "
            "which stands in the file once"
        )
        raise _Unusable(Problem("", f"is not TOML: {error}", hint)) from None


def _text(path: Path) -> str:
    try:
        # Some editors begin a file with a byte-order mark, which TOML does not know.
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problem = Problem("", "is not UTF-8 text", "Save it again with the encoding UTF-8")
    except FileNotFoundError:
        problem = Problem("", "there is no such file", _WHERE_FROM)
    except PermissionError:
        problem = Problem("", "may not be read by this user", "Run this as root, through sudo")
    except OSError as error:
        problem = Problem("", f"cannot be read: {error.strerror}", _WHERE_FROM)
    raise _Unusable(problem)


_WHERE_FROM = (
    "`sudo badge-terminal setup` writes it; or copy the example there and fill it in (the "
    "package has it as /usr/share/badge-terminal/config/terminal.toml), or name another file with "
    "--config"
)
