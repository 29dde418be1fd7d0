"""Protime as a server that costs nothing: every clocking is booked after a set time.

The simulator is strict and therefore slow; a benchmark wants a server that it never waits for.
"""

import json
import ssl
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Lock
from time import monotonic

TOKEN_PATH = "/connect/token"
CLOCKINGS_PATH = "/api/v1/clockings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a stand-in saw.

    Attributes:
        connections: Over which clockings came.
        tokens: How often one was asked for.
        clockings: How many were booked.
        lists: How often it was asked what it has.
    """

    connections: int
    tokens: int
    clockings: int
    lists: int


class StandIn(ThreadingTCPServer):
    """The server: one thread for each connection, its waits exact to some 0.1 ms.

    Args:
        tls: What to serve https with; None for plain http.
        ca_file: The authority that signed its certificate, if it has one.

    Attributes:
        server_seconds: How long a clocking takes here.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, tls: ssl.SSLContext | None = None, ca_file: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.tls = tls
        self.ca_file = ca_file
        self.server_seconds = 0.0
        self._counting = Lock()
        self._counted = Counter[str]()
        scheme = "https" if tls else "http"
        # Two hosts, as Protime has them: a connection to one is of no use for the other.
        self.api_url = f"{scheme}://127.0.0.1:{self.server_address[1]}/api/v1"
        self.token_url = f"{scheme}://localhost:{self.server_address[1]}{TOKEN_PATH}"

    def count(self, what: str) -> int:
        """Count one more, and return how many there were of it."""
        with self._counting:
            self._counted[what] += 1
            return self._counted[what]

    def take_counts(self) -> Counts:
        """Return what was counted since the last time."""
        with self._counting:
            counted, self._counted = self._counted, Counter[str]()
        return Counts(
            connections=counted["connections"],
            tokens=counted["tokens"],
            clockings=counted["clockings"],
            lists=counted["lists"],
        )


class _Connection(StreamRequestHandler):
    """A connection that is kept as long as its client likes."""

    server: StandIn
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """Shake hands in this thread, so that nobody else waits for it."""
        if self.server.tls:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self._has_booked = False
        super().setup()

    def handle(self) -> None:
        """Answer one request after the other."""
        while start := self.rfile.readline():
            answer_at = monotonic() + self.server.server_seconds
            method, path, _ = start.decode("ascii").split(" ")
            self.rfile.read(self._body_bytes())
            answer = self._answer(method, path)
            Event().wait(answer_at - monotonic())
            self.wfile.write(answer)

    def _body_bytes(self) -> int:
        length = 0
        while (line := self.rfile.readline()) not in {b"\r\n", b""}:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return length

    def _answer(self, method: str, path: str) -> bytes:
        if path == TOKEN_PATH:
            self.server.count("tokens")
            return _answer("200 OK", _TOKEN)
        if method == "GET":
            self.server.count("lists")
            return _answer("200 OK", _LIST)
        return self._book()

    def _book(self) -> bytes:
        if not self._has_booked:
            self.server.count("connections")
            self._has_booked = True
        number = self.server.count("clockings")
        return _answer("201 Created", {}, f"Location: {CLOCKINGS_PATH}/{number}\r\n")


def _answer(status: str, body: Mapping[str, object], header: str = "") -> bytes:
    content = json.dumps(body)
    return (
        f"HTTP/1.1 {status}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n"
        f"Date: {formatdate(usegmt=True)}\r\n"
        f"{header}\r\n"
        f"{content}"
    ).encode()


_LIST: Mapping[str, object] = {"items": []}
_TOKEN = {
    "access_token": "not-a-secret",
    "token_type": "Bearer",
    "expires_in": 3600,
    "scope": "connector-protimeapi-clockings.read connector-protimeapi-clockings.write",
}
