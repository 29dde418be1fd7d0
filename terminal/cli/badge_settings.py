"""New rules in the text of a configuration; every comment stays where it is.

Lines are edited, not the tree of a TOML library: such a library takes the comment above the next
table for the end of the one before it, and would put new rules between the two. Whether the edit
was right is asked of the TOML reader, so an unusual file is refused and never spoilt.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence

RuleKeys = Mapping[str, str | int]

_BADGE = re.compile(r"\s*\[badge\]")
_RULES = re.compile(r"\s*\[\[badge\.rules\]\]")
_TABLE = re.compile(r"\s*\[")
_KEPT = ("source", "mifare", "iso7816")
_SOURCE = re.compile(rf"\s*({'|'.join(_KEPT)})\b")
_EMPTY = re.compile(r"\s*(#|$)")


class CannotEdit(ValueError):
    """The file is written in an unusual way, so a person has to put the rules in."""


def as_toml(rules: Sequence[RuleKeys]) -> str:
    """Return rules as they stand in a configuration."""
    blocks = ["\n".join(["[[badge.rules]]", *_lines(rule)]) for rule in rules]
    return "\n".join(blocks) + "\n"


def with_rules(text: str, rules: Sequence[RuleKeys], heading: str) -> str:
    """Return the text with these rules in place of what `[badge]` said; that becomes comments.

    What is read of a badge stays as it is.

    Raises:
        CannotEdit: It would not mean what it should afterwards.
    """
    lines = text.splitlines()
    first, last = _section(lines)
    if first == len(lines):
        lines += ["", "[badge]"]
        first, last = len(lines) - 1, len(lines)
    place = first + 1
    for number in range(first + 1, last):
        if not _EMPTY.match(lines[number]):
            if not _SOURCE.match(lines[number]):
                lines[number] = f"# {lines[number]}"
            place = number + 1
    new = ["", f"# {heading}", *as_toml(rules).splitlines()]
    edited = "\n".join([*lines[:place], *new, *lines[place:]]) + "\n"
    _verify(text, edited, rules)
    return edited


def _lines(rule: RuleKeys) -> list[str]:
    # JSON's way of writing text and whole numbers is one of TOML's.
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in rule.items()]


def _section(lines: Sequence[str]) -> tuple[int, int]:
    """Return the line of `[badge]` and the one after its end, rules included."""
    first = next((at for at, line in enumerate(lines) if _BADGE.match(line)), len(lines))
    for at in range(first + 1, len(lines)):
        if _TABLE.match(lines[at]) and not _RULES.match(lines[at]):
            return first, at
    return first, len(lines)


def _verify(text: str, edited: str, rules: Sequence[RuleKeys]) -> None:
    before = tomllib.loads(text)
    kept = {key: value for key, value in before.get("badge", {}).items() if key in _KEPT}
    wanted = before | {"badge": {**kept, "rules": [dict(rule) for rule in rules]}}
    try:
        is_right = tomllib.loads(edited) == wanted
    except tomllib.TOMLDecodeError:
        is_right = False
    if not is_right:
        raise CannotEdit("[badge] is written in an unusual way in this file")
