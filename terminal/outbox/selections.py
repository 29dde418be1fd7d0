"""How a selection is written into the outbox: its kind beside a small JSON object."""

import json
from typing import Any, assert_never

from terminal.model import (
    Activity,
    ActivityEnd,
    ActivityLevel,
    ExternalReference,
    InOut,
    InternalId,
    Kind,
    Reason,
    Reference,
    Selection,
)


def written(selection: Selection) -> str | None:
    """Return the JSON for what the kind alone does not say; None if it says all."""
    match selection:
        case InOut() | ActivityEnd():
            return None
        case Reason(reason, is_open):
            return json.dumps({"reason": _written_reference(reason), "is_open": is_open})
        case Activity(levels):
            return json.dumps(
                {
                    "levels": [
                        {"level": each.level, "definition": _written_reference(each.definition)}
                        for each in levels
                    ]
                }
            )
        case _:
            assert_never(selection)


def read(kind: Kind, text: str | None) -> Selection:
    """Return the selection that was written as this kind and text."""
    content: dict[str, Any] = json.loads(text) if text else {}
    match kind:
        case Kind.IN_OUT:
            return InOut()
        case Kind.ACTIVITY_END:
            return ActivityEnd()
        case Kind.REASON:
            return Reason(_read_reference(content["reason"]), content["is_open"])
        case Kind.ACTIVITY:
            return Activity(
                tuple(
                    ActivityLevel(each["level"], _read_reference(each["definition"]))
                    for each in content["levels"]
                )
            )
        case _:
            assert_never(kind)


def _written_reference(reference: Reference) -> dict[str, int | str]:
    match reference:
        case InternalId(identifier):
            return {"id": identifier}
        case ExternalReference(name, value):
            return {"name": name, "value": value}
        case _:
            assert_never(reference)


def _read_reference(content: dict[str, Any]) -> Reference:
    if "id" in content:
        return InternalId(content["id"])
    return ExternalReference(content["name"], content["value"])
