"""What a heartbeat says, and the proof that this terminal said it."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

from terminal.watching.standing import Standing

SIGNATURE_HEADER = "Badge-Terminal-Signature"


def message(terminal: str, version: str, number: int, standing: Standing) -> bytes:
    """Return a heartbeat as JSON: how the terminal is, and nothing of any person.

    The details of the parts are left out: words of the server stand in them, which may name
    people.

    Args:
        terminal: The name of the terminal.
        version: What runs.
        number: Of this heartbeat, counted since the start.
        standing: How the terminal stands.
    """
    content = {
        "terminal": terminal,
        "version": version,
        "number": number,
        "at": _utc(standing.at),
        "clockings": {state.value: count for state, count in standing.counts.items()},
        "oldest_unsent_age_seconds": round(standing.oldest_unsent_age_seconds, 3),
        "incidents": standing.incidents,
        "parts": {
            part: {"condition": said.condition, "since": _utc(said.since)}
            for part, said in standing.parts.items()
        },
    }
    return json.dumps(content, separators=(",", ":")).encode()


def signature(secret: str, body: bytes) -> str:
    """Return the HMAC-SHA256 of a body under a secret, in hexadecimal."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
