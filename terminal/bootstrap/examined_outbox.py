"""What the outbox tells an examination."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from terminal.doctor import Unseen
from terminal.doctor.clockings import Clockings
from terminal.host.processes import DAEMON, is_running
from terminal.model import Clocking, State
from terminal.outbox.beside import Condition, Filter, OutboxReading, open_reading
from terminal.ports import OutboxUnavailable

_VERSION = re.compile(r"\bversion (\S+)")
_SERVERS_WORDS = re.compile(r"HTTP 4\d\d\b.*terminal", re.IGNORECASE | re.DOTALL)
_WAITING = (State.PENDING, State.SENDING, State.UNCERTAIN)
_JUST_STARTED = timedelta(seconds=30)
"""So long a condition from before a start may be one of before: it is not said anew if it lasts."""
_UNDERWAY = (State.SENDING, State.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class History:
    """What the outbox tells.

    Attributes:
        clockings: What became of the clockings.
        version: Of the daemon that ran last; empty if none did.
        refused_code: What the newest refusal since the last start says that blames the terminal;
            empty for none.
    """

    clockings: Clockings | Unseen
    version: str = ""
    refused_code: str = ""


def look(path: Path) -> History:
    """Read the outbox, beside the daemon that uses it."""
    try:
        path.stat()
        with open_reading(path) as outbox:
            return _history(outbox, datetime.now(UTC))
    except FileNotFoundError:
        return History(Clockings(has_run=False))
    except (OutboxUnavailable, OSError) as error:
        return History(Unseen(str(error)))


def known_to(path: Path, since: date) -> frozenset[str] | None:
    """Return Protime's identifiers of what was delivered; None while anything is underway."""
    try:
        with open_reading(path) as outbox:
            if outbox.count(Filter(states=_UNDERWAY)):
                return None
            delivered = outbox.found(Filter(states=(State.DELIVERED,), since=since))
    except OutboxUnavailable:
        return None
    return frozenset(each.protime_id for each in delivered if each.protime_id)


def _history(outbox: OutboxReading, now: datetime) -> History:
    parts = outbox.parts()
    daemon = next((part for part in parts if part.part == DAEMON), None)
    runs = daemon is not None and is_running(daemon.condition, daemon.detail)
    version = _VERSION.search(daemon.detail) if daemon else None
    return History(
        Clockings(
            counts={state.value: count for state, count in outbox.counts().items()},
            oldest_unsent=_oldest(outbox, now),
            incidents=sum(each.acknowledged_at is None for each in outbox.incidents()),
            parts=_said(parts) if runs else None,
            not_said_yet=_not_said_yet(parts, daemon, now),
            has_run=daemon is not None,
        ),
        version[1] if version else "",
        _refusal(outbox, daemon),
    )


def _said(parts: list[Condition]) -> tuple[tuple[str, str, str], ...]:
    return tuple((part.part, part.condition, part.detail) for part in parts if part.part != DAEMON)


def _not_said_yet(
    parts: list[Condition], daemon: Condition | None, now: datetime
) -> frozenset[str]:
    if daemon is None or now - daemon.since >= _JUST_STARTED:
        return frozenset()
    return frozenset(part.part for part in parts if part.since < daemon.since)


def _oldest(outbox: OutboxReading, now: datetime) -> timedelta | None:
    waiting = [found for state in _WAITING if (found := _first(outbox, state))]
    ages = [now - each.occurred_at for each in waiting]
    return max(ages, default=None)


def _first(outbox: OutboxReading, state: State) -> Clocking | None:
    seqs = outbox.seqs(Filter(states=(state,)))
    return outbox.clocking(seqs[0]) if seqs else None


def _refusal(outbox: OutboxReading, daemon: Condition | None) -> str:
    """Return what was said since the last start: another code may have been configured before."""
    newest = outbox.found(Filter(states=(State.REJECTED,), error_contains="terminal"), 1)
    if not newest or (daemon and newest[0].changed_at < daemon.since):
        return ""
    said = newest[0].last_error or ""
    return said if _SERVERS_WORDS.match(said) else ""
