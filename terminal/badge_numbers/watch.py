"""What is odd about badges as they come by, told once for each badge."""

from collections import OrderedDict

from terminal.badge_numbers.identifier import is_cut
from terminal.badge_numbers.rule import taken_by
from terminal.model import BadgeNumber, Reading
from terminal.model.struct import Struct

MOST_REMEMBERED = 5000
"""As many badges as a large site has; beyond, the one not seen for longest is forgotten."""


class Oddity(Struct, frozen=True):
    """Something that a person should look into.

    Attributes:
        condition: In a word or two.
        reason: What was seen, and what to do about it.
    """

    condition: str
    reason: str


CUT = Oddity(
    "cut identifiers",
    "a badge gave only 4 bytes, beginning with 88: probably the first half of a longer identifier. "
    "Other badges may begin the same; use a reader that gives all 7 bytes",
)
COLLISION = Oddity(
    "collision",
    "two different badges have the same badge number: [badge] drops what tells them apart",
)


_TOLD = 0


class NumberWatch:
    """Compares each badge with those seen before, by hashes that mean nothing outside this process.

    Nothing can be learned from what it keeps: no badge number and no identifier is in it. Not
    for several threads at once.
    """

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._seen: OrderedDict[int, int] = OrderedDict()

    def notice(self, reader: str, reading: Reading, number: BadgeNumber) -> Oddity | None:
        """Return what is odd, unless that was said of this badge before.

        The same badge looks different to two readers, so each reader's badges are compared
        among themselves.
        """
        # Python salts the hashes of texts anew in each process.
        key = hash(f"{reader} {taken_by(reading)} {number.value}")
        given = hash(repr(reading))
        before = self._seen.pop(key, None)
        self._seen[key] = given if before in {None, given} else _TOLD
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        if before is None:
            return CUT if is_cut(reading) else None
        return None if before in {given, _TOLD} else COLLISION
