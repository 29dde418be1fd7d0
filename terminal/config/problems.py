"""What is wrong with a configuration, in words for the person who has to mend it."""

import json
from collections.abc import Iterable, Sequence

from terminal.model.struct import Struct

_LONGEST_SHOWN = 60
_BEGUN = 3


class Problem(Struct, frozen=True):
    """One error.

    Attributes:
        where: The key as TOML names it, such as `readers[1].kind`; empty for the whole file.
        what: What is wrong.
        hint: What to do next.
    """

    where: str
    what: str
    hint: str

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        end = "" if self.hint.endswith("?") else "."
        return f"{place}{self.what}. {self.hint}{end}"


class ConfigErrors(Exception):
    """A configuration cannot be used.

    Attributes:
        source: The file.
        problems: Everything that is wrong with it, in the order of the file's description.
    """

    def __init__(self, source: str, problems: Sequence[Problem]) -> None:
        super().__init__(source, problems)
        self.source = source
        self.problems = tuple(problems)

    def __str__(self) -> str:
        count = len(self.problems)
        heading = f"{self.source}: {count} error{'s' if count > 1 else ''} in the configuration"
        return "\n".join([heading, *(f"  {problem}" for problem in self.problems)])


def shown(value: object) -> str:
    """Return a value as an error message may quote it: short, on one line."""
    match value:
        case dict():
            return "a table"
        case list():
            return "a list"
        case str() | bool():
            text = json.dumps(value, ensure_ascii=False)
        case _:
            text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def alternatives(words: Iterable[str]) -> str:
    """Return words as a choice: `"a", "b" or "c"`."""
    *first, last = [shown(word) for word in words]
    return f"{', '.join(first)} or {last}" if first else last


def nearest(word: object, known: Iterable[str], count: int = 1) -> list[str]:
    """Return the known words that somebody may have meant, the nearest first."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for errors

    by_lower_case = {each.lower(): each for each in known}
    meant = str(word).lower()
    begun = [each for each in by_lower_case if each.startswith(meant) and len(meant) >= _BEGUN]
    found = begun[:count] or get_close_matches(meant, by_lower_case, n=count, cutoff=0.6)
    return [by_lower_case[each] for each in found]
