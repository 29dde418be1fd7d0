"""One row of the table, and what rows are made of."""

from dataclasses import dataclass
from enum import Enum, auto

from terminal.model import Delivered, Rejected, Unavailable, Uncertain
from tests.parts.server_script import Script, answer

SHORT_SECONDS = 0.6
"""Deadline of the rows that run into it."""

LOCATION = "/connector/protimeapi/api/v1/clockings/19250"
CREATED = answer(201, location=LOCATION)
TOKEN = answer(
    200,
    '{"access_token":"a.token.of.the.test","expires_in":1800,"token_type":"Bearer",'
    '"scope":"connector-protimeapi-clockings.read connector-protimeapi-clockings.write"}',
    content_type="application/json",
)
PAGE = "<!DOCTYPE html><html><body>Please sign in to the guest network</body></html>"
UNKNOWN_BADGE = (
    '{"error":{"code":"BadRequest","message":"The request was invalid",'
    '"reasons":["No person has this badge","Ask the administrator"]}}'
)
DATE = "Mon, 01 Jan 2024 00:00:00 GMT"
DATE_90_SECONDS_LATER = "Mon, 01 Jan 2024 00:01:30 GMT"
JSON = "application/json; charset=utf-8"


class Network(Enum):
    """What lies between the terminal and the interface."""

    CLEAR = auto()
    UNKNOWN_HOST = auto()
    SILENT_RESOLVER = auto()
    REFUSED = auto()
    BLACK_HOLE = auto()
    TLS = auto()
    TLS_UNKNOWN_AUTHORITY = auto()
    TLS_WRONG_HOST = auto()
    TLS_EXPIRED = auto()
    TLS_NOT_SPOKEN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerBehaviour:
    """One row: what happens, and what must be said of it.

    Attributes:
        verdict: Which of the four.
        words: What its reason holds; the identifier for `Delivered`.
        posts: How many requests must have reached the interface; None where it cannot count.
        api: What the interface does with the first request, the second, and all that follow.
        token: The same for the token endpoint, a server of its own.
        on_connect: What the interface does before it reads, and before TLS.
    """

    name: str
    verdict: type[Delivered | Rejected | Unavailable | Uncertain]
    words: str = ""
    posts: int | None = 1
    api: tuple[Script, ...] = (CREATED,)
    token: tuple[Script, ...] = (TOKEN,)
    on_connect: Script = ()
    network: Network = Network.CLEAR
    retry_after_seconds: float | None = None
    may_be_booked: bool = False
    is_configuration_fault: bool = False
    timeout_seconds: float = 10.0


def error_body(message: str, code: str = "BadRequest") -> str:
    """Return an error body of the ordinary shape."""
    return f'{{"error":{{"code":"{code}","message":"{message}"}}}}'


def json_answer(status: int, body: str, **headers: str) -> tuple[Script, ...]:
    """Return an answer as the interface gives it."""
    return (answer(status, body, content_type=JSON, **headers),)


def page_answer(status: int, **headers: str) -> tuple[Script, ...]:
    """Return a web page, as portals and proxies give it."""
    return (answer(status, PAGE, content_type="text/html; charset=utf-8", **headers),)
