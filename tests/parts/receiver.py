"""Somebody who takes heartbeats, with or without TLS, and may be slow or unwilling."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import SimpleQueue
from threading import Event, Thread
from typing import Self, cast

ANSWER_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Received:
    """One POST."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class Receiver:
    """Takes POSTs on loopback.

    Args:
        status: What it answers.
        tls: Its certificate, None for plain HTTP.
        drips: Whether its answer comes byte by byte and never ends.
    """

    def __init__(
        self, status: int = 204, tls: ssl.SSLContext | None = None, *, drips: bool = False
    ) -> None:
        self.status = status
        self.drips = drips
        self.ended = Event()
        self.received: SimpleQueue[Received] = SimpleQueue()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.receiver = self
        if tls:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        scheme, host = ("https", "localhost") if tls else ("http", "127.0.0.1")
        self.url = f"{scheme}://{host}:{self._server.server_address[1]}/beats"
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._server.shutdown()
        self._thread.join(ANSWER_SECONDS)
        self._server.server_close()


class _Server(HTTPServer):
    receiver: Receiver

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a handshake that fails is what a test wants."""


class _Handler(BaseHTTPRequestHandler):
    timeout = ANSWER_SECONDS

    def do_POST(self) -> None:
        receiver = cast("_Server", self.server).receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        receiver.received.put(Received(self.path, dict(self.headers), body))
        while receiver.drips and not receiver.ended.wait(0.05):
            self.wfile.write(b"H")
        self.send_response(receiver.status)
        if 300 <= receiver.status < 400:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *values: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""
