"""Between which true times a swipe must lie whose boot ended before the clock was trusted.

Boots follow each other, and the boot clock never runs backwards within one. So whatever is known
of the true time in an earlier boot is a lower bound, whatever is known of it in a later one is an
upper bound, and every stretch in between in which the machine surely ran makes them tighter.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from terminal.model import Anchor, Boot, Moment
from terminal.model.anchor import DRIFT, time_between
from terminal.model.struct import Struct


class Bounds(Struct, frozen=True, kw_only=True):
    """The true time is provably not before and not after these, UTC; None where nothing is known.

    Both are None as well where what is known contradicts itself: some clock was wrong then, and
    nothing is proven.
    """

    not_before: datetime | None
    not_after: datetime | None

    def allow(self, at: datetime) -> bool:
        """Return whether a true time lies within."""
        return (self.not_before is None or self.not_before <= at) and (
            self.not_after is None or at <= self.not_after
        )


def bounds_of(
    moment: Moment,
    boots: Sequence[Boot],
    *,
    anchors: Sequence[Anchor] = (),
    ran_until: Mapping[str, int] | None = None,
) -> Bounds:
    """Return the tightest provable bounds on the true time of a moment.

    Args:
        moment: When it was by the clocks of its boot.
        boots: All boots that are known, in their order.
        anchors: True times known besides, such as those of other clockings.
        ran_until: By boot ID, boot times that a boot surely reached besides.
    """
    if moment.boot_id not in {each.boot_id for each in boots}:
        return Bounds(not_before=None, not_after=None)
    line = _Line(moment, boots, anchors, ran_until or {})
    not_before = max(line.lower_bounds(), default=None)
    not_after = min(line.upper_bounds(), default=None)
    if not_before is not None and not_after is not None and not_before > not_after:
        return Bounds(not_before=None, not_after=None)
    return Bounds(not_before=not_before, not_after=not_after)


_Instant = tuple[int, int]
"""Where an instant is on the line of boots: which boot, and its boot time."""

_Known = tuple[_Instant, datetime]


class _Line:
    """The boots in a row, with what is known of true times along it."""

    def __init__(
        self,
        moment: Moment,
        boots: Sequence[Boot],
        anchors: Sequence[Anchor],
        ran_until: Mapping[str, int],
    ) -> None:
        self._place = {each.boot_id: place for place, each in enumerate(boots)}
        self._ran_ns = [
            max(each.seen_boottime_ns, ran_until.get(each.boot_id, 0)) for each in boots
        ]
        self._swiped = self._instant(moment.boot_id, moment.boottime_ns)
        self._not_before: list[_Known] = []
        self._not_after: list[_Known] = []
        of_boots = (anchor for each in boots for anchor in (each.start, each.end) if anchor)
        for anchor in (*of_boots, *anchors):
            if anchor.boot_id in self._place:
                self._learn(anchor)
        self._ran_before_ns = [0, *accumulate(self._ran_ns)]

    def lower_bounds(self) -> Iterator[datetime]:
        for instant, at in self._not_before:
            if instant <= self._swiped:
                yield at + self._least(instant, self._swiped)
            elif instant[0] == self._swiped[0]:
                yield at - self._most(self._swiped, instant)

    def upper_bounds(self) -> Iterator[datetime]:
        for instant, at in self._not_after:
            if instant >= self._swiped:
                yield at - self._least(self._swiped, instant)
            elif instant[0] == self._swiped[0]:
                yield at + self._most(instant, self._swiped)

    def _learn(self, anchor: Anchor) -> None:
        instant = self._instant(anchor.boot_id, anchor.boottime_ns)
        self._not_before.append((instant, anchor.earliest))
        self._not_after.append((instant, anchor.latest))

    def _instant(self, boot_id: str, boottime_ns: int) -> _Instant:
        place = self._place[boot_id]
        self._ran_ns[place] = max(self._ran_ns[place], boottime_ns)
        return place, boottime_ns

    def _least(self, earlier: _Instant, later: _Instant) -> timedelta:
        """Return the least time that can have passed: between boots, maybe none at all."""
        first, last = earlier[0], later[0]
        between_ns = self._ran_before_ns[last] - self._ran_before_ns[first]
        return time_between(earlier[1], between_ns + later[1]) * (1 - DRIFT)

    @staticmethod
    def _most(earlier: _Instant, later: _Instant) -> timedelta:
        """Return the most time that can have passed between two instants of one boot."""
        return time_between(earlier[1], later[1]) * (1 + DRIFT)
