"""Whether the demo's terminal kept its promise."""

from collections import Counter
from dataclasses import dataclass

from terminal.cli.demo_stage import Stage
from terminal.cli.overview import WAITING
from terminal.cli.words import number
from terminal.model import Clocking, State


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the swipes.

    Attributes:
        is_kept: Whether every accepted swipe is delivered, waiting, or shown as refused.
    """

    text: str
    is_kept: bool


def summary_of(stage: Stage) -> Summary:
    """Return what became of the swipes of this demo."""
    stored = [each for each in stage.clockings() if each.seq >= stage.first_seq]
    states = Counter(each.state for each in stored)
    waiting = sum(states[state] for state in WAITING)
    text = (
        f"{number(len(stage.accepted), 'swipe')} accepted: {states[State.DELIVERED]} delivered, "
        f"{waiting} waiting, {states[State.REJECTED]} refused by Protime and kept."
    )
    broken = [*_failure(stage), *_not_stored(stage, stored), *_not_booked(stage, stored)]
    return Summary("\n".join(["", text, *_uncertain(states), *broken]), not broken)


def _uncertain(states: Counter[State]) -> list[str]:
    count = states[State.UNCERTAIN]
    return [f"Of {count}, nobody knows whether Protime booked it."] if count else []


def _failure(stage: Stage) -> list[str]:
    return ["THE TERMINAL FAILED: see terminal.log, with --keep DIR"] if stage.has_failed else []


def _not_stored(stage: Stage, stored: list[Clocking]) -> list[str]:
    lost = Counter(stage.accepted) - Counter(each.swipe.badge_number.value for each in stored)
    return [f"BROKEN PROMISE: {badge} was accepted and is not stored" for badge in lost]


def _not_booked(stage: Stage, stored: list[Clocking]) -> list[str]:
    booked = {str(each.id) for each in stage.booked()}
    return [
        f"BROKEN PROMISE: clocking {each.seq} counts as delivered and Protime does not have it"
        for each in stored
        if each.state is State.DELIVERED and each.protime_id not in booked
    ]
