"""What a person can make of a clocking that is stuck, and what not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from terminal.cli.app import Failure
from terminal.cli.clockings import WHAT_IT_MEANS, wall_clock
from terminal.cli.held_times import NOTHING_KNOWN, in_words
from terminal.cli.story import Story, decision_in_words
from terminal.cli.wall_clock import stretch_of
from terminal.cli.words import local_time
from terminal.local_time import booked_time
from terminal.model import BookedTime, State
from terminal.model.struct import replace
from terminal.outbox.beside import OutboxAmending


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What becomes of a clocking.

    Attributes:
        carry_out: Does it, and returns whether the clocking was still as expected.
        words: What was done, for a person.
        sends: Whether the clocking is sent then.
    """

    carry_out: Callable[[OutboxAmending], bool]
    words: str
    sends: bool = False


def dated(story: Story, text: str, reason: str, *, zone: ZoneInfo, now: datetime) -> Resolution:
    """Return how a held clocking gets the time that a person names.

    Raises:
        Failure: It is not held, or cannot have been swiped then.
    """
    _expect(story, "--at", State.HELD, zone=zone)
    seq, booked = story.clocking.seq, _booked(story, text, zone=zone, now=now)
    return Resolution(
        carry_out=lambda outbox: outbox.date(seq, booked, reason),
        words=f"clocking {seq} is to be booked for {wall_clock(booked)}",
        sends=True,
    )


def found(story: Story, protime_id: str | None, reason: str, *, zone: ZoneInfo) -> Resolution:
    """Return how an uncertain clocking, which a person found in Protime, is delivered.

    Raises:
        Failure: It is not uncertain.
    """
    _expect(story, "--booked", State.UNCERTAIN, zone=zone)
    seq = story.clocking.seq
    return Resolution(
        carry_out=lambda outbox: outbox.mark_booked(seq, protime_id, reason),
        words=f"clocking {seq} is delivered, as you found it in Protime",
    )


def closed(story: Story, reason: str, *, zone: ZoneInfo) -> Resolution:
    """Return how a clocking ends without being sent.

    Raises:
        Failure: It is on its way, or over.
    """
    _expect(story, "--close", State.HELD, State.UNCERTAIN, State.REJECTED, zone=zone)
    seq = story.clocking.seq
    return Resolution(
        carry_out=lambda outbox: outbox.close(seq, reason),
        words=f"clocking {seq} is closed: it is never sent",
    )


def overtaken(before: Story, after: Story, zone: ZoneInfo) -> str:
    """Return why a decision that was possible a moment ago was not carried out."""
    if after.clocking.state is before.clocking.state:
        seq = after.clocking.seq
        return (
            f"clocking {seq} was left as it is: its stored row is damaged, and what it says may be "
            "wrong. Ask the person, book it by hand in myProtime, and close it (--close)."
        )
    return f"somebody else was quicker; {refusal(after, zone)}"


def refusal(story: Story, zone: ZoneInfo) -> str:
    """Return why nothing can be decided about a clocking as it is, or what can."""
    state = story.clocking.state
    last = f" It was {decision_in_words(story.decisions[-1], zone)}." if story.decisions else ""
    return (
        f"clocking {story.clocking.seq} is {state}: {WHAT_IT_MEANS[state]}.{last} "
        f"{_WHAT_CAN_BE[state]}"
    )


_WHAT_CAN_BE = {
    State.HELD: "Give it its time (--at) or close it (--close).",
    State.PENDING: "There is nothing to decide: it is sent as soon as Protime can be reached.",
    State.SENDING: "Its answer comes within a minute: look again then.",
    State.DELIVERED: "There is nothing to decide: what is wrong with it is put right in myProtime.",
    State.REJECTED: "Send it again (`sudo badge-terminal outbox retry`) or close it (--close).",
    State.UNCERTAIN: "Look in myProtime: say that it is there (--booked), have it sent again "
    "(`sudo badge-terminal outbox retry --uncertain`) or close it (--close).",
    State.CLOSED: "If it should count after all, book it in myProtime.",
}


def _expect(story: Story, way: str, *states: State, zone: ZoneInfo) -> None:
    if story.clocking.state not in states:
        fitting = " or ".join(states)
        raise Failure(f"{way} is for what is {fitting}; {refusal(story, zone)}")


def _booked(story: Story, text: str, *, zone: ZoneInfo, now: datetime) -> BookedTime:
    try:
        stretch = stretch_of(text, zone)
    except ValueError as error:
        raise Failure(f"--at: {error}") from error
    if stretch.begin > now:
        raise Failure(f"--at: {text} is in the future: it is {local_time(now, zone)} now")
    bounds = story.bounds or NOTHING_KNOWN
    true_at = stretch.within(bounds.not_before, bounds.not_after)
    if true_at is None:
        raise Failure(
            f"--at: clocking {story.clocking.seq} cannot have been swiped at {text}: by the clocks "
            f"of its boot and its neighbours it was {in_words(bounds, zone)}"
        )
    error_seconds = round((stretch.end - stretch.begin).total_seconds())
    return replace(booked_time(true_at, zone), error_seconds=float(error_seconds))
