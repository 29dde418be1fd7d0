"""Which clockings a person means, as words of SQL."""

from datetime import date

from terminal.model import State
from terminal.model.struct import Struct


class Filter(Struct, frozen=True, kw_only=True):
    """A choice of clockings: all that meet every condition that is given.

    Attributes:
        states: Any of these; empty for all.
        badge_number: The whole number.
        reader: The reader's whole name in the configuration.
        since: The first local date they are booked for. One whose time is not known may lie
            within any days, and so is never left out for its date.
        until: The last local date, itself included.
        error_contains: Part of the last error, capital letters or not.
    """

    states: tuple[State, ...] = ()
    badge_number: str | None = None
    reader: str | None = None
    since: date | None = None
    until: date | None = None
    error_contains: str | None = None

    def where(self) -> tuple[str, dict[str, object]]:
        """Return a condition on the table `clockings`, and the values it names."""
        conditions = [self._of_state(), *(_CONDITIONS[name] for name in self._given())]
        return " AND ".join(conditions), self._values()

    def _given(self) -> list[str]:
        return [name for name in _CONDITIONS if getattr(self, name) is not None]

    def _of_state(self) -> str:
        if not self.states:
            return "TRUE"
        # The partial index of what is undelivered is used only where its own words stand.
        undelivered = "" if State.DELIVERED in self.states else "state <> 'delivered' AND "
        names = ", ".join(f"'{state.value}'" for state in self.states)
        return f"{undelivered}state IN ({names})"

    def _values(self) -> dict[str, object]:
        return {
            "badge_number": self.badge_number,
            "reader": self.reader,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "error_contains": self.error_contains,
        }


_CONDITIONS = {
    "badge_number": "badge_number = :badge_number",
    "reader": "reader = :reader",
    "since": "(date IS NULL OR date >= :since)",
    "until": "(date IS NULL OR date <= :until)",
    "error_contains": "instr(lower(last_error), lower(:error_contains)) > 0",
}

EVERYTHING = Filter()
