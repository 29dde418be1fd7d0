"""Stands at the door of a terminal: notes who swiped when, and what the terminal promised."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

ACCEPTED = frozenset({"accepted", "accepted-offline"})
REPEATED = "repeated"
STORAGE_FAULT = "storage-fault"

Row = Mapping[str, Any]
"""A clocking as `badge-terminal outbox list --json` shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swiped:
    """A badge that was held to the reader.

    Attributes:
        before: A time just before, UTC.
        after: A time after its cue, or after the end of a daemon that gave none.
        is_promised: Whether the terminal accepted it.
    """

    badge: str
    before: datetime
    after: datetime
    is_promised: bool = False


class Witness:
    """Remembers the swipes in order; a reader answers them in the order of their swipes."""

    def __init__(self) -> None:
        self.swipes: list[Swiped] = []
        self.repeats = 0
        self._unanswered: deque[Swiped] = deque()

    @property
    def promised(self) -> int:
        """How many swipes were accepted."""
        return sum(each.is_promised for each in self.swipes)

    def sees(self, badges: Iterable[str]) -> None:
        """Note badges that are about to be held to the reader."""
        now = datetime.now(UTC)
        self._unanswered.extend(Swiped(badge=each, before=now, after=now) for each in badges)

    def hears(self, cues: Iterable[str]) -> None:
        """Note what the terminal answered to the oldest swipes without an answer."""
        for cue in cues:
            assert cue != STORAGE_FAULT, "the disk is well, and the terminal says it is not"
            if cue in ACCEPTED:
                self._answered(is_promised=True)
            elif cue == REPEATED:
                self._unanswered.popleft()
                self.repeats += 1

    def sees_the_end(self) -> None:
        """Note that a daemon is gone: what has no answer by now gets none."""
        while self._unanswered:
            self._answered(is_promised=False)

    def _answered(self, *, is_promised: bool) -> None:
        swiped = self._unanswered.popleft()
        self.swipes.append(replace(swiped, after=datetime.now(UTC), is_promised=is_promised))


def complaints_about_storing(swipes: Sequence[Swiped], rows: Sequence[Row]) -> Iterator[str]:
    """Yield what is wrong with the outbox (oldest first), given who swiped."""
    if [row["seq"] for row in rows] != list(range(1, len(rows) + 1)):
        yield f"there are gaps in seq: {[row['seq'] for row in rows]}"
    left = deque(rows)
    for swiped in swipes:
        if left and _fits(swiped, left[0]):
            left.popleft()
        elif swiped.is_promised:
            yield f"accepted and not stored: {swiped}; the next one stored is {left and left[0]}"
    yield from (f"stored, and nobody swiped it: {row}" for row in left)


def _fits(swiped: Swiped, row: Row) -> bool:
    is_same = row["badge_number"] == swiped.badge
    return is_same and swiped.before <= datetime.fromisoformat(row["swiped_at"]) <= swiped.after
