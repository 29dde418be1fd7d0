"""What a terminal promises, in words and as checks, and what a test has to remember for them."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from terminal.local_time import booked_time
from terminal.model import Selection
from terminal.outbox.rows import read_time
from tests.parts.arrows import Arrow, documented_arrows
from tests.parts.by_hand import KEPT
from tests.parts.fakes import BRUSSELS
from tests.parts.model_protime import ModelProtime

ON_ITS_WAY = frozenset({"pending", "sending"})
_CLOCK_TICK_SECONDS = 0.000_01

States = dict[int, str]


@dataclass(frozen=True, slots=True)
class Truth:
    """What only the test knows of a swipe that was acknowledged."""

    badge: str
    selection: Selection
    true_at: datetime


@dataclass(kw_only=True)
class Promises:
    """The promises of one terminal.

    Attributes:
        protime: Whose books are compared.
        seen: Counts the arrows that occur.
        truths: The acknowledged swipes by their seq.
        states: The states of the clockings that are kept.
        times: Date, minute and instant that a clocking was given.
        may_be_doubled: What somebody decided to send again without a look, or where the list of
            Protime is not true.
        said_booked: What a person said is in Protime.
    """

    protime: ModelProtime
    seen: Counter[Arrow]
    truths: dict[int, Truth] = field(default_factory=dict)
    states: States = field(default_factory=dict)
    times: dict[int, tuple[object, ...]] = field(default_factory=dict)
    may_be_doubled: set[int] = field(default_factory=set)
    said_booked: set[int] = field(default_factory=set)
    allowed: set[Arrow] = field(default_factory=documented_arrows)

    def note(self, seq: int, before: str, after: str) -> None:
        """States move along the documented arrows only."""
        assert (before, after) in self.allowed, f"clocking {seq} went from {before} to {after}"
        self.seen[before, after] += 1
        self.states[seq] = after
        if after == "gone":
            del self.states[seq]

    def hold(self, rows: Sequence[sqlite3.Row], true_at: datetime) -> None:
        """All that has to hold at any time."""
        self.every_acknowledged_swipe_is_kept(true_at)
        self.what_is_kept_is_what_was_swiped(rows)
        self.one_of_a_badge_is_underway()
        self.nothing_is_booked_twice()
        self.nothing_is_booked_for_nothing()
        self.what_is_called_delivered_is_there()

    def every_acknowledged_swipe_is_kept(self, true_at: datetime) -> None:
        """It has one row, which is removed only when delivered, and old."""
        for seq, truth in self.truths.items():
            is_old = true_at - truth.true_at >= KEPT
            assert seq in self.states or (is_old and self._has_it(seq)), f"{seq} is lost"

    def what_is_kept_is_what_was_swiped(self, rows: Sequence[sqlite3.Row]) -> None:
        """One row for each swipe, with its badge and selection, at its true minute."""
        assert {row["seq"]: row["state"] for row in rows} == self.states
        for row in rows:
            truth = self.truths[row["seq"]]
            assert (row["badge_number"], row["kind"]) == (truth.badge, truth.selection.kind)
            if row["date"] is None:
                assert row["state"] in {"held", "closed"}, "it has no time, and is on its way"
            else:
                self._is_dated_once_and_truly(row, truth)

    def _is_dated_once_and_truly(self, row: sqlite3.Row, truth: Truth) -> None:
        time = (row["date"], row["time_of_day_in_minutes"], row["true_at"])
        assert self.times.setdefault(row["seq"], time) == time, "it was dated twice"
        true_at = read_time(row["true_at"])
        off_seconds = abs((true_at - truth.true_at).total_seconds())
        assert off_seconds <= row["true_at_error_seconds"] + _CLOCK_TICK_SECONDS, "a wrong time"
        right = booked_time(true_at, BRUSSELS)
        assert time[:2] == (right.date.isoformat(), right.time_of_day_in_minutes)

    def one_of_a_badge_is_underway(self) -> None:
        """At most one clocking of each badge is being sent."""
        sending = [self.truths[seq].badge for seq, each in self.states.items() if each == "sending"]
        assert len(sending) == len(set(sending)), "two of a badge are underway"

    def nothing_is_booked_twice(self) -> None:
        """Protime has each swipe at most once, unless somebody could not or would not look."""
        for seq in self.truths.keys() - self.may_be_doubled:
            assert len(self.protime.of(seq)) <= 1, f"{seq} is booked twice"

    def nothing_is_booked_for_nothing(self) -> None:
        """Protime has what was swiped only, and as it was stored."""
        for record in self.protime.records:
            assert record.badge == self.truths[record.seq].badge
            assert (record.day.isoformat(), record.original_minute) == self.times[record.seq][:2]

    def what_is_called_delivered_is_there(self) -> None:
        """Delivered means that Protime has it, or that a person said so."""
        for seq, state in self.states.items():
            assert state != "delivered" or self._has_it(seq), f"{seq} is not in Protime"

    def each_badge_goes_in_order(self, before: States) -> None:
        """What begins to be sent has no older one of its badge on the way.

        But one that waits for a doubt, since Protime's list could not tell it from the uncertain
        one, is overtaken.
        """
        for seq, state in self.states.items():
            if state == "sending" and before.get(seq) != "sending":
                overtaken = [each for each in self._older(seq) if self._waits(each, before)]
                assert not overtaken, f"{seq} was sent before {overtaken} of the same badge"

    def nothing_is_stuck(self) -> None:
        """Once all is healthy nothing is on its way or in doubt for ever."""
        stuck = {
            seq: state for seq, state in self.states.items() if state in {*ON_ITS_WAY, "uncertain"}
        }
        assert not stuck, f"stuck for ever: {stuck}"

    def _older(self, seq: int) -> list[int]:
        badge = self.truths[seq].badge
        return [each for each, truth in self.truths.items() if each < seq and truth.badge == badge]

    def _waits(self, seq: int, before: States) -> bool:
        was_and_is = {before.get(seq), self.states.get(seq)}
        return was_and_is <= ON_ITS_WAY and not self._waits_for_a_doubt(seq, before)

    def _waits_for_a_doubt(self, seq: int, before: States) -> bool:
        return any(
            state == "uncertain" and self._minute(each) == self._minute(seq)
            for states in (before, self.states)
            for each, state in states.items()
        )

    def _minute(self, seq: int) -> tuple[object, ...]:
        return self.truths[seq].badge, *self.times.get(seq, ())[:2]

    def _has_it(self, seq: int) -> bool:
        return bool(self.protime.of(seq)) or seq in self.said_booked
