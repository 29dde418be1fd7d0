"""What befell the outbox, for a person and for JSON."""

from zoneinfo import ZoneInfo

from terminal.cli.words import local_time, one_line, utc_time
from terminal.outbox.beside import Incident


def as_object(incident: Incident) -> dict[str, object]:
    """Return an incident for JSON, under the names of the columns of its table."""
    return {
        "number": incident.number,
        "at": utc_time(incident.at),
        "what": incident.what,
        "detail": incident.detail,
        "acknowledged_at": utc_time(incident.acknowledged_at),
        "reason": incident.reason,
        "by": incident.by,
    }


def in_words(incident: Incident, zone: ZoneInfo) -> str:
    """Return an incident for a person."""
    at, what = local_time(incident.at, zone), one_line(incident.what)
    words = f"{incident.number}  {at}  {what}: {one_line(incident.detail)}"
    if incident.acknowledged_at is None:
        return words
    seen = local_time(incident.acknowledged_at, zone)
    return f"{words}\n   seen by {incident.by}, {seen}: {one_line(incident.reason or '')}"
