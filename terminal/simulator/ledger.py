"""What the simulated Protime has booked."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from terminal.simulator.rules import Booking

FIRST_ID = 19250
_MINUTES_PER_DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedClocking:
    """One clocking in Protime's books.

    Attributes:
        posted: The body that made it; None for one that Protime made itself.
        request: The number of the request that made it; None for a generated one.
        booked_at: When it was booked, UTC.
        original_time_of_day_in_minutes: The time first booked, once somebody changed it.
        status: `Active` or `Deleted`.
    """

    id: int
    booking: Booking
    posted: Mapping[str, Any] | None
    request: int | None
    booked_at: datetime
    change_version: str
    original_time_of_day_in_minutes: int | None = None
    is_generated: bool = False
    status: str = "Active"


class Ledger:
    """All clockings, in the order in which they were booked. Safe for several threads.

    The same body twice makes two clockings: Protime knows no idempotency key.

    Attributes:
        visible_after_seconds: How long a list does not show a clocking that was just booked;
            whether the real one delays is not documented.
    """

    def __init__(self) -> None:
        self.visible_after_seconds = 0.0
        self._lock = threading.Lock()
        self._clockings: dict[int, BookedClocking] = {}
        self._by_request: dict[int, int] = {}
        self._changes = 0

    @property
    def all(self) -> tuple[BookedClocking, ...]:
        """Every clocking, deleted and generated ones included."""
        with self._lock:
            return tuple(self._clockings.values())

    @property
    def booked(self) -> tuple[BookedClocking, ...]:
        """The clockings that were posted, in the order of booking."""
        return tuple(clocking for clocking in self.all if clocking.posted is not None)

    def get(self, clocking_id: int) -> BookedClocking | None:
        """Return one clocking."""
        with self._lock:
            return self._clockings.get(clocking_id)

    def made_by(self, request: int) -> BookedClocking | None:
        """Return the clocking that a request made."""
        with self._lock:
            made = self._by_request.get(request)
            return None if made is None else self._clockings[made]

    def visible(self) -> Iterable[BookedClocking]:
        """Return the clockings that a list shows by now."""
        newest = datetime.now(UTC) - timedelta(seconds=self.visible_after_seconds)
        return [clocking for clocking in self.all if clocking.booked_at <= newest]

    def book(self, booking: Booking, posted: Mapping[str, Any], request: int) -> BookedClocking:
        """Book what a request posted."""
        with self._lock:
            clocking = self._add(booking, posted, request)
            self._by_request[request] = clocking.id
            return clocking

    def generate(self, booking: Booking) -> BookedClocking:
        """Book a clocking that Protime makes itself, with `isGenerated`."""
        with self._lock:
            clocking = replace(self._add(booking, None, None), is_generated=True)
            self._clockings[clocking.id] = clocking
            return clocking

    def edit(self, clocking_id: int, time_of_day_in_minutes: int) -> BookedClocking:
        """Change the time as a manager does; the time first booked is kept beside it."""
        with self._lock:
            clocking = self._clockings[clocking_id]
            original = clocking.original_time_of_day_in_minutes
            if original is None:
                original = clocking.booking.time_of_day_in_minutes
            booking = replace(clocking.booking, time_of_day_in_minutes=time_of_day_in_minutes)
            return self._change(
                replace(clocking, booking=booking, original_time_of_day_in_minutes=original)
            )

    def rehome(self, clocking_id: int, day: date) -> BookedClocking:
        """Assign a clocking to another day, as Protime does by schedule: the instant stays."""
        with self._lock:
            clocking = self._clockings[clocking_id]
            shift = (clocking.booking.date - day).days * _MINUTES_PER_DAY
            minutes = clocking.booking.time_of_day_in_minutes + shift
            booking = replace(clocking.booking, date=day, time_of_day_in_minutes=minutes)
            return self._change(replace(clocking, booking=booking))

    def delete(self, clocking_id: int) -> BookedClocking:
        """Delete as a manager does: the clocking stays listed with status `Deleted`."""
        with self._lock:
            return self._change(replace(self._clockings[clocking_id], status="Deleted"))

    def _add(
        self, booking: Booking, posted: Mapping[str, Any] | None, request: int | None
    ) -> BookedClocking:
        clocking = BookedClocking(
            id=FIRST_ID + len(self._clockings),
            booking=booking,
            posted=posted,
            request=request,
            booked_at=datetime.now(UTC),
            change_version=self._next_version(),
        )
        self._clockings[clocking.id] = clocking
        return clocking

    def _change(self, clocking: BookedClocking) -> BookedClocking:
        changed = replace(clocking, change_version=self._next_version())
        self._clockings[clocking.id] = changed
        return changed

    def _next_version(self) -> str:
        self._changes += 1
        return f"{self._changes:016X}"
