"""How a terminal stands, as its outbox tells: the same for all who watch it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from terminal.model import State

READER_PART = "reader "
"""What the names of parts begin with that are readers."""


@dataclass(frozen=True, slots=True)
class PartCondition:
    """How a part said it is, and since when."""

    condition: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the terminal stood at one moment.

    Attributes:
        at: That moment.
        counts: How many clockings are in each state.
        oldest_unsent_at: When the oldest clocking was swiped that is neither delivered nor
            refused nor closed; None where there is none.
        parts: What the parts last said of themselves.
        incidents: How many incidents of the outbox nobody has acknowledged.
    """

    at: datetime
    counts: Mapping[State, int]
    oldest_unsent_at: datetime | None
    parts: Mapping[str, PartCondition]
    incidents: int

    @property
    def oldest_unsent_age_seconds(self) -> float:
        """How long the oldest unsent clocking has waited; 0 where none waits."""
        if self.oldest_unsent_at is None:
            return 0.0
        return max(0.0, (self.at - self.oldest_unsent_at).total_seconds())

    def is_in(self, part: str, condition: str) -> bool:
        """Return whether a part last said that it is in a condition."""
        said = self.parts.get(part)
        return said is not None and said.condition == condition

    def readers(self) -> dict[str, bool]:
        """Return for each reader that ever spoke whether it is there."""
        return {
            part.removeprefix(READER_PART): said.condition == "found"
            for part, said in self.parts.items()
            if part.startswith(READER_PART)
        }

    @property
    def has_place(self) -> bool:
        """Whether the terminal moves, and so has to find out where it is."""
        return "place" in self.parts and not self.is_in("place", "not asked")

    @property
    def has_buttons(self) -> bool:
        """Whether there are push buttons."""
        return "buttons" in self.parts and not self.is_in("buttons", "off")

    @property
    def is_clock_trusted(self) -> bool:
        """Whether this machine's clock is believed, or Protime's answers in its place."""
        said = self.parts.get("clock")
        return said is not None and said.condition != "not trusted"


Look = Callable[[], Standing]
"""Looks at the outbox. May raise OutboxUnavailable."""
