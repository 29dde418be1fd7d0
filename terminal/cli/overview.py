"""What `badge-terminal status` has to say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from terminal.cli.incidents import as_object as incident_object
from terminal.cli.words import utc_time
from terminal.host.processes import DAEMON, is_running
from terminal.model import Clocking, State
from terminal.outbox.beside import Condition, Incident, OutboxReading

WAITING = (State.HELD, State.PENDING, State.SENDING, State.UNCERTAIN)
_FAILING = (State.PENDING, State.REJECTED, State.UNCERTAIN)
_LOOKED_THROUGH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How the terminal was doing at one moment.

    Attributes:
        is_running: Whether the daemon is alive; None if it never said anything of itself.
        incidents: What befell the outbox and nobody has acknowledged.
    """

    name: str
    path: Path
    at: datetime
    is_running: bool | None
    counts: Mapping[State, int]
    oldest_unsent: Clocking | None
    parts: Sequence[Condition]
    last_failed: Clocking | None
    incidents: Sequence[Incident]

    @property
    def daemon(self) -> Condition | None:
        """What the daemon said of itself."""
        return next((part for part in self.parts if part.part == DAEMON), None)

    @property
    def waiting(self) -> int:
        """How many clockings are neither delivered nor refused nor closed."""
        return sum(self.counts[state] for state in WAITING)


def overview_of(outbox: OutboxReading, *, name: str, path: Path, now: datetime) -> Overview:
    """Return how the terminal of an outbox is doing."""
    parts = outbox.parts()
    daemon = next((part for part in parts if part.part == DAEMON), None)
    return Overview(
        name=name,
        path=path,
        at=now,
        is_running=is_running(daemon.condition, daemon.detail) if daemon else None,
        counts=outbox.counts(),
        oldest_unsent=outbox.oldest_unsent(),
        parts=parts,
        last_failed=_last_failed(outbox),
        incidents=[each for each in outbox.incidents() if each.acknowledged_at is None],
    )


def as_object(overview: Overview) -> dict[str, object]:
    """Return an overview for JSON."""
    daemon = overview.daemon
    return {
        "terminal": overview.name,
        "at": utc_time(overview.at),
        "outbox": str(overview.path),
        "daemon": {
            "is_running": overview.is_running,
            "detail": daemon.detail if daemon else "",
            "since": utc_time(daemon.since) if daemon else None,
        },
        "counts": {state.value: count for state, count in overview.counts.items()},
        "waiting": overview.waiting,
        "oldest_unsent": _oldest_object(overview),
        "parts": [
            {
                "part": part.part,
                "condition": part.condition,
                "detail": part.detail,
                "since": utc_time(part.since),
            }
            for part in overview.parts
            if part.part != DAEMON
        ],
        "last_error": _error_object(overview.last_failed),
        "incidents": [incident_object(each) for each in overview.incidents],
    }


def _last_failed(outbox: OutboxReading) -> Clocking | None:
    newest = [each for state in _FAILING for each in outbox.clockings(state, _LOOKED_THROUGH)]
    failed = [each for each in newest if each.last_error]
    return max(failed, key=lambda each: each.changed_at, default=None)


def _oldest_object(overview: Overview) -> dict[str, object] | None:
    oldest = overview.oldest_unsent
    if oldest is None:
        return None
    at = oldest.occurred_at
    return {
        "seq": oldest.seq,
        "state": oldest.state.value,
        "swiped_at": utc_time(at),
        "age_seconds": round((overview.at - at).total_seconds(), 3),
    }


def _error_object(failed: Clocking | None) -> dict[str, object] | None:
    if failed is None:
        return None
    return {
        "seq": failed.seq,
        "state": failed.state.value,
        "error": failed.last_error,
        "at": utc_time(failed.changed_at),
    }
