"""What is counted while the terminal runs, in memory.

A swipe passes here. So nothing is done but to add: whoever reads takes a copy under the same
lock, which costs microseconds, and does all the rest outside of it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

from terminal.model import Cue, State

STORED_WITHIN_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Up to where a person at the door has long gone."""

BOOKED_WITHIN_SECONDS = (
    *(0.25, 0.5, 1.0, 2.5, 5.0, 15.0),
    *(60.0, 300.0, 900.0, 3600.0, 14400.0, 86400.0, 604800.0),
)
"""From the quickest answer to weeks without a network."""

SWIPES = ("stored", "refused", "repeated", "unreadable")
OUTCOMES = (State.DELIVERED, State.REJECTED, State.UNCERTAIN, State.PENDING)


@dataclass(frozen=True, slots=True)
class Spread:
    """How durations were spread.

    Attributes:
        within_seconds: The upper bounds of all buckets but the last, which has none.
        counts: How many fell into each bucket, the last one included.
        sum_seconds: All of them together.
    """

    within_seconds: Sequence[float]
    counts: tuple[int, ...]
    sum_seconds: float

    def with_one(self, seconds: float) -> "Spread":
        """Return the spread with one duration more."""
        bucket = bisect_left(self.within_seconds, seconds)
        counts = (*self.counts[:bucket], self.counts[bucket] + 1, *self.counts[bucket + 1 :])
        return Spread(self.within_seconds, counts, self.sum_seconds + seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was counted up to one moment."""

    swipes: dict[str, int]
    cues: dict[Cue, int]
    outcomes: dict[State, int]
    reader_recoveries: dict[str, int]
    link_losses: int
    stored: Spread
    booked: Spread


class Tally:
    """Counts, for all threads. All that can be counted begins at 0, so that the first one shows.

    Args:
        readers: The names of the readers.
    """

    def __init__(self, readers: Iterable[str]) -> None:
        self._lock = Lock()
        self._swipes = dict.fromkeys(SWIPES, 0)
        self._cues = dict.fromkeys(Cue, 0)
        self._outcomes = dict.fromkeys(OUTCOMES, 0)
        self._recoveries = dict.fromkeys(readers, 0)
        self._link_losses = 0
        self._stored = _empty(STORED_WITHIN_SECONDS)
        self._booked = _empty(BOOKED_WITHIN_SECONDS)

    def swipe(self, result: str) -> None:
        """Count a swipe that did not become a clocking, by why."""
        with self._lock:
            self._swipes[result] += 1

    def stored(self, seconds: float) -> None:
        """Count a swipe that was stored, so long after it was made."""
        with self._lock:
            self._swipes["stored"] += 1
            self._stored = self._stored.with_one(max(0.0, seconds))

    def cue(self, cue: Cue) -> None:
        """Count a cue."""
        with self._lock:
            self._cues[cue] += 1

    def outcome(self, state: State) -> None:
        """Count what became of a clocking."""
        with self._lock:
            self._outcomes[state] = self._outcomes.get(state, 0) + 1

    def booked(self, seconds: float) -> None:
        """Count how long after its swipe a clocking was known to be booked."""
        with self._lock:
            self._booked = self._booked.with_one(max(0.0, seconds))

    def reader_recovered(self, reader: str) -> None:
        """Count a reader that was lost and came back."""
        with self._lock:
            self._recoveries[reader] = self._recoveries.get(reader, 0) + 1

    def link_lost(self) -> None:
        """Count that Protime could be reached and then no longer."""
        with self._lock:
            self._link_losses += 1

    def counted(self) -> Counted:
        """Return a copy of all of it."""
        with self._lock:
            return Counted(
                swipes=dict(self._swipes),
                cues=dict(self._cues),
                outcomes=dict(self._outcomes),
                reader_recoveries=dict(self._recoveries),
                link_losses=self._link_losses,
                stored=self._stored,
                booked=self._booked,
            )


def _empty(within_seconds: Sequence[float]) -> Spread:
    return Spread(within_seconds, (0,) * (len(within_seconds) + 1), 0.0)
