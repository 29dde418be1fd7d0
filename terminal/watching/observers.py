"""What stands between the two steps and their ports, and counts what passes.

Each hands on everything as it is, counts afterwards, and changes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from threading import Lock
from typing import Protocol

from terminal import ports
from terminal.model import AnyCue, BookedTime, Clocking, Cue, Outcome, State, Swipe, cue_of
from terminal.watching.standing import READER_PART
from terminal.watching.tally import Tally


class Performer(Protocol):
    """Lights, sound and text that can be closed."""

    def play(self, cue: AnyCue) -> None:
        """Start a cue. Never blocks, never raises."""

    def close(self) -> None:
        """End it."""


_SWIPE_OF_CUE = {Cue.REPEATED: "repeated", Cue.UNREADABLE: "unreadable"}


class CountedFeedback:
    """Feedback whose cues are counted, and with them the swipes that only a cue answers."""

    def __init__(self, feedback: Performer, tally: Tally) -> None:
        self._feedback = feedback
        self._tally = tally

    def play(self, cue: AnyCue) -> None:
        """Start a cue; see Feedback."""
        self._feedback.play(cue)
        which = cue_of(cue)
        self._tally.cue(which)
        if result := _SWIPE_OF_CUE.get(which):
            self._tally.swipe(result)

    def close(self) -> None:
        """End it."""
        self._feedback.close()


class CountedBoard:
    """A board that notices when a part gets worse or better."""

    def __init__(self, board: ports.Board, tally: Tally) -> None:
        self._board = board
        self._tally = tally
        self._lock = Lock()
        self._conditions: dict[str, str] = {}

    def report(self, part: str, condition: str, detail: str) -> None:
        """Keep the condition of a part; see Board."""
        with self._lock:
            before = self._conditions.get(part)
            self._conditions[part] = condition
        if part.startswith(READER_PART) and (before, condition) == ("lost", "found"):
            self._tally.reader_recovered(part.removeprefix(READER_PART))
        if part == "link" and before == "up" and condition != "up":
            self._tally.link_lost()
        self._board.report(part, condition, detail)


class CountedStore(CountedBoard):
    """The outbox as capture sees it; counts swipes and how long storing one takes."""

    def __init__(self, store: ports.SwipeStore, clock: ports.Clock, tally: Tally) -> None:
        super().__init__(store, tally)
        self._store = store
        self._clock = clock

    def newest_first(self) -> Iterable[Swipe]:
        """Return the stored swipes; see SwipeStore."""
        return self._store.newest_first()

    def put(self, swipe: Swipe, booked: BookedTime | None) -> int:
        """Store a swipe; see SwipeStore."""
        try:
            seq = self._store.put(swipe, booked)
        except ports.OutboxUnavailable:
            self._tally.swipe("refused")
            raise
        passed = self._clock.now().since(swipe.moment)
        self._tally.stored(passed.total_seconds() if passed else 0.0)
        return seq


class Bookings:
    """Knows when the clockings were swiped that are underway. Used by the sync thread alone."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._underway: dict[int, datetime] = {}
        self._doubted: dict[int, datetime] = {}

    def sent(self, clockings: Sequence[Clocking]) -> None:
        """Remember what goes out."""
        self._underway.update(_swiped(clockings))

    def doubted(self, clockings: Sequence[Clocking]) -> None:
        """Remember what is uncertain now, and only that."""
        self._doubted = _swiped(clockings)

    def settled(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Count what became of clockings."""
        for each in outcomes:
            self._tally.outcome(each.state)
            doubted = self._doubted.pop(each.seq, None)
            swiped_at = self._underway.pop(each.seq, doubted)
            if each.state is State.DELIVERED and swiped_at:
                self._tally.booked((now - swiped_at).total_seconds())


def _swiped(clockings: Iterable[Clocking]) -> dict[int, datetime]:
    return {each.seq: each.booked.true_at for each in clockings if each.booked}


class CountedOutbox(CountedBoard):
    """The outbox as sync sees it; counts outcomes."""

    def __init__(self, outbox: ports.Outbox, bookings: Bookings, tally: Tally) -> None:
        super().__init__(outbox, tally)
        self._outbox = outbox
        self._bookings = bookings

    def exchange(self, outcomes: Sequence[Outcome], room: int, now: datetime) -> list[Clocking]:
        """Settle and take out; see Outbox."""
        taken = self._outbox.exchange(outcomes, room, now)
        self._bookings.settled(outcomes, now)
        self._bookings.sent(taken)
        return taken

    def has_news(self) -> bool:
        """Return whether another program has written; see Outbox."""
        return self._outbox.has_news()

    def next_attempt_at(self) -> datetime | None:
        """Return when the next retry is due; see Outbox."""
        return self._outbox.next_attempt_at()

    def bring_forward(self, now: datetime) -> None:
        """Let retries be due now; see Outbox."""
        self._outbox.bring_forward(now)

    def count(self, state: State) -> int:
        """Return how many are in a state; see Outbox."""
        return self._outbox.count(state)

    def tidy(self) -> None:
        """Do the housekeeping; see Outbox."""
        self._outbox.tidy()


class CountedDoubts:
    """The doubts as read-back sees them; counts how they end."""

    def __init__(self, doubts: ports.Doubts, bookings: Bookings) -> None:
        self._doubts = doubts
        self._bookings = bookings

    def uncertain(self) -> list[Clocking]:
        """Return the uncertain clockings; see Doubts."""
        found = self._doubts.uncertain()
        self._bookings.doubted(found)
        return found

    def known_ids(self, clockings: Sequence[Clocking]) -> frozenset[str]:
        """Return Protime's identifiers around these; see Doubts."""
        return self._doubts.known_ids(clockings)

    def nameless(self, clockings: Sequence[Clocking]) -> frozenset[int]:
        """Return which have a neighbour without an identifier; see Doubts."""
        return self._doubts.nameless(clockings)

    def conclude(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Settle uncertain clockings; see Doubts."""
        self._doubts.conclude(outcomes, now)
        # One that stays uncertain is looked at again and again: it was counted when it became so.
        ended = [each for each in outcomes if each.state is not State.UNCERTAIN]
        self._bookings.settled(ended, now)

    def reconsider(self, seqs: Sequence[int], now: datetime) -> None:
        """Make rejected clockings pending again; see Doubts."""
        self._doubts.reconsider(seqs, now)
