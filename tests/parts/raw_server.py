"""A server that does byte for byte what a test tells it, on real sockets of loopback."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self, assert_never

from tests.parts.server_script import (
    Await,
    Close,
    Dribble,
    Flood,
    Hang,
    Reset,
    Script,
    Send,
    Step,
    Wait,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request as it came in, headers under lower-case names."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class RawServer:
    """Plays one script for each request; the last one is for all that come after it.

    Args:
        scripts: What it does with the requests, in the order in which they come in.
        on_connect: What it does before it reads anything, and before TLS.
        tls: Its certificate, for https.
    """

    def __init__(
        self,
        scripts: Sequence[Script],
        *,
        on_connect: Script = (),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.requests: list[Seen] = []
        self.connections = 0
        self.go_on = threading.Event()
        self.has_closed = threading.Event()
        self._scripts = tuple(scripts)
        self._on_connect = on_connect
        self._tls = tls
        self._lock = threading.Condition()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._is_closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._start(self._accept)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def wait_for_requests(self, count: int) -> bool:
        """Return whether so many requests have come in within ten seconds."""
        with self._lock:
            return self._lock.wait_for(lambda: len(self.requests) >= count, timeout=10)

    def close(self) -> None:
        """Break off everything and wait for its threads."""
        self._is_closing.set()
        self.go_on.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            threads = list(self._threads)
        for thread in threads:
            thread.join(timeout=10)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        with self._lock:
            self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._is_closing.is_set():
            try:
                connection, _peer = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        # Whatever a client does to a connection is none of a scripted server's business.
        with suppress(OSError, _Gone):
            try:
                self._play(connection, self._on_connect)
                if self._tls is not None:
                    connection = self._tls.wrap_socket(connection, server_side=True)
                with self._lock:
                    self._open.add(connection)
                self._serve_requests(connection)
            finally:
                with self._lock:
                    self._open.discard(connection)
                connection.close()
                self.has_closed.set()

    def _serve_requests(self, connection: socket.socket) -> None:
        while not self._is_closing.is_set():
            seen = _read_request(connection)
            with self._lock:
                script = self._scripts[min(len(self.requests), len(self._scripts) - 1)]
                self.requests.append(seen)
                self._lock.notify_all()
            self._play(connection, script)

    def _play(self, connection: socket.socket, script: Script) -> None:
        for step in script:
            self._do(connection, step)

    def _do(self, connection: socket.socket, step: Step) -> None:
        match step:
            case Send(data=data):
                connection.sendall(data)
            case Dribble(data=data, pause_seconds=pause_seconds):
                self._dribble(connection, data, pause_seconds)
            case Flood(data=data):
                self._flood(connection, data)
            case Hang():
                _wait_until_gone(connection)
            case Wait():
                self.go_on.wait(timeout=30)
            case Await():
                connection.recv(1, socket.MSG_PEEK)
            case Close():
                raise _Gone
            case Reset():
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                raise _Gone
            case _:
                assert_never(step)

    def _flood(self, connection: socket.socket, data: bytes) -> None:
        while not self._is_closing.is_set():
            connection.sendall(data)

    def _dribble(self, connection: socket.socket, data: bytes, pause_seconds: float) -> None:
        for byte in data:
            connection.sendall(bytes([byte]))
            if self._is_closing.wait(pause_seconds):
                return


class _Gone(Exception):
    """One side has closed the connection."""


def _wait_until_gone(connection: socket.socket) -> None:
    connection.settimeout(60)
    while connection.recv(4096):
        pass
    raise _Gone


def _read_request(connection: socket.socket) -> Seen:
    connection.settimeout(60)
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    top, _, body = received.partition(b"\r\n\r\n")
    first, *lines = top.decode("ascii").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += _more(connection)
    method, target, _version = first.split(" ")
    return Seen(method=method, target=target, headers=headers, body=body)


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise _Gone
    return data
