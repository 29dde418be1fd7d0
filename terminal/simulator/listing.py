"""Reading clockings: items, external references, and pages of which some are empty midway."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from terminal.simulator.directory import PREDEFINED, Directory
from terminal.simulator.filters import FilterRefused, read_filter
from terminal.simulator.ledger import BookedClocking, Ledger
from terminal.simulator.message import Answer, Request, json_answer, plain_error, refusal

_WANTED = re.compile(r"\(([^(),]+),([^(),]+)\)")
_PARAMETERS = {"filter", "externalReferences", "continuationToken"}


class TokenRefused(Exception):
    """The continuation token is not one of ours for this filter."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list goes on.

    Attributes:
        after: The id of the last clocking shown.
        is_empty: Whether the page at this place is an empty one.
    """

    after: int
    is_empty: bool

    def to_token(self, filter_text: str) -> str:
        """Return the place as a continuation token for one filter."""
        value = json.dumps([self.after, self.is_empty, filter_text]).encode()
        return base64.urlsafe_b64encode(value).decode().rstrip("=")

    @classmethod
    def from_token(cls, token: str, filter_text: str) -> "Place":
        """Read a continuation token.

        Raises:
            TokenRefused: See the class.
        """
        try:
            padded = token + "=" * (-len(token) % 4)
            after, is_empty, made_for = json.loads(base64.urlsafe_b64decode(padded))
        except (ValueError, TypeError) as error:
            raise TokenRefused from error
        if made_for != filter_text:
            raise TokenRefused
        return cls(int(after), bool(is_empty))


@dataclass(slots=True)
class Reading:
    """Answers what reads clockings.

    Attributes:
        page_size: The most clockings on one page; the real figure is not documented.
        has_empty_pages: Whether an empty page with a `nextLink` follows each full one.
    """

    directory: Directory
    ledger: Ledger
    page_size: int = 50
    has_empty_pages: bool = True

    def one(self, request: Request, clocking_id: int) -> Answer:
        """Answer `GET clockings/{id}`."""
        clocking = self.ledger.get(clocking_id)
        if clocking is None:
            return plain_error(404, "NotFound", f"There is no clocking {clocking_id}")
        try:
            wanted = self._wanted(request)
        except FilterRefused as error:
            return refusal([str(error)])
        return json_answer(200, self.item(clocking, wanted))

    def page(self, request: Request) -> Answer:
        """Answer `GET clockings`."""
        try:
            return self._page(request)
        except FilterRefused as error:
            return refusal([str(error)])
        except TokenRefused:
            return plain_error(409, "Conflict", "The continuation token is not valid")

    def _page(self, request: Request) -> Answer:
        query = _single(request.query)
        filter_text = query.get("filter", "")
        criteria, wanted = read_filter(filter_text), self._wanted(request)
        place = Place(0, is_empty=False)
        if "continuationToken" in query:
            place = Place.from_token(query["continuationToken"], filter_text)
        found = [
            clocking
            for clocking in self.ledger.visible()
            if clocking.id > place.after and criteria.admit(clocking.booking)
        ]
        shown = [] if place.is_empty else found[: self.page_size]
        value: dict[str, object] = {"value": [self.item(one, wanted) for one in shown]}
        if len(shown) < len(found):
            value["nextLink"] = _link(request.path, query, self._next(place, shown))
        return json_answer(200, value)

    def _next(self, place: Place, shown: Sequence[BookedClocking]) -> Place:
        if not shown:
            return Place(place.after, is_empty=False)
        return Place(shown[-1].id, is_empty=self.has_empty_pages)

    def _wanted(self, request: Request) -> list[tuple[str, str]]:
        text = "".join(request.query.get("externalReferences", []))
        wanted = [(match[1], match[2]) for match in _WANTED.finditer(text)]
        if "".join(f"({collection},{name})" for collection, name in wanted) != text:
            raise FilterRefused("externalReferences is written as (collection,name)(…)")
        for collection, name in wanted:
            if collection not in PREDEFINED:
                raise FilterRefused(f"clockings have no external references of {collection!r}")
            if name not in self.directory.reference_names(collection):
                raise FilterRefused(f"{collection} has no external reference {name!r}")
        return wanted

    def item(
        self, clocking: BookedClocking, wanted: Sequence[tuple[str, str]] = ()
    ) -> dict[str, object]:
        """Return a clocking as the interface shows it."""
        booking = clocking.booking
        original = clocking.original_time_of_day_in_minutes
        place = booking.geolocation
        levels = [
            {
                "level": level,
                "activityDefinition": self._object("activity-definitions", definition, wanted),
            }
            for level, definition in booking.activity_levels
        ]
        item: dict[str, object | None] = {
            "changeVersion": clocking.change_version,
            "id": clocking.id,
            "person": self._object("people", booking.person_id, wanted),
            "date": booking.date.isoformat(),
            "timeOfDayInMinutes": booking.time_of_day_in_minutes,
            "originalTimeOfDayInMinutes": original,
            "calculatedTimeOfDayInMinutes": booking.time_of_day_in_minutes,
            "isGenerated": clocking.is_generated,
            "terminal": self._object("terminals", booking.terminal_id, wanted),
            "geolocation": place and {"longitude": place[0], "latitude": place[1]},
            "kind": booking.kind,
            "reason": self._object("absence-definitions", booking.reason_id, wanted),
            "isOpen": booking.is_open,
            "activityLevels": levels or None,
            "status": clocking.status,
        }
        return {name: value for name, value in item.items() if value is not None}

    def _object(
        self, collection: str, entry_id: int | str | None, wanted: Sequence[tuple[str, str]]
    ) -> dict[str, Any] | None:
        if entry_id is None:
            return None
        known: Mapping[str, str] = {}
        for entry in self.directory.matches(collection, {"id": entry_id}):
            known = entry.references()
        names = [name for place, name in wanted if place == collection and name in known]
        references = {"externalReferences": {name: known[name] for name in names}}
        return {"id": entry_id, **(references if names else {})}


def _single(query: Mapping[str, Sequence[str]]) -> dict[str, str]:
    for name, values in query.items():
        if name not in _PARAMETERS or len(values) > 1:
            raise FilterRefused(f"the parameter '{name}' is not known or given twice")
    return {name: values[0] for name, values in query.items()}


def _link(path: str, query: Mapping[str, str], place: Place) -> str:
    """Return a `nextLink` as documented: relative, with raw spaces and quotes."""
    filter_text = query["filter"]
    wanted = query.get("externalReferences")
    middle = f"&externalReferences={wanted}" if wanted else ""
    return f"{path}?filter={filter_text}{middle}&continuationToken={place.to_token(filter_text)}"
