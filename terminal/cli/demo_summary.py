"""Whether the demo's terminal kept its promise."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from terminal.cli.overview import WAITING
from terminal.cli.words import number
from terminal.model import Clocking, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What there is to be seen at the end.

    Attributes:
        accepted: The badge numbers of the swipes that were answered as accepted.
        stored: The clockings of this demo in the outbox.
        booked: The identifiers of what Protime has booked.
        has_failed: Whether the terminal ended by an error.
    """

    accepted: Sequence[str]
    stored: Sequence[Clocking]
    booked: Collection[str]
    has_failed: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the swipes.

    Attributes:
        is_kept: Whether every accepted swipe is delivered, waiting, or shown as refused.
    """

    text: str
    is_kept: bool


def summary_of(evidence: Evidence) -> Summary:
    """Return what became of the swipes of a demo."""
    states = Counter(each.state for each in evidence.stored)
    waiting = sum(states[state] for state in WAITING)
    accepted = number(len(evidence.accepted), "swipe")
    delivered, refused = states[State.DELIVERED], states[State.REJECTED]
    counts = f"{delivered} delivered, {waiting} waiting, {refused} refused and kept"
    lines = [f"{accepted} accepted: {counts}."]
    if uncertain := states[State.UNCERTAIN]:
        lines.append(f"Of {uncertain} waiting it is not known whether Protime booked them.")
    broken = list(_broken(evidence))
    return Summary("\n".join(["", *lines, *broken]), not broken)


def _broken(evidence: Evidence) -> Iterator[str]:
    if evidence.has_failed:
        yield "THE TERMINAL FAILED: run it with --keep DIR and see DIR/terminal.log"
    stored = Counter(each.swipe.badge_number.value for each in evidence.stored)
    for badge in Counter(evidence.accepted) - stored:
        yield f"BROKEN PROMISE: {badge} was accepted and is not stored"
    for each in evidence.stored:
        if each.state is State.DELIVERED and each.protime_id not in evidence.booked:
            yield f"BROKEN PROMISE: Protime does not have clocking {each.seq}, it says delivered"
