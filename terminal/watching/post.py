"""One POST, over verified TLS, ended by a deadline."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR
from threading import Timer
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

DEADLINE_SECONDS = 20.0
LONGEST_REASON = 200
_HTTPS_PORT = 443
_HTTP_PORT = 80


class NotTaken(Exception):
    """Nobody took it; the message says why, without the address, in which a key may stand."""


def post(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    ca_file: str = "",
    deadline_seconds: float = DEADLINE_SECONDS,
) -> None:
    """Send a body and make sure that it was taken: with a 2xx, after no redirection.

    Args:
        url: Where to; `http` without TLS.
        headers: To send along.
        body: What to send.
        ca_file: Whose certificates to trust in place of the usual ones; empty for those.
        deadline_seconds: When to give up, from the connection to the last byte. Looking up the
            name comes before and has the system's own limit.

    Raises:
        NotTaken: It surely was not taken, or nobody knows.
    """
    place = urlsplit(url)
    try:
        with closing(_connection(place, ca_file, deadline_seconds)) as connection:
            _send(connection, place, headers, body, deadline_seconds)
    except (OSError, HTTPException, ValueError) as error:
        # What a stranger answered stands in some errors, at any length.
        raise NotTaken(f"{type(error).__name__}: {error}"[:LONGEST_REASON]) from error


def _send(
    connection: HTTPConnection,
    place: SplitResult,
    headers: Mapping[str, str],
    body: bytes,
    deadline_seconds: float,
) -> None:
    with _ended_after(connection, deadline_seconds):
        connection.request("POST", place.path or "/", body, dict(headers))
        status = connection.getresponse().status
    if not 200 <= status < 300:  # noqa: PLR2004 - the successes of HTTP
        raise NotTaken(f"HTTP {status}")


def _connection(place: SplitResult, ca_file: str, seconds: float) -> HTTPConnection:
    host = place.hostname or ""
    if place.scheme != "https":
        return HTTPConnection(host, place.port or _HTTP_PORT, timeout=seconds)
    trust = ssl.create_default_context(cafile=ca_file or None)
    port = place.port or _HTTPS_PORT
    proxy = urlsplit(getproxies().get("https", ""))
    if not proxy.hostname or proxy_bypass(host):
        return HTTPSConnection(host, port, timeout=seconds, context=trust)
    connection = HTTPSConnection(proxy.hostname, proxy.port, timeout=seconds, context=trust)
    connection.set_tunnel(host, port)
    return connection


@contextmanager
def _ended_after(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """End a connection in which each byte comes in time, but not all of them together."""

    def end() -> None:
        with suppress(OSError, AttributeError):  # it may be over, or not have begun
            connection.sock.shutdown(SHUT_RDWR)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
