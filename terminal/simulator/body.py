"""The body of "Create a clocking" as JSON: what can be judged without knowing anybody."""

import json
from collections.abc import Sequence
from typing import Any

from terminal.simulator.checks import (
    Problem,
    array_of,
    boolean,
    calendar_date,
    guid,
    integer,
    number,
    object_of,
    one_of,
    reference,
)

KINDS = ("InOut", "Reason", "Activity", "ActivityEnd")

_IDS = integer(1, 2**31 - 1)
_CHECK = object_of(
    required={
        "person": reference(_IDS),
        "date": calendar_date,
        "timeOfDayInMinutes": integer(-1440, 2880),
        "kind": one_of(*KINDS),
    },
    optional={
        "terminal": reference(_IDS),
        "geolocation": object_of(
            {"longitude": number(-180, 180), "latitude": number(-90, 90)},
        ),
        "reason": reference(_IDS),
        "isOpen": boolean,
        "activityLevels": array_of(
            object_of({"level": integer(1, 99), "activityDefinition": reference(guid)})
        ),
    },
)
_REQUIRED_BY_KIND = {"Reason": "reason", "Activity": "activityLevels"}


class BodyRefused(Exception):
    """The body is not JSON or does not fit; it carries all problems found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{path} {text}" for path, text in problems))
        self.problems = tuple(problems)


def read_body(body: bytes) -> dict[str, Any]:
    """Return the decoded body.

    Raises:
        BodyRefused: It is not JSON, or fields are missing, unknown or of the wrong type.
    """
    try:
        value = json.loads(body.decode(), object_pairs_hook=_distinct, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BodyRefused([("", f"cannot be decoded: {error}")]) from error
    problems = _CHECK(value, "") + _missing_for_kind(value)
    if problems:
        raise BodyRefused(problems)
    return dict(value)


def _missing_for_kind(value: object) -> list[Problem]:
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        return []
    needed = _REQUIRED_BY_KIND.get(value["kind"])
    if needed is None or needed in value:
        return []
    return [(needed, f"is required for kind {value['kind']}")]


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a field is given twice")
    return fields


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
