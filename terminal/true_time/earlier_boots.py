"""Dating swipes of boots that are over."""

from terminal.model import Moment
from terminal.ports import BootBook
from terminal.true_time.dating import Dated, dated

WITHIN_SECONDS = 30.0
"""What is known less well is for a person: nothing more will be learnt of that boot."""


class EarlierBoots:
    """Dates a swipe from what was noted of its boot, where that is precise enough.

    So it is where the clock was trusted in that boot, but the power went before the swipe could
    be dated. In a boot without any trust nothing was noted, and nothing is guessed.
    """

    def __init__(self, book: BootBook) -> None:
        self._book = book

    def date(self, moment: Moment) -> Dated | None:
        """Date a moment of a boot that is over; None if that is for a person."""
        boot = self._book.find(moment.boot_id)
        known = [each for each in (boot.start, boot.end) if each] if boot else []
        found = dated(moment.boottime_ns, known)
        return found if found and found.error_seconds <= WITHIN_SECONDS else None
