"""Which swipes are repeats."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import takewhile
from threading import Lock

from terminal.model import BadgeNumber, Moment, Selection, Swipe
from terminal.ports import SwipeStore


class RecentSwipes:
    """The repeat rule: the same badge with the same selection, again inside the window.

    One for all readers. It starts from the outbox, so a restart or a reader that comes back
    with a badge still lying on it forgets nothing.

    Attributes:
        deciding: The lock under which swipes are decided, and what was chosen before them.
    """

    def __init__(self, store: SwipeStore, window: timedelta, now: Moment) -> None:
        self.deciding = Lock()
        self._window = window
        self._moments: OrderedDict[tuple[BadgeNumber, Selection], Moment] = OrderedDict()
        for swipe in reversed(list(self._inside(store.newest_first(), now))):
            self._count_from(swipe)

    def hold(self, swipe: Swipe) -> bool:
        """Return whether a swipe is a repeat of one that was remembered."""
        earlier = self._moments.get(_key(swipe))
        return earlier is not None and self._is_inside(earlier, swipe.moment)

    def remember(self, swipe: Swipe) -> None:
        """Count from this swipe, which is stored."""
        self._count_from(swipe)
        # They are in order: however many are inside the window, only those that left it are met.
        while self._moments and not self._is_inside(self._oldest(), swipe.moment):
            self._moments.popitem(last=False)

    def _count_from(self, swipe: Swipe) -> None:
        self._moments[_key(swipe)] = swipe.moment
        self._moments.move_to_end(_key(swipe))

    def _oldest(self) -> Moment:
        return next(iter(self._moments.values()))

    def _inside(self, swipes: Iterable[Swipe], now: Moment) -> Iterator[Swipe]:
        return takewhile(lambda swipe: self._is_inside(swipe.moment, now), swipes)

    def _is_inside(self, earlier: Moment, now: Moment) -> bool:
        passed = now.since(earlier)
        if passed is None:
            return False
        # The clock of one boot never goes back: the later of two swipes was decided first.
        apart = abs(passed) if now.boot_id == earlier.boot_id else passed
        return timedelta(0) <= apart < self._window


def _key(swipe: Swipe) -> tuple[BadgeNumber, Selection]:
    return swipe.badge_number, swipe.selection
