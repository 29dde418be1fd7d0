"""From httpx to httpcore, with sockets of our own."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import httpcore
import httpx

from terminal.protime.attempt import Attempt
from terminal.protime.names import Names, Resolve
from terminal.protime.stream import TimedBackend
from terminal.protime.told_time import Herald, ToldTime

IDLE_SECONDS = 15.0
"""Shorter than servers, proxies and routers commonly keep a silent connection: what is sent
into one they have dropped may or may not arrive, and ends as uncertain."""

_TOKEN_CONNECTIONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How to reach servers.

    Attributes:
        tls: Which certificates are accepted.
        user_agent: What every request says of its sender.
        connections: How many requests may be underway at once.
        proxy_url: An `http://` proxy that every https request is tunnelled through, or empty.
        resolve: Looks up a host name.
        told_time: Is told the time in the answers that come over TLS; see its type.
    """

    tls: ssl.SSLContext
    user_agent: str
    connections: int
    proxy_url: str
    resolve: Resolve
    told_time: ToldTime | None = None


class Transport(httpx.BaseTransport):
    """Hands httpx's requests to httpcore's pools over sockets that keep the deadline.

    Args:
        link: How to reach servers.
        attempt: Whose deadline counts.

    Raises:
        ValueError: The proxy's address is none.
    """

    def __init__(self, link: Link, attempt: Attempt) -> None:
        self._attempt = attempt
        self._herald = Herald(link.told_time, attempt) if link.told_time else None
        self._direct = _pool(link, attempt)
        # Plain http goes to this machine only, which no proxy leads to.
        self._tunnelled = _proxy_pool(link, attempt) if link.proxy_url else self._direct

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the head of its answer, the body still to be read."""
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
        # Only who proved to be the server may tell the time.
        if self._herald and url.scheme == "https":
            self._herald.tell(response.status, response.headers)
        return httpx.Response(
            status_code=response.status, headers=response.headers, stream=_Body(response)
        )

    def close(self) -> None:
        """Close all connections."""
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
    proxy = httpx.URL(link.proxy_url)
    if proxy.scheme != "http" or not proxy.host:
        # Its address may hold a password, so it is not repeated.
        raise ValueError("the proxy's address does not begin with http:// and a host")
    return httpcore.HTTPProxy(
        proxy_url=httpcore.URL(scheme="http", host=proxy.raw_host, port=proxy.port or 80),
        proxy_auth=(proxy.username, proxy.password) if proxy.username else None,
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
