"""How the terminal is doing, for a person: what is wrong, and the command that helps."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from terminal.cli import incidents
from terminal.cli.overview import Overview
from terminal.cli.words import duration, local_time, number, one_line
from terminal.host.processes import DAEMON
from terminal.model import State

_LIST = "sudo badge-terminal outbox list --state"

_TO_DO = {
    State.HELD: (
        "their true time is not known. Connect the network: once the clock is set, those get it",
        f"that can. For the rest, look at {_LIST} held and say what you know:",
        'sudo badge-terminal outbox resolve SEQ --at "2026-03-02 08:00" --reason TEXT',
    ),
    State.REJECTED: (
        f"Protime refused them. Mend what it complains about, see {_LIST} rejected:",
        "sudo badge-terminal outbox retry --all",
        "or, what is never to be booked:",
        "sudo badge-terminal outbox resolve SEQ --close --reason TEXT",
    ),
}

_READ_BACK = {
    "on": "The terminal asks Protime by itself and settles them.",
    "failing": "The terminal asks Protime by itself, as soon as that works again.",
    "off, resent": "Protime does not let it look: it sends them again, maybe twice.",
    "off, held": "Protime does not let it look: they wait for you.",
}


def as_words(overview: Overview, zone: ZoneInfo) -> str:
    """Return an overview for a person."""
    return "\n".join(
        [
            _daemon(overview, zone),
            *_incidents(overview, zone),
            *_parts(overview, zone),
            "",
            *_clockings(overview, zone),
            *_last_error(overview, zone),
        ]
    )


def _daemon(overview: Overview, zone: ZoneInfo) -> str:
    if overview.daemon is None:
        return f"{overview.name}: has never run with this outbox"
    if overview.is_running:
        return f"{overview.name}: running since {local_time(overview.daemon.since, zone)}"
    return (
        f"{overview.name}: NOT running. No swipe is taken. See why with `sudo journalctl -u "
        "badge-terminal`, start it with `sudo systemctl start badge-terminal`."
    )


def _incidents(overview: Overview, zone: ZoneInfo) -> Iterator[str]:
    if overview.incidents:
        yield f"ATTENTION: {number(len(overview.incidents), 'incident')} not acknowledged"
        for each in overview.incidents:
            yield f"  {incidents.in_words(each, zone)}"
        yield (
            "  when you have seen to it: sudo badge-terminal outbox acknowledge --all --reason TEXT"
        )


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
        if count:
            yield from (f"    {line}" for line in _to_do(state, overview))


def _to_do(state: State, overview: Overview) -> tuple[str, ...]:
    if state is not State.UNCERTAIN:
        return _TO_DO.get(state, ())
    condition = next((part.condition for part in overview.parts if part.part == "read-back"), "")
    return (
        "they were sent, and whether Protime booked them is not known.",
        *filter(None, [_READ_BACK.get(condition)]),
        f"To settle one yourself, see {_LIST} uncertain, look in myProtime, then:",
        "sudo badge-terminal outbox resolve SEQ --booked --reason TEXT",
        "or, if it is not there: sudo badge-terminal outbox retry SEQ --uncertain",
    )


def _oldest(overview: Overview, zone: ZoneInfo) -> str:
    oldest = overview.oldest_unsent
    if oldest is None:
        return ""
    at = oldest.occurred_at
    return f", the oldest for {duration(overview.at - at)} ({local_time(at, zone)})"


def _last_error(overview: Overview, zone: ZoneInfo) -> Iterator[str]:
    failed = overview.last_failed
    if failed:
        error = one_line(failed.last_error or "")
        yield ""
        yield f"Last error: clocking {failed.seq}, {local_time(failed.changed_at, zone)}: {error}"
