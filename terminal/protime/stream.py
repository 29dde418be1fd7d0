"""Sockets that keep to the deadline of the attempt and note what they sent."""

import re
import select
import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore

from terminal.protime.attempt import Attempt
from terminal.protime.names import Found, Names
from terminal.turn import TURN

_SOURCE_LINE = re.compile(r"^_ssl\.c:\d+: ")


class TimedStream(httpcore.NetworkStream):
    """A connected socket.

    Args:
        connected: The socket; it is closed with the stream.
        attempt: Whose deadline counts.
        carries_requests: False before the tunnel through a proxy stands: what is written until
            then is for the proxy.
    """

    def __init__(
        self, connected: socket.socket, attempt: Attempt, *, carries_requests: bool
    ) -> None:
        self._socket = connected
        self._attempt = attempt
        self._carries_requests = carries_requests

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what came in, empty at the end."""
        with _raising(httpcore.ReadTimeout, httpcore.ReadError):
            self._socket.settimeout(self._attempt.left_seconds(timeout))
            with TURN.passed():
                return self._socket.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Hand everything to the socket."""
        unsent = memoryview(buffer)
        with _raising(httpcore.WriteTimeout, httpcore.WriteError):
            while unsent:
                self._socket.settimeout(self._attempt.left_seconds(timeout))
                if self._carries_requests:
                    self._attempt.note_sending()
                unsent = unsent[self._socket.send(unsent) :]
                if self._carries_requests:
                    self._attempt.note_sent()

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> "TimedStream":
        """Return the stream inside TLS; without it there is no stream left at all."""
        place = f"no TLS with {server_hostname}: "
        try:
            with _raising(httpcore.ConnectTimeout, httpcore.ConnectError, place):
                self._socket.settimeout(self._attempt.left_seconds(timeout))
                # Of one that its peer has reset, Python would lose a socket it does not close.
                self._socket.getpeername()
                with TURN.passed():
                    inner = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
                check_is_tls(inner)
        except BaseException:
            self.close()
            raise
        return TimedStream(inner, self._attempt, carries_requests=True)

    def get_extra_info(self, info: str) -> bool | None:
        """Return whether the socket has something to read, or None for any other question.

        The pool asks before it uses an idle connection again: one that is readable without
        having been asked anything was closed by the server. One whose own address this machine
        has lost is of no use either.
        """
        return self._is_readable() if info == "is_readable" else None

    def _is_readable(self) -> bool:
        if self._socket.fileno() < 0 or not _has_own_address(self._socket):
            return True
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(0))


class TimedBackend(httpcore.NetworkBackend):
    """Opens sockets within the deadline of the attempt, looking up names included.

    Args:
        attempt: Whose deadline counts.
        names: Looks up the hosts.
        is_tunnelled: Whether connections go to a proxy that is asked for a tunnel first.
    """

    def __init__(self, attempt: Attempt, names: Names, *, is_tunnelled: bool) -> None:
        self._attempt = attempt
        self._names = names
        self._is_tunnelled = is_tunnelled

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - httpcore's interface; never set here
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - the same
    ) -> TimedStream:
        """Return a connection to the first of a host's addresses that takes one."""
        with _raising(httpcore.ConnectTimeout, httpcore.ConnectError), TURN.passed():
            found = self._names.find(host, port, self._attempt.left_seconds(timeout))
            connected = self._connect_to_any(found, f"{host}:{port}", timeout)
        return TimedStream(connected, self._attempt, carries_requests=not self._is_tunnelled)

    def _connect_to_any(self, found: Found, place: str, timeout: float | None) -> socket.socket:
        failure = OSError(f"no connection to {place}: it has no address")
        for position, address in enumerate(found):
            # An address that swallows everything must leave time for those after it.
            share_seconds = self._attempt.left_seconds(timeout) / (len(found) - position)
            try:
                return _connect(address, share_seconds)
            except OSError as error:
                kind = TimeoutError if isinstance(error, TimeoutError) else OSError
                failure = kind(f"no connection to {place}: {_words(error)}")
        raise failure


def _connect(address: tuple[Any, ...], timeout_seconds: float) -> socket.socket:
    family, kind, protocol, _name, place = address
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.settimeout(timeout_seconds)
        opened.connect(place)
    except BaseException:
        opened.close()
        raise
    return opened


def _has_own_address(connected: socket.socket) -> bool:
    """Return whether this machine still has the address that a connection was made from.

    The kernel goes on to send from one that it has lost. That may well arrive; the answer
    does not.
    """
    try:
        host, _port, *scope = connected.getsockname()
        with socket.socket(connected.family, socket.SOCK_DGRAM) as probe:
            probe.bind((host, 0, *scope))
    except OSError:
        return False
    return True


def check_is_tls(wrapped: ssl.SSLSocket) -> None:
    """Make sure that there was a handshake, so that no secret is ever written in the clear.

    Python skips it without a word for a socket that is not connected any more.

    Raises:
        OSError: There was none; the socket is closed.
    """
    if wrapped.version() is None:
        wrapped.close()
        raise ConnectionResetError("the connection broke before it began")


@contextmanager
def _raising(late: type[Exception], broken: type[Exception], place: str = "") -> Iterator[None]:
    """Turn what sockets raise into what httpcore expects, with words for a person."""
    try:
        yield
    except TimeoutError as error:
        raise late(f"{place}{_words(error)}") from error
    except OSError as error:
        raise broken(f"{place}{_words(error)}") from error


def _words(error: OSError) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return (
                f"its certificate is not accepted ({error.verify_message}): is this terminal's "
                "clock right, and is ca_file set if a proxy or a private authority signed it?"
            )
        case ssl.SSLError():
            return error.reason or str(error)
        case _:
            # What OpenSSL says of a time-out begins with a place in its wrapper's source.
            return error.strerror or _SOURCE_LINE.sub("", str(error))
