"""Sockets that keep to a deadline and know what they sent."""

import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import closing

import httpcore
import pytest

from terminal.protime.attempt import Attempt
from terminal.protime.names import resolve
from terminal.protime.stream import TimedStream, check_is_tls
from terminal.protime.transport import TransportSettings
from terminal.protime.wire import Wire
from tests.parts.raw_server import RawServer
from tests.parts.server_script import answer


@pytest.fixture
def attempt() -> Attempt:
    """An attempt that carries a clocking and has half a second."""
    attempt = Attempt()
    attempt.start(0.5)
    attempt.start_request(carries_clocking=True)
    return attempt


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two connected sockets, over TCP."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        near = socket.create_connection(listener.getsockname())
        far, _ = listener.accept()
        with near, far:
            yield near, far


def test_a_closed_connection_has_something_to_say(
    ends: tuple[socket.socket, socket.socket], attempt: Attempt
) -> None:
    """A connection closed under the pool counts as one that must not be used."""
    stream = TimedStream(ends[0], attempt, carries_requests=True)
    assert stream.get_extra_info("is_readable") is False
    assert stream.get_extra_info("ssl_object") is None
    stream.close()
    assert stream.get_extra_info("is_readable") is True


class RemovedSocket(socket.socket):
    """A connection from an address that this machine does not have."""

    def getsockname(self) -> tuple[str, int]:
        return "192.0.2.1", 50000


def test_a_connection_from_an_address_that_is_gone_is_not_used(
    ends: tuple[socket.socket, socket.socket], attempt: Attempt
) -> None:
    """What would be sent into it might arrive, and its answer would not."""
    with RemovedSocket(fileno=ends[0].detach()) as removed:
        stream = TimedStream(removed, attempt, carries_requests=True)
        assert stream.get_extra_info("is_readable") is True


@pytest.mark.parametrize("carries_requests", [True, False])
def test_what_is_said_to_a_proxy_is_no_request(
    ends: tuple[socket.socket, socket.socket], attempt: Attempt, *, carries_requests: bool
) -> None:
    """The time that a server took counts from the request to it, not from before its tunnel."""
    stream = TimedStream(ends[0], attempt, carries_requests=carries_requests)
    stream.write(b"CONNECT protime.test:443 HTTP/1.1")
    assert (attempt.sending_since is not None) == carries_requests


def test_a_server_that_reads_nothing(
    ends: tuple[socket.socket, socket.socket], attempt: Attempt
) -> None:
    """Writing ends with the deadline, and what did go out is remembered."""
    stream = TimedStream(ends[0], attempt, carries_requests=True)
    with pytest.raises(httpcore.WriteTimeout):
        stream.write(b"x" * 50_000_000)
    assert attempt.was_sent


def test_nothing_sent(ends: tuple[socket.socket, socket.socket], attempt: Attempt) -> None:
    """A write that fails at its first byte sent nothing."""
    _reset(ends[1])
    stream = TimedStream(ends[0], attempt, carries_requests=True)
    with pytest.raises(httpcore.WriteError):
        stream.write(b"x")
    assert not attempt.was_sent


def test_no_tls_without_a_handshake(
    ends: tuple[socket.socket, socket.socket], attempt: Attempt
) -> None:
    """A connection that was reset before TLS is not taken for one inside TLS."""
    _reset(ends[1])
    stream = TimedStream(ends[0], attempt, carries_requests=True)
    with pytest.raises(httpcore.ConnectError, match=r"no TLS with protime\.test"):
        stream.start_tls(ssl.create_default_context(), "protime.test")
    assert stream.get_extra_info("is_readable") is True


def test_a_socket_without_tls_is_found_out() -> None:
    """Where Python leaves out the handshake, nothing is written."""
    context = ssl.create_default_context()
    with context.wrap_socket(socket.socket(), server_hostname="protime.test") as wrapped:
        with pytest.raises(ConnectionResetError):
            check_is_tls(wrapped)
        assert wrapped.fileno() < 0


def test_a_token_request_sends_no_clocking() -> None:
    """Only a request that carries a clocking can leave one in doubt."""
    with RawServer([answer(500)]) as server:
        wire = Wire(
            TransportSettings(
                tls=ssl.create_default_context(),
                user_agent="badge-terminal/0 (Test)",
                proxy_url="",
                resolve=resolve,
            )
        )
        with closing(wire):
            wire.attempt.start(10)
            url = f"http://127.0.0.1:{server.port}/"
            assert wire.post(url, {}, b"x", carries_clocking=False).status == 500
            assert not wire.attempt.was_sent
            assert wire.post(url, {}, b"x", carries_clocking=True).status == 500
            assert wire.attempt.was_sent


def _reset(far: socket.socket) -> None:
    """Reset a connection; on loopback the news is at its other end at once."""
    far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    far.close()
