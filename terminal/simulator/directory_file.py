"""A directory from a TOML file, for a rehearsal with one's own badges."""

import dataclasses
import difflib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from terminal.simulator.directory import (
    AbsenceDefinition,
    ActivityDefinition,
    Directory,
    Person,
    Terminal,
)

_TABLES = {
    "people": Person,
    "terminals": Terminal,
    "absence_definitions": AbsenceDefinition,
    "activity_definitions": ActivityDefinition,
}


def read_directory(path: Path) -> Directory:
    """Return the directory of a file with the tables `[[people]]`, `[[terminals]]` and so on.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is not TOML, or holds an unknown key or a value of the wrong type.
    """
    try:
        content = tomllib.loads(path.read_text())
        directory = msgspec.convert(content, Directory)
        _refuse_unknown_keys(content)
    except (ValueError, msgspec.ValidationError) as error:  # a ValueError only since 0.20
        raise ValueError(f"{path}: {error}") from error
    return directory


def _refuse_unknown_keys(content: Mapping[str, Any]) -> None:
    unknown = list(_unknown_keys(content))
    if unknown:
        raise ValueError("; ".join(unknown))


def _unknown_keys(content: Mapping[str, Any]) -> Iterator[str]:
    for name in content:
        if name not in _TABLES:
            yield f"'{name}' is not known{_suggestion(name, list(_TABLES))}"
    for table, entry_class in _TABLES.items():
        names = [field.name for field in dataclasses.fields(entry_class)]
        for entry in content.get(table, []):
            for name in entry:
                if name not in names:
                    yield f"'{name}' in {table} is not known{_suggestion(name, names)}"


def _suggestion(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean '{close[0]}'?" if close else f"; there is {', '.join(known)}"
