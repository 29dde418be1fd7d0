"""What `badge-terminal status` has to say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from terminal.cli.daemon import DAEMON, is_running
from terminal.cli.words import duration, local_time, number, one_line, utc_time
from terminal.model import Clocking, State
from terminal.outbox import Condition, OutboxReading

WAITING = (State.HELD, State.PENDING, State.SENDING, State.UNCERTAIN)
_FAILING = (State.PENDING, State.REJECTED, State.UNCERTAIN)
_LOOKED_THROUGH = 100

_TO_DO = {
    State.HELD: "their true time is not known until the clock is set: connect the network",
    State.UNCERTAIN: "they were sent, and whether Protime booked them is not known: look there",
    State.REJECTED: "Protime refused them for good; they are kept: mend what it complains about",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How the terminal was doing at one moment.

    Attributes:
        is_running: Whether the daemon is alive; None if it never said anything of itself.
    """

    name: str
    path: Path
    at: datetime
    is_running: bool | None
    counts: Mapping[State, int]
    oldest_unsent: Clocking | None
    parts: Sequence[Condition]
    last_failed: Clocking | None

    @property
    def waiting(self) -> int:
        """How many clockings are neither delivered nor refused."""
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
    )


def as_words(overview: Overview, zone: ZoneInfo) -> str:
    """Return an overview for a person."""
    blocks = [_daemon(overview, zone), *_parts(overview, zone), "", *_clockings(overview, zone)]
    if (failed := overview.last_failed) is not None:
        at = local_time(failed.changed_at, zone)
        error = one_line(failed.last_error or "")
        blocks += ["", f"Last error: clocking {failed.seq}, {at}: {error}"]
    return "\n".join(blocks)


def as_object(overview: Overview) -> dict[str, object]:
    """Return an overview for JSON."""
    daemon = next((part for part in overview.parts if part.part == DAEMON), None)
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
    }


def _last_failed(outbox: OutboxReading) -> Clocking | None:
    newest = [each for state in _FAILING for each in outbox.clockings(state, _LOOKED_THROUGH)]
    failed = [each for each in newest if each.last_error]
    return max(failed, key=lambda each: each.changed_at, default=None)


def _daemon(overview: Overview, zone: ZoneInfo) -> str:
    since = [part.since for part in overview.parts if part.part == DAEMON]
    match overview.is_running:
        case True:
            return f"{overview.name}: running since {local_time(since[0], zone)}"
        case False:
            return (
                f"{overview.name}: NOT running. No swipe is taken. See why with `journalctl -u "
                "badge-terminal`, start it with `systemctl start badge-terminal`."
            )
        case None:
            return f"{overview.name}: has never run with this outbox"


def _parts(overview: Overview, zone: ZoneInfo) -> Iterator[str]:
    for part in overview.parts:
        if part.part != DAEMON:
            detail = f": {one_line(part.detail)}" if part.detail else ""
            since = local_time(part.since, zone)
            yield f"  {part.part:<16}{part.condition} since {since}{detail}"


def _clockings(overview: Overview, zone: ZoneInfo) -> Iterator[str]:
    yield f"{number(overview.waiting, 'clocking')} waiting{_oldest(overview, zone)}"
    for state, count in overview.counts.items():
        yield f"  {state.value:<12}{count}"
        if count and (to_do := _TO_DO.get(state)):
            yield f"    {to_do}"
            yield f"    see badge-terminal outbox list --state {state.value}"


def _oldest(overview: Overview, zone: ZoneInfo) -> str:
    oldest = overview.oldest_unsent
    if oldest is None:
        return ""
    at = local_time(_swiped_at(oldest), zone)
    return f", the oldest for {duration(overview.at - _swiped_at(oldest))} ({at})"


def _oldest_object(overview: Overview) -> dict[str, object] | None:
    oldest = overview.oldest_unsent
    if oldest is None:
        return None
    swiped_at = _swiped_at(oldest)
    return {
        "seq": oldest.seq,
        "state": oldest.state.value,
        "swiped_at": utc_time(swiped_at),
        "age_seconds": round((overview.at - swiped_at).total_seconds(), 3),
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


def _swiped_at(clocking: Clocking) -> datetime:
    return clocking.booked.true_at if clocking.booked else clocking.swipe.moment.at
