"""The addresses of the pages of a list of clockings."""

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import quote, urlsplit

from terminal.model import Unavailable
from terminal.protime.pages import NoList

LONGEST_ADDRESS = 4096
"""What Protime takes; a longer one gets 414."""

_MARKS_OF_A_LINK = "/?&=(),@%-_.~!*'+:;$"

Wanted = tuple[str, str]
"""A collection, and the name of the external reference that is wanted of its objects."""


def first_address(api_url: str, day: date, wanted: Iterable[Wanted]) -> str:
    """Return where the list of the clockings of a day and its two neighbours begins.

    Protime may book a clocking of the night on a neighbour of its day.

    Raises:
        NoList: It would be too long.
    """
    one = timedelta(days=1)
    chosen = quote(f"date ge '{day - one}' and date le '{day + one}'")
    references = "".join(f"({collection},{name})" for collection, name in wanted)
    shown = f"&externalReferences={quote(references, safe='(),@')}" if references else ""
    return _fitting(f"{api_url}/clockings?filter={chosen}{shown}")


def next_address(api_url: str, link: str) -> str:
    """Return where a `nextLink` leads: a path on Protime's host, with raw spaces and quotes.

    Raises:
        NoList: It leads elsewhere, or would be too long.
    """
    parts = urlsplit(api_url)
    origin = f"{parts.scheme}://{parts.netloc}"
    path = link.removeprefix(origin)
    # The token goes along with each request, so no answer may name another host for it.
    if not path.startswith("/") or path.startswith("//"):
        raise unreadable("its next page is not on Protime's host")
    return _fitting(origin + quote(path, safe=_MARKS_OF_A_LINK, errors="replace"))


def _fitting(address: str) -> str:
    if len(address) > LONGEST_ADDRESS:
        raise unreadable(f"its address is longer than {LONGEST_ADDRESS} characters")
    return address


def unreadable(reason: str) -> NoList:
    """Return what to raise for a list that cannot be followed to its end."""
    return NoList(Unavailable(reason=f"the list of clockings cannot be read: {reason}"))
