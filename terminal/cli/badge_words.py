"""What can be said about one reading."""

from collections.abc import Iterator, Mapping
from textwrap import wrap

from terminal.badge_numbers import BadgeRule, RandomIdentifier, is_cut
from terminal.badge_numbers.candidates import every_number
from terminal.badge_numbers.rule import row_of, taken_by
from terminal.cli.words import one_line, table
from terminal.model import Bits, Reading

_RANDOM = "It tells another identifier each time, as phones do: it cannot be a badge."
_CUT = "Probably the first half of a longer identifier: take a reader that gives all 7 bytes."

_GROUPS = {"bytes": 2, "bytes_reversed": 2, "bits": 8}
"""How many signs are written together."""

NOTHING: Mapping[str, str] = {}


def as_object(
    reading: Reading,
    rule: BadgeRule,
    beside: Mapping[str, str] = NOTHING,
    functions: Mapping[str, str] = NOTHING,
) -> dict[str, object]:
    """Return all about a reading, what the badge has beside it, and what it chooses, for JSON."""
    number, refusal = _numbered(reading, rule)
    return {
        "takes": taken_by(reading),
        **_raw(reading),
        "number": number,
        "refusal": refusal or None,
        "chooses": functions.get(number or ""),
        "cut": is_cut(reading),
        "presets": {name: each.value for name, each in every_number(reading).items()},
        "beside": dict(beside),
    }


def as_words(
    reading: Reading,
    rule: BadgeRule,
    beside: Mapping[str, str] = NOTHING,
    functions: Mapping[str, str] = NOTHING,
) -> str:
    """Return all about a reading, what the badge has beside it, and what it chooses, in words.

    Args:
        reading: What the badge gave.
        rule: Makes its number.
        beside: What else it has, by what that is called.
        functions: The numbers of function badges, and the selection that each chooses.
    """
    number, refusal = _numbered(reading, rule)
    rows = [*_raw_words(reading), *beside.items(), ("badge number", number or f"none: {refusal}")]
    rows += [(name, each.value) for name, each in every_number(reading).items()]
    notes = [_CUT] if is_cut(reading) else []
    if selection := functions.get(number or ""):
        notes.append(f"A function badge: it chooses {selection}, and is never a swipe.")
    return "\n".join([table([(name, one_line(text)) for name, text in rows]), *notes, ""])


def _numbered(reading: Reading, rule: BadgeRule) -> tuple[str | None, str]:
    try:
        return rule(reading).value, ""
    except RandomIdentifier:
        return None, _RANDOM
    except ValueError as reason:
        return None, str(reason)


def _raw(reading: Reading) -> dict[str, str | int]:
    if isinstance(reading, str):
        return {"text": reading, "length": len(reading)}
    row = row_of(reading)
    bits = f"{row.value:0{row.length}b}" if row.length else ""
    if isinstance(reading, Bits):
        return {"bits": bits, "length": row.length}
    return {
        "bytes": reading.hex().upper(),
        "bytes_reversed": reading[::-1].hex().upper(),
        "bits": bits,
        "length": len(reading),
    }


def _raw_words(reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield the same for a person: what bytes consist of is written in groups."""
    groups = _GROUPS if isinstance(reading, bytes) else {}
    for name, value in _raw(reading).items():
        text = " ".join(wrap(str(value), groups[name])) if name in groups else str(value)
        yield name.replace("_", " "), text
