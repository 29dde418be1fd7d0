"""The whole story of a clocking: what happened to it, what is known, what people decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from terminal.bounds import Bounds
from terminal.cli.clockings import WHAT_IT_MEANS, as_object, wall_clock
from terminal.cli.held_times import in_words
from terminal.cli.selection_words import in_full
from terminal.cli.words import duration, local_time, one_line, utc_time
from terminal.model import BookedTime, Clocking, Moment, Place, State
from terminal.outbox.beside import Decision, Ruling

_WIDTH = 14
_WORTH_TELLING = timedelta(seconds=1)

DECIDED = {
    Ruling.RETRY: "sent again",
    Ruling.DATE: "given its time",
    Ruling.BOOKED: "found in Protime",
    Ruling.CLOSE: "closed",
    Ruling.ERASE: "person erased",
}


@dataclass(frozen=True, slots=True)
class Story:
    """A clocking with all that belongs to it.

    Attributes:
        bounds: Between which times it lies, where its own is not known.
        tells_place: Whether its terminal is to say where it is.
    """

    clocking: Clocking
    decisions: Sequence[Decision]
    bounds: Bounds | None
    tells_place: bool = False

    def as_words(self, zone: ZoneInfo) -> str:
        """Return it for a person."""
        lines = [*self._what(zone), *self._when(zone), *self._sending(zone), *self._decided(zone)]
        return "\n".join(f"{name:<{_WIDTH}}{text}" for name, text in lines if text)

    def as_object(self) -> dict[str, object]:
        """Return it for JSON."""
        decisions = [decision_object(each) for each in self.decisions]
        return {**as_object(self.clocking, self.bounds), "decisions": decisions}

    def _what(self, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
        clocking, swipe = self.clocking, self.clocking.swipe
        yield "clocking", f"{clocking.seq} ({clocking.id})"
        yield "state", f"{clocking.state}: {WHAT_IT_MEANS[clocking.state]}"
        yield "since", local_time(clocking.changed_at, zone)
        yield "badge number", swipe.badge_number.value
        yield "kind", in_full(swipe.selection)
        yield "reader", swipe.reader
        if swipe.place or self.tells_place:
            yield "place", _in_degrees(swipe.place)

    def _when(self, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
        moment, booked = self.clocking.swipe.moment, self.clocking.booked
        right = "was right" if moment.is_trusted else "was NOT known to be right"
        yield "swiped", f"{local_time(moment.at, zone)} (the clock {right})"
        if booked:
            yield "true time", f"{local_time(booked.true_at, zone)}{_correction(booked, moment)}"
            yield "booked for", wall_clock(booked)
        else:
            yield "true time", f"not known{_bounded(self.bounds, zone)}"
        yield "boot", f"{moment.boot_id}, {moment.boottime_ns / 1e9:.3f} s after its start"

    def _sending(self, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
        clocking = self.clocking
        yield "attempts", str(clocking.attempts)
        yield "next attempt", _next_attempt(clocking, zone)
        yield "Protime's id", clocking.protime_id or ""
        yield "last error", one_line(clocking.last_error or "")

    def _decided(self, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
        for each in self.decisions:
            yield "decision", decision_in_words(each, zone)


def decision_in_words(decision: Decision, zone: ZoneInfo) -> str:
    """Return a decision for a person."""
    reason = f": {one_line(decision.reason)}" if decision.reason else ""
    return f"{local_time(decision.at, zone)} {DECIDED[decision.ruling]} by {decision.by}{reason}"


def decision_object(decision: Decision) -> dict[str, object]:
    """Return a decision for JSON."""
    return {
        "at": utc_time(decision.at),
        "decision": decision.ruling.value,
        "reason": decision.reason,
        "by": decision.by,
    }


def _in_degrees(place: Place | None) -> str:
    if place is None:
        return "not known: it is sent without one"
    return f"longitude {place.longitude}, latitude {place.latitude}"


def _correction(booked: BookedTime, moment: Moment) -> str:
    """Return how sure the time is, and how far the clock was off."""
    parts = [f"± {booked.error_seconds:g} s"] if booked.error_seconds else []
    off = booked.true_at - moment.at
    if abs(off) >= _WORTH_TELLING:
        parts.append(
            f"the clock was {duration(abs(off))} {'behind' if off > timedelta(0) else 'ahead'}"
        )
    return f" ({'; '.join(parts)})" if parts else ""


def _bounded(bounds: Bounds | None, zone: ZoneInfo) -> str:
    return f", {in_words(bounds, zone)}" if bounds else ""


def _next_attempt(clocking: Clocking, zone: ZoneInfo) -> str:
    if clocking.state is not State.PENDING:
        return ""
    at = clocking.next_attempt_at
    return local_time(at, zone) if at else "as soon as Protime can be reached"
