"""What an answer to a request for a page of a list means."""

from dataclasses import dataclass
from datetime import datetime

from terminal.model import MayNotRead, Unavailable
from terminal.protime.answers import Answer, Ending, offline, redirected, said, unavailable
from terminal.protime.words import json_object


class NoList(Exception):
    """There is no list, or not the whole of it.

    Attributes:
        outcome: What becomes of the read-back.
    """

    def __init__(self, outcome: Unavailable | MayNotRead) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        items: What it shows, each of any JSON type; a page midway may show nothing.
        next_link: Where the list goes on; None at its end.
    """

    items: list[object]
    next_link: str | None


def page_of(answer: Answer, now: datetime) -> Page:
    """Return the page that an answer holds.

    Args:
        answer: The answer, already under a second token where the first was refused.
        now: What this terminal takes for the time, UTC.

    Raises:
        NoList: It holds none.
    """
    if answer.status == 200 and not answer.is_page:  # noqa: PLR2004 - a status
        return _page(answer)
    raise NoList(_refusal(answer, now))


def _page(answer: Answer) -> Page:
    if answer.ending is not Ending.WHOLE:
        how = "is longer than is read" if answer.ending is Ending.CUT_OFF else "broke off"
        raise NoList(Unavailable(reason=f"a page of the list of clockings {how}"))
    fields = json_object(answer.body) or {}
    items, link = fields.get("value"), fields.get("nextLink") or None
    if not isinstance(items, list) or not isinstance(link, str | None):
        raise NoList(Unavailable(reason="a page of the list of clockings makes no sense"))
    return Page(items, link)


def _refusal(answer: Answer, now: datetime) -> Unavailable | MayNotRead:
    if 300 <= answer.status < 400:  # noqa: PLR2004 - statuses
        return redirected(answer)
    if answer.wants_a_sign_in or answer.is_strange_page:
        return offline(answer)
    if answer.status in {401, 403}:
        return MayNotRead(said(answer))
    return unavailable(answer, now)
