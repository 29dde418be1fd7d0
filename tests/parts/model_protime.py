"""A Protime whose books can be looked into, and that fails in every way when told to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from terminal.model import (
    Clocking,
    Delivered,
    Listed,
    MayNotRead,
    ReadBack,
    Rejected,
    Selection,
    Unavailable,
    Uncertain,
    Verdict,
)

LATEST = timedelta(seconds=25)
"""How long after a request Protime may still book it, and how long its list may lag behind."""


class Will(StrEnum):
    """What Protime does with a clocking that reaches it."""

    BOOKS = "books"
    REFUSES = "refuses"
    IS_AWAY = "is away"
    IS_BUSY = "is busy"
    DENIES = "denies"
    BOOKS_WITHOUT_A_WORD = "books without a word"
    BOOKS_LATE = "books late"
    LOSES = "loses"


_BOOKED_AFTER = {Will.BOOKS_WITHOUT_A_WORD: timedelta(0), Will.BOOKS_LATE: LATEST}

_ANSWERS: Mapping[Will, Verdict] = {
    Will.REFUSES: Rejected("nobody has this badge"),
    Will.IS_AWAY: Unavailable(reason="503"),
    Will.IS_BUSY: Unavailable(reason="429", retry_after_seconds=120),
    Will.DENIES: Unavailable(reason="401 twice", is_configuration_fault=True),
    Will.BOOKS_WITHOUT_A_WORD: Uncertain("no answer"),
    Will.BOOKS_LATE: Uncertain("no answer"),
    Will.LOSES: Uncertain("no answer"),
}


@dataclass(kw_only=True)
class Record:
    """A clocking in Protime's books; `seq` is what only the test knows."""

    seq: int
    id: str
    badge: str
    selection: Selection
    day: date
    original_minute: int
    minute: int
    listed_from: datetime
    is_deleted: bool = False
    is_hidden: bool = False


class ModelProtime:
    """Meets the port Protime, at once and in the thread that asks.

    Attributes:
        wills: What becomes of the next clockings; afterwards all are booked.
        records: The books, in the order of booking.
        is_reachable: Whether the network leads to it.
        may_list: Whether clockings may be listed.
        lag: How long its list lags behind its books.
    """

    def __init__(self, true_time: Callable[[], datetime]) -> None:
        self.wills: list[Will] = []
        self.records: list[Record] = []
        self.is_reachable = True
        self.may_list = True
        self.lag = timedelta(0)
        self._true_time = true_time

    def greet(self) -> Unavailable | None:
        return None if self.is_reachable else Unavailable(reason="no way there")

    def may_read(self) -> bool | None:
        return self.may_list

    def deliver(self, clocking: Clocking) -> Verdict:
        if not self.is_reachable:
            return Unavailable(reason="no way there")
        will = self.wills.pop(0) if self.wills else Will.BOOKS
        if will is Will.BOOKS:
            return Delivered(self._book(clocking, timedelta(0)).id)
        if will in _BOOKED_AFTER:
            self._book(clocking, _BOOKED_AFTER[will])
        return _ANSWERS[will]

    def read_back(self, day: date, clockings: Sequence[Clocking]) -> ReadBack:
        assert {each.booked.date if each.booked else None for each in clockings} == {day}
        if not self.is_reachable:
            return Unavailable(reason="no way there")
        if not self.may_list:
            return MayNotRead("the scope was taken away")
        return Listed(candidates={each.seq: self._like(each) for each in clockings}, unclear={})

    def of(self, seq: int) -> list[Record]:
        """Return what was booked of a clocking."""
        return [each for each in self.records if each.seq == seq]

    def _book(self, clocking: Clocking, after: timedelta) -> Record:
        assert clocking.booked is not None, "a clocking without a time is never sent"
        record = Record(
            seq=clocking.seq,
            id=str(1000 + len(self.records)),
            badge=clocking.swipe.badge_number.value,
            selection=clocking.swipe.selection,
            day=clocking.booked.date,
            original_minute=clocking.booked.time_of_day_in_minutes,
            minute=clocking.booked.time_of_day_in_minutes,
            listed_from=self._true_time() + after + self.lag,
        )
        self.records.append(record)
        return record

    def _like(self, clocking: Clocking) -> tuple[str, ...]:
        assert clocking.booked
        sought = (
            clocking.swipe.badge_number.value,
            clocking.swipe.selection,
            clocking.booked.date,
            clocking.booked.time_of_day_in_minutes,
        )
        return tuple(
            each.id
            for each in self.records
            if (each.badge, each.selection, each.day, each.original_minute) == sought
            and each.listed_from <= self._true_time()
            and not each.is_hidden
        )
