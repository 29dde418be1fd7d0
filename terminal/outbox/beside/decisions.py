"""What people decided about clockings, and what befell the outbox, as they are kept."""

import sqlite3
from datetime import datetime
from enum import StrEnum

from terminal.model.struct import Struct
from terminal.outbox.rows import read_time


class Ruling(StrEnum):
    """What a person can decide about a clocking."""

    RETRY = "retry"
    DATE = "date"
    BOOKED = "booked"
    CLOSE = "close"
    ERASE = "erase"


class Decision(Struct, frozen=True, kw_only=True):
    """What a person decided about a clocking.

    Attributes:
        by: The login name of whoever gave the command.
    """

    seq: int
    at: datetime
    ruling: Ruling
    reason: str
    by: str


class Incident(Struct, frozen=True, kw_only=True):
    """Something that befell the outbox itself, such as damage to its file.

    Attributes:
        acknowledged_at: When a person said that it was seen; None until then.
        reason: What that person added.
        by: The login name of that person.
    """

    number: int
    at: datetime
    what: str
    detail: str
    acknowledged_at: datetime | None
    reason: str | None
    by: str | None


def decision_of_row(row: sqlite3.Row) -> Decision:
    """Return the decision that a row of the table `decisions` tells of."""
    return Decision(
        seq=row["seq"],
        at=read_time(row["at"]),
        ruling=Ruling(row["decision"]),
        reason=row["reason"],
        by=row["by"],
    )


def incident_of_row(row: sqlite3.Row) -> Incident:
    """Return the incident that a row of the table `incidents` tells of."""
    seen_at = row["acknowledged_at"]
    return Incident(
        number=row["number"],
        at=read_time(row["at"]),
        what=row["what"],
        detail=row["detail"],
        acknowledged_at=read_time(seen_at) if seen_at else None,
        reason=row["reason"],
        by=row["by"],
    )
