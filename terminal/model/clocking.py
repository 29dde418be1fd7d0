"""A swipe, and the clocking that is made of it."""

from datetime import date, datetime
from enum import StrEnum

from terminal.model.badge import BadgeNumber
from terminal.model.moment import Moment
from terminal.model.place import Place
from terminal.model.selection import Selection
from terminal.model.struct import Struct


class Swipe(Struct, frozen=True, kw_only=True):
    """A badge presented to a reader at an instant.

    Attributes:
        place: Where the terminal stood then; None where that is not known, or not to be told.
    """

    badge_number: BadgeNumber
    selection: Selection
    reader: str
    moment: Moment
    place: Place | None = None


class BookedTime(Struct, frozen=True, kw_only=True):
    """The time a clocking is booked at: computed once, stored, never recomputed.

    Attributes:
        true_at: The true instant of the swipe, UTC.
        date: The workplace's calendar date at that instant.
        time_of_day_in_minutes: Whole minutes since midnight on the workplace's wall clock,
            0 to 1439.
        error_seconds: How far `true_at` may be off, either way; 0 where the system clock itself
            was trusted at the swipe.
    """

    true_at: datetime
    date: date
    time_of_day_in_minutes: int
    error_seconds: float = 0.0


class State(StrEnum):
    """Where a clocking is on its way; `closed` is what a person ended with a reason."""

    HELD = "held"
    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    CLOSED = "closed"


class Clocking(Struct, frozen=True, kw_only=True):
    """A swipe that this terminal stored and promises to deliver.

    Attributes:
        seq: The terminal's own gap-free number, in order of occurrence.
        id: A random identifier, unique over all terminals.
        booked: When it is booked; None while held, since its true time is not known.
        attempts: How often it was sent, or was about to be.
        next_attempt_at: Not to be sent before; None for at once.
        protime_id: Protime's identifier once delivered.
        last_error: Why the last attempt did not deliver it, in the server's words where it
            had any.
        changed_at: When its state last changed, UTC by the system clock.
    """

    seq: int
    id: str
    swipe: Swipe
    booked: BookedTime | None
    state: State
    attempts: int
    next_attempt_at: datetime | None
    protime_id: str | None
    last_error: str | None
    changed_at: datetime

    @property
    def occurred_at(self) -> datetime:
        """When it was swiped, UTC: truly, once that is known; until then as the clock said."""
        return self.booked.true_at if self.booked else self.swipe.moment.at


class Outcome(Struct, frozen=True, kw_only=True):
    """What becomes of a clocking after an attempt."""

    seq: int
    state: State
    next_attempt_at: datetime | None = None
    protime_id: str | None = None
    last_error: str | None = None
