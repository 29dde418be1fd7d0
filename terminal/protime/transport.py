"""From httpx to httpcore, with sockets of our own."""

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import httpcore
import httpx

from terminal.protime.attempt import Attempt
from terminal.protime.lanes import Connect, Lanes
from terminal.protime.names import Names, Resolve
from terminal.protime.stream import TimedBackend
from terminal.protime.told_time import Herald, ToldTime

IDLE_SECONDS = 15.0
"""Shorter than servers, proxies and routers commonly keep a silent connection: what is sent
into one they have dropped may or may not arrive, and ends as uncertain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportSettings:
    """How to reach servers.

    Attributes:
        tls: Which certificates are accepted.
        user_agent: What every request says of its sender.
        proxy_url: An `http://` proxy that every https request is tunnelled through, or empty.
        resolve: Looks up a host name.
        told_time: Is told the time in the answers that come over TLS; see its type.
    """

    tls: ssl.SSLContext
    user_agent: str
    proxy_url: str
    resolve: Resolve
    told_time: ToldTime | None = None


class Transport(httpx.BaseTransport):
    """Hands httpx's requests to httpcore's connections over sockets that keep the deadline.

    Args:
        settings: How to reach servers.
        attempt: Whose deadline counts.

    Raises:
        ValueError: The proxy's address is none.
    """

    def __init__(self, settings: TransportSettings, attempt: Attempt) -> None:
        self._herald = Herald(settings.told_time, attempt) if settings.told_time else None
        self._direct = Lanes(_directly(settings, attempt))
        # Plain http goes to this machine only, which no proxy leads to.
        self._tunnelled = (
            Lanes(_by_proxy(settings, attempt)) if settings.proxy_url else self._direct
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the head of its answer, the body still to be read."""
        url = request.url
        lanes = self._tunnelled if url.scheme == "https" else self._direct
        wanted = _for_httpcore(request)
        connection = lanes.take(wanted.url.origin)
        try:
            response = connection.handle_request(wanted)
        except BaseException:
            lanes.put_back(connection)
            raise
        # Only who proved to be the server may tell the time.
        if self._herald and url.scheme == "https":
            self._herald.tell(response.status, response.headers)
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(response, partial(lanes.put_back, connection)),
        )

    def close(self) -> None:
        """Close all connections."""
        self._direct.close()
        self._tunnelled.close()


class _Body(httpx.SyncByteStream):
    """The body of an answer, read from the socket as it is asked for."""

    def __init__(self, response: httpcore.Response, put_back: Callable[[], None]) -> None:
        self._response = response
        self._put_back = put_back

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()
        self._put_back()


def _for_httpcore(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        ),
        headers=request.headers.raw,
        content=request.read(),
    )


def _directly(settings: TransportSettings, attempt: Attempt) -> Connect:
    return partial(
        httpcore.HTTPConnection,
        ssl_context=settings.tls,
        keepalive_expiry=IDLE_SECONDS,
        network_backend=TimedBackend(attempt, Names(settings.resolve), is_tunnelled=False),
    )


def _by_proxy(settings: TransportSettings, attempt: Attempt) -> Connect:
    proxy = httpx.URL(settings.proxy_url)
    if proxy.scheme != "http" or not proxy.host:
        # Its address may hold a password, so it is not repeated.
        raise ValueError("the proxy's address does not begin with http:// and a host")
    pool = httpcore.HTTPProxy(
        proxy_url=httpcore.URL(scheme="http", host=proxy.raw_host, port=proxy.port or 80),
        proxy_auth=(proxy.username, proxy.password) if proxy.username else None,
        ssl_context=settings.tls,
        keepalive_expiry=IDLE_SECONDS,
        network_backend=TimedBackend(attempt, Names(settings.resolve), is_tunnelled=True),
    )
    return pool.create_connection
