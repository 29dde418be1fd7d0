"""Dating an instant of a boot by what is known of the true time at other instants of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from terminal.model import Anchor
from terminal.model.anchor import time_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A true time, UTC, and how far it may be off, either way."""

    true_at: datetime
    error_seconds: float


def dated(boottime_ns: int, anchors: Sequence[Anchor]) -> Dated | None:
    """Date an instant from the anchors next to it; None if there are none.

    Between two anchors the boot clock is taken to have run evenly: what it is fast or slow by is
    known then, and taken out. The error is what is left if it ran as unevenly as it may.
    """
    earlier = [each for each in anchors if each.boottime_ns <= boottime_ns]
    later = [each for each in anchors if each.boottime_ns > boottime_ns]
    before = max(earlier, key=lambda each: each.boottime_ns, default=None)
    after = min(later, key=lambda each: each.boottime_ns, default=None)
    if before and after:
        return _between(boottime_ns, before, after)
    one = before or after
    return _within(one.at(boottime_ns)) if one else None


def _between(boottime_ns: int, before: Anchor, after: Anchor) -> Dated:
    both = after.at(boottime_ns).meet(before.at(boottime_ns))
    if both is None:
        return _contradicted(before.at(boottime_ns), after.at(boottime_ns))
    span = time_between(before.boottime_ns, after.boottime_ns)
    share = time_between(before.boottime_ns, boottime_ns) / span if span else 0.0
    return _within(both, before.middle + (after.middle - before.middle) * share)


def _contradicted(before: Anchor, after: Anchor) -> Dated:
    """Believe what was learnt later, and count into the error that it may be the wrong one."""
    widest = Anchor(
        boot_id=after.boot_id,
        boottime_ns=after.boottime_ns,
        earliest=min(before.earliest, after.earliest),
        latest=max(before.latest, after.latest),
    )
    return _within(widest, after.middle)


def _within(anchor: Anchor, guess: datetime | None = None) -> Dated:
    true_at = min(max(guess or anchor.middle, anchor.earliest), anchor.latest)
    error = max(true_at - anchor.earliest, anchor.latest - true_at)
    return Dated(true_at=true_at, error_seconds=error.total_seconds())
