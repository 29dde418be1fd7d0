"""What a contract test does to a reader from the outside."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Protocol

from terminal import ports
from terminal.model import Reading

TELLS_IN_AN_HOUR = 4000
"""As often does a reader that tells of a badge every 0.9 s."""

_TELLS_AT_ONCE = 20


class ClosableReader(ports.Reader, Protocol):
    """A reader that holds a device."""

    def close(self) -> None: ...


class Bench(ABC):
    """What a contract test does to a reader from the outside.

    These are the faults, and every bench has each of them: pulled and replugged (`break_down`,
    `mend`), noise and half a badge (`disturb`), two badges at once (`present_both`), held for an
    hour (`hold`). Only what a console is at the end of never comes back.

    Attributes:
        reader: The reader.
        settle_seconds: How long it takes at most until the reader could know of something.
        doubt_seconds: How long it may refuse what follows on something doubtful.
        heals: Whether `mend` can end what `break_down` began.
        tells: How often a reader that repeats itself tells of a badge.
    """

    reader: ClosableReader
    settle_seconds = 0.05
    doubt_seconds = 0.0
    heals = True
    tells = 3

    @abstractmethod
    def present(self, number: int) -> Reading:
        """Present a badge and leave it there; return what is to be read of it."""

    def present_both(self, one: int, other: int) -> list[Reading]:
        """Present two badges at once: a reader tells now of one and now of the other."""
        readings = [self.present(one), self.present(other)]
        for number in (one, other, one, other):
            self.present(number)
        return readings

    def hold(self, number: int) -> Iterator[Reading]:
        """Hold a badge at the reader for an hour; it wants to be heard whenever this yields."""
        self.tells = _TELLS_AT_ONCE
        for _ in range(TELLS_IN_AN_HOUR // self.tells):
            yield self.present(number)

    @abstractmethod
    def disturb(self, number: int) -> None:
        """Present what is only a part of a badge, with noise before and after."""

    @abstractmethod
    def take_away(self) -> None:
        """Take it away again."""

    @abstractmethod
    def break_down(self) -> None:
        """Make the reader unusable."""

    @abstractmethod
    def mend(self) -> None:
        """Make it usable again."""


class Silent(Bench):
    """A reader that tells of a badge once, and then not again for as long as it lies there."""

    def present_both(self, one: int, other: int) -> list[Reading]:
        return [self.present(one), self.present(other)]

    def hold(self, number: int) -> Iterator[Reading]:
        reading = self.present(number)
        for _ in range(_TELLS_AT_ONCE):
            yield reading
