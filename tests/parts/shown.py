"""Clockings as a list of Protime's shows them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from terminal.protime.payload import Naming

DAY = date(2024, 12, 17)
DOOR = Naming(terminal_reference="@external-code", terminal_code="PI-01")


def person(badge: str = "1955", identifier: int = 76547) -> dict[str, Any]:
    """Return a person with the reference that was asked for."""
    return {"id": identifier, "externalReferences": {"@badge-number": badge}}


def terminal(code: str = "PI-01", identifier: int = 765) -> dict[str, Any]:
    """Return a terminal with the reference that was asked for."""
    return {"id": identifier, "externalReferences": {"@external-code": code}}


def record(**fields: object) -> Mapping[str, Any]:
    """Return the record of `clocking()`, with fields replaced, or left out where None."""
    whole: dict[str, object] = {
        "changeVersion": "0000000000000001",
        "id": 19250,
        "person": person(),
        "date": "2024-12-17",
        "timeOfDayInMinutes": 500,
        "calculatedTimeOfDayInMinutes": 495,
        "isGenerated": False,
        "terminal": terminal(),
        "kind": "InOut",
        "status": "Active",
    }
    return {name: value for name, value in (whole | fields).items() if value is not None}
