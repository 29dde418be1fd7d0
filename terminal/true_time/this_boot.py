"""What the book of boots is told of the boot that is running."""

from datetime import timedelta

from terminal.model import Anchor, Boot, Moment
from terminal.model.anchor import time_between
from terminal.model.struct import replace
from terminal.ports import BootBook

NOTED_EVERY = timedelta(hours=1)
"""Each note is a commit, and an idle terminal should write next to nothing."""


class ThisBoot:
    """Notes how long this boot has lasted, and when it truly began once that is known.

    Should it end without its clock ever trusted, that is what its swipes are bounded by.

    Raises:
        OutboxUnavailable: The first note could not be kept.
    """

    def __init__(self, book: BootBook, now: Moment) -> None:
        self._book = book
        found = book.find(now.boot_id)
        self.known = found.end if found else None
        self._noted = found or Boot(boot_id=now.boot_id, seen_boottime_ns=now.boottime_ns)
        self.note(now, self.known)

    def look(self, now: Moment, known: Anchor | None) -> None:
        """Note what is new: at once when the boot began, how long it lasts once an hour.

        Raises:
            OutboxUnavailable: It was not kept; the next look tries again.
        """
        passed = time_between(self._noted.seen_boottime_ns, now.boottime_ns)
        if passed >= NOTED_EVERY or (known and not self._noted.start):
            self.note(now, known)

    def note(self, now: Moment, known: Anchor | None) -> None:
        """Note everything, as at an orderly stop.

        Raises:
            OutboxUnavailable: It was not kept.
        """
        boot = replace(
            self._noted,
            seen_boottime_ns=now.boottime_ns,
            start=_better(self._noted.start, known.at(0)) if known else None,
            end=known.at(now.boottime_ns) if known else None,
        )
        self._book.note(boot)
        self._noted = boot


def _better(start: Anchor | None, new: Anchor) -> Anchor:
    """Return the tighter one; the newer one if they contradict, since a clock was wrong then."""
    if start is None or start.meet(new) is None or new.error_seconds < start.error_seconds:
        return new
    return start
