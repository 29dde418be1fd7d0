"""The `filter` of a list of clockings: a small part of Protime's filter language."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from terminal.simulator.body import KINDS
from terminal.simulator.rules import Booking

_TOKEN = re.compile(r"\s*(?:([A-Za-z][\w.-]*)|('[^']*')|(-?\d+)|([(),]))")
Chosen = TypeVar("Chosen", int, str)
_LONGEST_RANGE = timedelta(days=366)


class FilterRefused(Exception):
    """The filter is missing, not understood, or asks for too much."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field compared with one value, or with several for `in`."""

    field: str
    operator: str
    values: tuple[int | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What a list is to show: dates from and until inclusive; None for no limit."""

    first: date
    last: date
    people: frozenset[int] | None
    kinds: frozenset[str] | None

    def admit(self, booking: Booking) -> bool:
        """Tell whether a booking is to be listed."""
        return (
            self.first <= booking.date <= self.last
            and (self.people is None or booking.person_id in self.people)
            and (self.kinds is None or booking.kind in self.kinds)
        )


def read_filter(text: str) -> Criteria:
    """Return what a filter asks for.

    Raises:
        FilterRefused: See the class.
    """
    comparisons = _Parser(text).comparisons()
    first, last = _dates([one for one in comparisons if one.field == "date"])
    return Criteria(
        first=first,
        last=last,
        people=_chosen(comparisons, "person", _person),
        kinds=_chosen(comparisons, "kind", _kind),
    )


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)

    def comparisons(self) -> list[Comparison]:
        found = self._conjunction()
        if self._tokens:
            raise FilterRefused(f"'{self._tokens[0]}' was not expected in the filter")
        return found

    def _conjunction(self) -> list[Comparison]:
        found = self._term()
        while self._tokens and self._tokens[0] == "and":
            self._take()
            found += self._term()
        return found

    def _term(self) -> list[Comparison]:
        if self._tokens and self._tokens[0] == "(":
            self._take()
            found = self._conjunction()
            self._expect(")")
            return found
        return [self._comparison()]

    def _comparison(self) -> Comparison:
        name, operator = self._take(), self._take()
        if name not in ("date", "person", "kind"):
            raise FilterRefused(f"clockings cannot be filtered by '{name}'")
        if operator == "in":
            return Comparison(name, operator, self._values())
        if operator not in ("eq", "ge", "le"):
            raise FilterRefused(f"'{operator}' is not an operator")
        return Comparison(name, operator, (_value(self._take()),))

    def _values(self) -> tuple[int | str, ...]:
        self._expect("(")
        values = [_value(self._take())]
        while (mark := self._take()) == ",":
            values.append(_value(self._take()))
        if mark != ")":
            raise FilterRefused(f"')' was expected in the filter, not '{mark}'")
        return tuple(values)

    def _expect(self, mark: str) -> None:
        if (token := self._take()) != mark:
            raise FilterRefused(f"'{mark}' was expected in the filter, not '{token}'")

    def _take(self) -> str:
        if not self._tokens:
            raise FilterRefused("the filter is missing or ends too early")
        return self._tokens.pop(0)


def _tokens(text: str) -> list[str]:
    found = list(_TOKEN.finditer(text))
    joined = all(left.end() == right.start() for left, right in pairwise(found))
    starts_well = not found or found[0].start() == 0
    ends_well = not text[found[-1].end() :].strip() if found else not text.strip()
    if not (joined and starts_well and ends_well):
        raise FilterRefused("the filter holds characters that have no meaning there")
    return [match[0].strip() for match in found]


def _value(token: str) -> int | str:
    if token.startswith("'"):
        return token[1:-1]
    try:
        return int(token)
    except ValueError:
        raise FilterRefused(f"'{token}' is not a value; text stands in single quotes") from None


def _dates(comparisons: list[Comparison]) -> tuple[date, date]:
    firsts = [_date(one.values[0]) for one in comparisons if one.operator in ("ge", "eq")]
    lasts = [_date(one.values[0]) for one in comparisons if one.operator in ("le", "eq")]
    if not firsts or not lasts or any(one.operator == "in" for one in comparisons):
        raise FilterRefused("a range of date is required, with ge and le")
    first, last = max(firsts), min(lasts)
    if last - first > _LONGEST_RANGE:
        raise FilterRefused("the range of date is longer than a year")
    return first, last


def _date(value: int | str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise FilterRefused(f"'{value}' is not a date") from None


def _person(value: int | str) -> int:
    if not isinstance(value, int):
        raise FilterRefused("person is filtered by internal ids, which are integers")
    return value


def _kind(value: int | str) -> str:
    if value not in KINDS:
        raise FilterRefused(f"'{value}' is not a kind of clocking")
    return str(value)


def _chosen(
    comparisons: list[Comparison], name: str, read: Callable[[int | str], Chosen]
) -> frozenset[Chosen] | None:
    sets = []
    for one in comparisons:
        if one.field == name:
            if one.operator not in ("eq", "in"):
                raise FilterRefused(f"{name} is compared with eq or in")
            sets.append(frozenset(read(value) for value in one.values))
    return frozenset.intersection(*sets) if sets else None
