"""Requests with one deadline over everything: names, connections, TLS, request and answer.

httpx and httpcore limit each wait on a socket, not their sum, and not the look-up of names.
"""

import ssl
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import httpcore
import httpx

from terminal.protime.answers import Answer, Ending
from terminal.protime.attempt import Attempt
from terminal.protime.names import Names, Resolve
from terminal.protime.stream import TimedBackend

IDLE_SECONDS = 15.0
"""Shorter than servers, proxies and routers commonly keep a silent connection: what is sent
into one they have dropped may or may not arrive, and ends as uncertain."""

_LONGEST_BODY = 64 * 1024
_TOKEN_CONNECTIONS = 2
_FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
)
_WORDS = (
    (httpcore.PoolTimeout, "all connections were in use until the time was over"),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How to reach servers.

    Attributes:
        tls: Which certificates are accepted.
        user_agent: What every request says of its sender.
        connections: How many requests may be underway at once.
        proxy_url: An `http://` proxy that every https request is tunnelled through, or empty.
        resolve: Looks up a host name.
    """

    tls: ssl.SSLContext
    user_agent: str
    connections: int
    proxy_url: str
    resolve: Resolve


class Wire:
    """Posts within a deadline. May be used by several threads at once.

    Attributes:
        attempt: The attempt of the calling thread.
    """

    def __init__(self, link: Link) -> None:
        self.attempt = Attempt()
        self._http = httpx.Client(
            transport=_Transport(link, self.attempt),
            # No compression: a small answer must not unfold into a large one.
            headers={"User-Agent": link.user_agent, "Accept-Encoding": "identity"},
            follow_redirects=False,
            # Neither proxies nor a netrc that would replace the token.
            trust_env=False,
        )

    def post(
        self, url: str, headers: Mapping[str, str], content: bytes, *, carries_clocking: bool
    ) -> Answer:
        """Post and return the answer, its body as far as it came within the deadline.

        Raises:
            NoAnswer: There is none.
        """
        self.attempt.start_request(carries_clocking=carries_clocking)
        try:
            with self._http.stream(
                "POST", url, headers={"Accept": "application/json", **headers}, content=content
            ) as response:
                body, ending = _read(response.iter_raw())
        except _FAILURES as error:
            raise NoAnswer(_words(error), was_sent=self.attempt.was_sent) from error
        return Answer(
            status=response.status_code,
            headers=dict(response.headers),
            body=body,
            ending=ending,
        )

    def close(self) -> None:
        """Close all connections, also those in use."""
        self._http.close()


def _read(chunks: Iterable[bytes]) -> tuple[bytes, Ending]:
    body = bytearray()
    try:
        for chunk in chunks:
            body += chunk
            if len(body) > _LONGEST_BODY:
                return bytes(body[:_LONGEST_BODY]), Ending.CUT_OFF
    except _FAILURES:
        return bytes(body), Ending.BROKEN
    return bytes(body), Ending.WHOLE


def _words(error: Exception) -> str:
    template = next((words for kind, words in _WORDS if isinstance(error, kind)), "{}")
    return template.format(error)


class _Transport(httpx.BaseTransport):
    """Hands httpx's requests to httpcore's pools over sockets that keep the deadline."""

    def __init__(self, link: Link, attempt: Attempt) -> None:
        self._attempt = attempt
        self._direct = _pool(link, attempt)
        # Plain http goes to this machine only, which no proxy leads to.
        self._tunnelled = _proxy_pool(link, attempt) if link.proxy_url else self._direct

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        pool = self._tunnelled if url.scheme == "https" else self._direct
        response = pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.read(),
                extensions={"timeout": {"pool": self._left_seconds()}},
            )
        )
        return httpx.Response(
            status_code=response.status, headers=response.headers, stream=_Body(response)
        )

    def close(self) -> None:
        self._direct.close()
        self._tunnelled.close()

    def _left_seconds(self) -> float:
        try:
            return self._attempt.left_seconds()
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error


class _Body(httpx.SyncByteStream):
    """The body of an answer, read from the socket as it is asked for."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


def _pool(link: Link, attempt: Attempt) -> httpcore.ConnectionPool:
    return httpcore.ConnectionPool(
        ssl_context=link.tls,
        max_connections=_most_connections(link),
        keepalive_expiry=IDLE_SECONDS,
        network_backend=TimedBackend(attempt, Names(link.resolve), is_tunnelled=False),
    )


def _proxy_pool(link: Link, attempt: Attempt) -> httpcore.ConnectionPool:
    return httpcore.HTTPProxy(
        proxy_url=link.proxy_url,
        ssl_context=link.tls,
        max_connections=_most_connections(link),
        keepalive_expiry=IDLE_SECONDS,
        network_backend=TimedBackend(attempt, Names(link.resolve), is_tunnelled=True),
    )


def _most_connections(link: Link) -> int:
    """Return enough never to have to close an idle one to make room.

    While doing so httpcore may close one that it has just promised to another thread
    (encode/httpcore issue 1110).
    """
    return 2 * link.connections + _TOKEN_CONNECTIONS
