"""Lists of clockings, read page by page."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import partial

from terminal.model import MayNotRead, Unavailable
from terminal.protime.access import Access
from terminal.protime.answers import Answer
from terminal.protime.list_address import Wanted, first_address, next_address, unreadable
from terminal.protime.pages import NoList, Page, page_of
from terminal.protime.token_answers import READ_SCOPE
from terminal.protime.tokens import Token
from terminal.protime.wire import NoAnswer, Wire
from terminal.protime.words import one_line

MOST_PAGES = 2000
"""Far more than three days of a large company; a list that goes on for ever ends here."""

LONGEST_PAGE = 8 * 1024 * 1024


class Lists:
    """Reads lists of clockings. May be used by several threads at once.

    Args:
        wire: What the requests go over.
        access: Has the tokens.
        api_url: The interface without a collection.
        timeout_seconds: What each page may take.
    """

    def __init__(self, *, wire: Wire, access: Access, api_url: str, timeout_seconds: float) -> None:
        self._wire = wire
        self._access = access
        self._api_url = api_url
        self._timeout_seconds = timeout_seconds

    def around(self, day: date, wanted: Iterable[Wanted]) -> Iterator[object]:
        """Yield what Protime shows of a day and its neighbours, page after page.

        Raises:
            NoList: It could not be read to its end; what came before is of no use.
        """
        address: str | None = first_address(self._api_url, day, wanted)
        asked: set[str] = set()
        while address is not None:
            _check_is_new(address, asked)
            page = self._page(address)
            # An empty page is no end: only a missing link is.
            yield from page.items
            link = page.next_link
            address = None if link is None else next_address(self._api_url, link)

    def _page(self, address: str) -> Page:
        self._wire.attempt.start(self._timeout_seconds)
        try:
            answer = self._access.answer(partial(self._get, address))
        except NoAnswer as error:
            raise NoList(Unavailable(reason=one_line(str(error)))) from error
        if isinstance(answer, Unavailable):
            raise NoList(answer)
        return page_of(answer, datetime.now(UTC))

    def _get(self, address: str, token: Token) -> Answer:
        if not token.may_read:
            raise NoList(MayNotRead(f"the scope {READ_SCOPE} is not granted to this client"))
        headers = {"Authorization": f"Bearer {token.value}"}
        return self._wire.get(address, headers, longest_body=LONGEST_PAGE)


def _check_is_new(address: str, asked: set[str]) -> None:
    if address in asked:
        raise unreadable("its pages go round in a circle")
    if len(asked) >= MOST_PAGES:
        raise unreadable(f"it has more than {MOST_PAGES} pages")
    asked.add(address)
