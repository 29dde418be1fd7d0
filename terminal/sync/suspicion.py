"""Telling a few bad badges from a configuration that makes Protime refuse everybody."""

from collections.abc import Sequence

from terminal.model import BadgeNumber, Clocking

BADGES_IN_A_RUN = 3
"""So many different badges refused, with no delivery between: not they are to blame."""


class Suspicion:
    """Watches for a run of rejections over several badges.

    From its third badge on, a run is a configuration fault: what is refused then is kept, and
    what was refused before in the same run is to be tried again. A delivery ends a run, and
    proves that the badges in it are bad themselves: until one of them is delivered, it counts
    for no other run. Else three unknown badges would stop a quiet terminal again and again.
    """

    def __init__(self) -> None:
        self._run = set[BadgeNumber]()
        self._bad = set[BadgeNumber]()
        self._refused: list[int] = []
        self._wrongly_refused: list[int] = []

    @property
    def is_standing(self) -> bool:
        """Whether the configuration is held to be at fault."""
        return len(self._run) >= BADGES_IN_A_RUN

    @property
    def wrongly_refused(self) -> Sequence[int]:
        """The clockings (by seq) that were parked before the run could be seen."""
        return self._wrongly_refused

    def delivered(self, clocking: Clocking) -> None:
        """Note that Protime books clockings."""
        self._bad |= self._run
        self._bad.discard(clocking.swipe.badge_number)
        self._run.clear()
        self._refused.clear()

    def rejected(self, clocking: Clocking) -> bool:
        """Note a rejection; return whether the configuration is to blame for it."""
        badge = clocking.swipe.badge_number
        if not self.is_standing and badge in self._bad:
            return False
        self._run.add(badge)
        if not self.is_standing:
            self._refused.append(clocking.seq)
            return False
        self._wrongly_refused += self._refused
        self._refused.clear()
        return True

    def reconsidered(self) -> None:
        """Note that the wrongly refused are to be tried again."""
        self._wrongly_refused = []
