"""How far a request gets on its way to a host of Protime."""

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from terminal.doctor.reaching import Host
from terminal.protime.answers import Answer, offline, redirected
from terminal.protime.wire import NoAnswer, Wire

_LONGEST_BODY = 64 * 1024
_HTTPS = 443


def reach(wire: Wire, url: str, timeout_seconds: float) -> Host:
    """Ask a host for something, without saying who asks; any answer of its own will do."""
    name = host_name(url)
    wire.attempt.start(timeout_seconds)
    try:
        answer = wire.get(url, {}, longest_body=_LONGEST_BODY)
    except NoAnswer as error:
        return Host(name, _trouble(error), str(error), urlsplit(url).port or _HTTPS)
    return _judged(name, answer)


def host_name(url: str) -> str:
    """Return the host of an address."""
    return urlsplit(url).hostname or url


def _judged(name: str, answer: Answer) -> Host:
    if 300 <= answer.status < 400:  # noqa: PLR2004 - statuses
        return Host(name, "portal", redirected(answer).reason)
    if answer.wants_a_sign_in or answer.is_strange_page:
        return Host(name, "portal", offline(answer).reason)
    return Host(name)


def _trouble(error: NoAnswer) -> str:
    causes = tuple(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "certificate"
    if any(isinstance(cause, socket.gaierror) for cause in causes) or "looking up" in str(error):
        return "name"
    return "connection"


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__
