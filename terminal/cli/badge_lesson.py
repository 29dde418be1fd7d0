"""What was learned from the badges so far."""

from collections.abc import Callable

from terminal.badge_numbers import IdentifierRule, LastingRule, RandomIdentifier, is_cut
from terminal.badge_numbers.candidates import Candidate
from terminal.badge_numbers.learning import Contradiction, Known, fitting
from terminal.cli.words import number as counted
from terminal.model import Reading

_SHOWN = 3


class Lesson:
    """Takes one badge with its number after the other, until one rule is left.

    Args:
        tell: Shows a line to the person.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self.known: list[Known] = []
        self.found: list[Candidate] = []

    @property
    def badges(self) -> int:
        """How many badges it knows."""
        return len(self.known)

    @property
    def is_over(self) -> bool:
        """Whether another badge could not change anything: no rule, or one after two badges."""
        return bool(self.known) and (not self.found or (len(self.found) == 1 and self.badges > 1))

    def takes(self, reading: Reading) -> bool:
        """Return whether something can be learned from a badge; tell why not."""
        if any(each.reading == reading for each in self.known):
            self._tell("That is a badge of before. Another one, please.")
            return False
        try:
            LastingRule(IdentifierRule())(reading)
        except RandomIdentifier as reason:
            self._tell(f"That cannot be a badge: {reason}.")
            return False
        except ValueError:
            pass  # bits are no identifier, and well
        if is_cut(reading):
            self._tell("That may be only the first half of an identifier, see docs/badges.md.")
        return True

    def learn(self, reading: Reading, number: str) -> None:
        """Narrow the rules down to those that make this number of this badge too."""
        try:
            self.found = fitting([*self.known, Known(reading, number)])
        except Contradiction as reason:
            self._tell(f"That cannot be: {reason}.")
            return
        self.known.append(Known(reading, number))
        names = [_name(each) for each in self.found[:_SHOWN]]
        more = ", …" if len(self.found) > _SHOWN else ""
        self._tell(f"{_fit(len(self.found))}: {', '.join(names) or 'none'}{more}")
        if not self.is_over:
            self._tell("Present another badge.")


def _fit(count: int) -> str:
    return f"{counted(count, 'rule')} fit{'s' if count == 1 else ''}"


def _name(candidate: Candidate) -> str:
    if candidate.preset:
        return candidate.preset
    order = candidate.rules[0].order
    turned = [key for key in ("byte_order", "bit_order") if getattr(order, key) == "lsb-first"]
    return " ".join(
        [f'"{candidate.rules[0].number.text}"', *(f"{key} lsb-first" for key in turned)]
    )
