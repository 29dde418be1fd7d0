"""The metrics over HTTP, for Prometheus itself."""

import select
import socket
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import cast

from terminal.watching.exposition import CONTENT_TYPE
from terminal.watching.saying import Saying

PATH = "/metrics"
WAIT_SECONDS = 60.0
CLIENT_SECONDS = 5.0
"""A client that says nothing for so long is left."""


class Scraping:
    """Answers one request after the other: however many ask, it is one thread's work.

    Args:
        address: Where to listen.
        port: Where to listen; 0 for any free one.
        text: Returns the metrics.

    Raises:
        OSError: Somebody else listens there, or this machine does not have the address (yet).
    """

    def __init__(self, address: str, port: int, text: Callable[[], bytes]) -> None:
        self._server = _Server(address, port, text)
        self._waking, self._woken = socket.socketpair()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def step(self) -> None:
        """Answer the next request, or return after a while without one."""
        listening = self._server.fileno()
        found, _, _ = select.select([listening, self._woken.fileno()], [], [], WAIT_SECONDS)
        if listening in found:
            self._server.handle_request()

    def interrupt(self) -> None:
        """Make the wait end, for good."""
        self._waking.send(b"\0")

    def close(self) -> None:
        """Listen no longer."""
        self._server.server_close()
        self._waking.close()
        self._woken.close()


class _Server(HTTPServer):
    def __init__(self, address: str, port: int, text: Callable[[], bytes]) -> None:
        self.address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.text = text
        self.saying = Saying("answering a scrape")
        super().__init__((address, port), _Handler)
        self.timeout = 0.0  # only asked when somebody is there already

    def server_bind(self) -> None:
        # HTTPServer's own would look for this machine's name, and may wait long for an answer.
        super(HTTPServer, self).server_bind()

    def handle_error(self, request: object, client_address: object) -> None:
        del request, client_address
        self.saying.failed(sys.exception())


class _Handler(BaseHTTPRequestHandler):
    timeout = CLIENT_SECONDS
    server_version = "badge-terminal"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer with the metrics."""
        if self.path.partition("?")[0] != PATH:
            self.send_error(HTTPStatus.NOT_FOUND, explain=f"The metrics are at {PATH}")
            return
        server = cast("_Server", self.server)
        content = server.text()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        server.saying.worked()

    def log_message(self, format: str, *values: object) -> None:  # noqa: A002 - the library's name
        """Say nothing: Prometheus comes every few seconds."""
