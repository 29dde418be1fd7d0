"""Requests with one deadline over everything: names, connections, TLS, request and answer.

httpx and httpcore limit each wait on a socket, not their sum, and not the look-up of names.
"""

from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import lru_cache

import httpcore
import httpx

from terminal.protime.answers import Answer, Ending
from terminal.protime.attempt import Attempt
from terminal.protime.transport import Transport, TransportSettings

_LONGEST_ANSWER = 64 * 1024
_FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
)
_WORDS = (
    (httpcore.ReadTimeout, "no answer came in time"),
    (httpcore.WriteTimeout, "the request could not be sent in time"),
    (httpcore.ProxyError, "the proxy refused a connection to Protime: {}"),
    (httpcore.ReadError, "no usable answer: {}"),
    (httpcore.ProtocolError, "no usable answer: {}"),
)


class NoAnswer(Exception):
    """No status and headers came back.

    Attributes:
        was_sent: Whether a byte of a clocking was handed to a socket.
    """

    def __init__(self, reason: str, *, was_sent: bool) -> None:
        super().__init__(reason)
        self.was_sent = was_sent


class Wire:
    """Asks and posts within a deadline. May be used by several threads at once.

    Attributes:
        attempt: The attempt of the calling thread.
    """

    def __init__(self, settings: TransportSettings) -> None:
        self.attempt = Attempt()
        # The same two addresses all day: to read one takes httpx as long as to send a request.
        self._url = lru_cache(maxsize=8)(httpx.URL)
        # Without httpx's client around it: cookies, redirects, a netrc that would replace the
        # token and proxies from the environment are not wanted, and cost as much as the rest.
        self._transport = Transport(settings, self.attempt)
        self._headers = {
            "User-Agent": settings.user_agent,
            "Accept": "application/json",
            # No compression: a small answer must not unfold into a large one.
            "Accept-Encoding": "identity",
        }

    def post(
        self, url: str, headers: Mapping[str, str], content: bytes, *, carries_clocking: bool
    ) -> Answer:
        """Post and return the answer, its body as far as it came within the deadline.

        Raises:
            NoAnswer: There is none.
        """
        self.attempt.start_request(carries_clocking=carries_clocking)
        return self._send("POST", url, headers, content, _LONGEST_ANSWER)

    def get(self, url: str, headers: Mapping[str, str], *, longest_body: int) -> Answer:
        """Ask for something; see `post`.

        Raises:
            NoAnswer: There is none.
        """
        self.attempt.start_request(carries_clocking=False)
        return self._send("GET", url, headers, None, longest_body)

    def close(self) -> None:
        """Close all connections, also those in use."""
        self._transport.close()

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None,
        longest_body: int,
    ) -> Answer:
        everything = {**self._headers, **headers}
        request = httpx.Request(method, self._url(url), headers=everything, content=content)
        try:
            with closing(self._transport.handle_request(request)) as response:
                body, ending = _read(response.iter_raw(), longest_body)
        except _FAILURES as error:
            raise NoAnswer(_words(error), was_sent=self.attempt.was_sent) from error
        return Answer(
            status=response.status_code,
            headers=_by_lower_name(response.headers.raw),
            body=body,
            ending=ending,
        )


def _read(chunks: Iterable[bytes], longest_body: int) -> tuple[bytes, Ending]:
    body = bytearray()
    try:
        for chunk in chunks:
            body += chunk
            if len(body) > longest_body:
                return bytes(body[:longest_body]), Ending.CUT_OFF
    except _FAILURES:
        return bytes(body), Ending.BROKEN
    return bytes(body), Ending.WHOLE


def _by_lower_name(lines: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by name, those of one name joined; httpx does the same more slowly."""
    headers: dict[str, str] = {}
    for line in lines:
        name, value = (part.decode("latin-1") for part in line)
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return headers


def _words(error: Exception) -> str:
    template = next((words for kind, words in _WORDS if isinstance(error, kind)), "{}")
    return template.format(error)
