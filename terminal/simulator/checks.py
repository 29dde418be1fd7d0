"""Checks for JSON values, built from small ones; each returns all problems it finds."""

import re
from collections.abc import Callable, Mapping
from datetime import date

Problem = tuple[str, str]
"""Where (a dotted path), and what is wrong."""
Check = Callable[[object, str], list[Problem]]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def boolean(value: object, path: str) -> list[Problem]:
    """Check for true or false."""
    return [] if isinstance(value, bool) else [(path, "must be a boolean")]


def number(lowest: float, highest: float) -> Check:
    """Return a check for a number between two bounds, not a string that looks like one."""

    def check(value: object, path: str) -> list[Problem]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return [(path, "must be a number")]
        return [] if lowest <= value <= highest else [(path, f"must be {lowest} to {highest}")]

    return check


def integer(lowest: int, highest: int) -> Check:
    """Return a check for a whole number between two bounds."""

    def check(value: object, path: str) -> list[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            return [(path, "must be an integer")]
        return [] if lowest <= value <= highest else [(path, f"must be {lowest} to {highest}")]

    return check


def one_of(*allowed: str) -> Check:
    """Return a check for one of a few words."""

    def check(value: object, path: str) -> list[Problem]:
        return [] if value in allowed else [(path, f"must be one of {', '.join(allowed)}")]

    return check


def calendar_date(value: object, path: str) -> list[Problem]:
    """Check for a day that exists, as `YYYY-MM-DD`."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return [(path, "must be a date as YYYY-MM-DD")]
    try:
        date.fromisoformat(value)
    except ValueError:
        return [(path, "is not a day of the calendar")]
    return []


def guid(value: object, path: str) -> list[Problem]:
    """Check for a GUID."""
    fits = isinstance(value, str) and _GUID.fullmatch(value)
    return [] if fits else [(path, "must be a GUID")]


def array_of(check_item: Check) -> Check:
    """Return a check for an array that is not empty."""

    def check(value: object, path: str) -> list[Problem]:
        if not isinstance(value, list) or not value:
            return [(path, "must be an array with at least one item")]
        return [
            problem
            for position, item in enumerate(value)
            for problem in check_item(item, f"{path}[{position}]")
        ]

    return check


def object_of(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Return a check for an object with these fields and no others."""
    known = {**required, **(optional or {})}

    def check(value: object, path: str) -> list[Problem]:
        if not isinstance(value, dict):
            return [(path, "must be an object")]
        inner = f"{path}." if path else ""
        missing = [(inner + name, "is required") for name in required if name not in value]
        unknown = [(inner + str(name), "is not known") for name in value if name not in known]
        wrong = [
            problem
            for name, check_field in known.items()
            if name in value
            for problem in check_field(value[name], inner + name)
        ]
        return missing + unknown + wrong

    return check


def external_references(value: object, path: str) -> list[Problem]:
    """Check for exactly one reference name with a text that is not empty."""
    if not isinstance(value, dict) or len(value) != 1:
        return [(path, "must be an object with exactly one reference")]
    ((name, text),) = value.items()
    fits = isinstance(text, str) and text
    return [] if fits else [(f"{path}.{name}", "must be a string that is not empty")]


def reference(check_id: Check) -> Check:
    """Return a check for an object with either `id` or `externalReferences`."""
    fields = object_of({}, {"id": check_id, "externalReferences": external_references})

    def check(value: object, path: str) -> list[Problem]:
        problems = fields(value, path)
        if isinstance(value, dict) and ("id" in value) == ("externalReferences" in value):
            problems.append((path, "must have either id or externalReferences"))
        return problems

    return check
