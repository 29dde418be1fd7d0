"""What an answer to a posted clocking means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from urllib.parse import urlsplit

from terminal.model import Delivered, Rejected, Unavailable, Uncertain, Verdict
from terminal.model.struct import replace
from terminal.protime.retry_after import retry_after_seconds
from terminal.protime.words import is_html, json_object, one_line, server_words

_LOCATION = re.compile(r".*/clockings/([0-9A-Za-z-]{1,64})/?")
_REFUSES_THE_CLOCKING = frozenset({400, 404, 409, 410, 413, 414, 415, 422})
_COME_BACK_LATER = frozenset({408, 425, 429, 503})


class Ending(Enum):
    """How the body of an answer ended."""

    WHOLE = auto()
    CUT_OFF = auto()
    """It was longer than is ever of use, and the rest was not read."""
    BROKEN = auto()
    """The connection broke or the time was over before it was there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered; the status and all headers did arrive.

    Attributes:
        headers: Under lower-case names.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    ending: Ending = Ending.WHOLE

    @property
    def is_page(self) -> bool:
        """Whether it is a web page: Protime answers JSON, portals and proxies show pages."""
        return is_html(self.headers.get("content-type", ""), self.body)

    @property
    def is_strange_page(self) -> bool:
        """Whether a page stands where only JSON is expected: a failing server may show one."""
        return self.status < 500 and self.is_page  # noqa: PLR2004 - a status

    @property
    def wants_a_sign_in(self) -> bool:
        """Whether a proxy or a network asks who wants to pass."""
        return self.status in {407, 511}

    @property
    def is_json(self) -> bool:
        """Whether Protime's interface itself seems to speak."""
        if self.ending is Ending.CUT_OFF:
            return "json" in self.headers.get("content-type", "").lower()
        return json_object(self.body) is not None


def refuses_the_token(answer: Answer) -> bool:
    """Return whether another token might be accepted."""
    return answer.status == 401 and not answer.is_page  # noqa: PLR2004 - a status


def verdict_of(answer: Answer, now: datetime) -> Verdict:
    """Return what an answer means for the clocking that was posted.

    Args:
        answer: The answer to the last request of the attempt.
        now: What this terminal takes for the time, UTC.
    """
    match answer.status // 100:
        case 2:
            return _of_success(answer)
        case 3:
            return redirected(answer)
        case 4:
            return _of_refusal(answer, now)
        case _:
            return _of_failure(answer, now)


def unavailable(answer: Answer, now: datetime, *, blames_us: bool = False) -> Unavailable:
    """Return that nothing was processed, in the server's words."""
    return Unavailable(
        reason=said(answer),
        retry_after_seconds=retry_after_seconds(answer.headers, now),
        is_configuration_fault=blames_us,
    )


def offline(answer: Answer) -> Unavailable:
    """Return that somebody in between answered in Protime's place."""
    return Unavailable(
        reason=f"offline: a portal or proxy answered instead of Protime (HTTP {answer.status})"
    )


def redirected(answer: Answer) -> Unavailable:
    """Return that somebody in between sent us elsewhere, where no badge and no token goes."""
    return Unavailable(
        reason=one_line(
            f"offline: redirected instead of answered (HTTP {answer.status} "
            f"to {_host(answer.headers.get('location', ''))})"
        )
    )


def said(answer: Answer) -> str:
    """Return the status and the server's words on one line."""
    words = "" if answer.is_page else server_words(answer.body)
    return one_line(f"HTTP {answer.status} {words}")


def _of_success(answer: Answer) -> Verdict:
    if answer.status == 201:  # noqa: PLR2004 - a status
        return _of_creation(answer)
    if answer.is_page:
        return offline(answer)
    return Uncertain(f"{said(answer)}: Protime confirms a clocking with 201 only")


def _of_creation(answer: Answer) -> Verdict:
    """Decide by status and header alone: Protime promises no body, so none can take it back."""
    found = _LOCATION.fullmatch(_path(answer.headers.get("location", "")))
    if found is None:
        return Uncertain("HTTP 201 without the address of a clocking: booked under no known id")
    return Delivered(found[1])


def _path(location: str) -> str:
    try:
        return urlsplit(location).path
    except ValueError:
        return ""


def _of_refusal(answer: Answer, now: datetime) -> Verdict:
    if answer.wants_a_sign_in or answer.is_page:
        return offline(answer)
    if answer.status in {401, 403}:
        return unavailable(answer, now, blames_us=True)
    # Only Protime may refuse a clocking for good; a stranger's 404 must not bury it. One that
    # broke off is asked for again: it was refused, so nothing can be booked twice.
    if answer.status in _REFUSES_THE_CLOCKING and answer.is_json:
        return Rejected(said(answer))
    return unavailable(answer, now)


def _of_failure(answer: Answer, now: datetime) -> Verdict:
    if answer.wants_a_sign_in:
        return offline(answer)
    if answer.status in _COME_BACK_LATER:
        return replace(unavailable(answer, now), may_be_booked=True)
    return Uncertain(said(answer))


def _host(location: str) -> str:
    """Return the host of an address only: the rest of a portal's address may be private."""
    try:
        return urlsplit(location).hostname or "the same host"
    except ValueError:
        return "an impossible address"
