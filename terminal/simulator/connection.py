"""One connection of the simulator: reads requests, lets faults happen, answers."""

import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Protocol

from terminal.simulator.api import Api
from terminal.simulator.delivery import deliver
from terminal.simulator.exchanges import Exchange, Exchanges
from terminal.simulator.fault import Fault, Manner
from terminal.simulator.faults import Faults
from terminal.simulator.message import Answer, Request, plain_error

if TYPE_CHECKING:
    import socket

CONTROL_PATH = "/simulator/"
_LONGEST_BODY = 1_000_000
_NOT_PROCESSED = Answer(503)


@dataclass(frozen=True, slots=True)
class Service:
    """What every connection shares."""

    api: Api
    faults: Faults
    exchanges: Exchanges
    control: Callable[[Request], Answer]
    stopping: threading.Event


class HasService(Protocol):
    """The server that a connection belongs to."""

    service: Service


class Stopped(Exception):
    """The simulator stopped during a wait."""


class Connection(BaseHTTPRequestHandler):
    """A connection kept alive for many requests, without Nagle's delay."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: HasService  # type: ignore[assignment] # the library names its own class here
    connection: "socket.socket"

    def setup(self) -> None:
        """Shake hands here and not in the listener, so that a silent client blocks nobody."""
        if isinstance(self.request, ssl.SSLSocket):
            self.request.do_handshake()
        self._service = self.server.service
        self._service.exchanges.connected()
        super().setup()

    def do_GET(self) -> None:
        """Answer a request of any method."""
        body = self._read_body()
        if body is None:
            return
        if self.path.startswith(CONTROL_PATH):
            self._answer_control(body)
        else:
            self._serve(self._request(self._service.exchanges.next_number(), body))

    do_POST = do_GET  # noqa: N815 - as above
    do_PUT = do_GET  # noqa: N815
    do_PATCH = do_GET  # noqa: N815
    do_DELETE = do_GET  # noqa: N815

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what the library itself refuses in Protime's shape, and close."""
        text = explain or message or "The request was invalid"
        self.close_connection = True
        self._send(plain_error(int(code), "BadRequest", text), Manner.WHOLE)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Print nothing: the exchanges are the log."""

    def _read_body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0" if self.command != "POST" else "")
        if not length.isdecimal() or self.headers.get("Transfer-Encoding"):
            self.send_error(411, "Content-Length is required")
            return None
        if int(length) > _LONGEST_BODY:
            self.send_error(413, "The body is too large")
            return None
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True
            return None
        return body

    def _request(self, number: int, body: bytes) -> Request:
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        return Request(
            number=number,
            method=self.command,
            url=f"{scheme}://{self.headers.get('Host', '')}{self.path}",
            headers=self.headers,
            body=body,
        )

    def _answer_control(self, body: bytes) -> None:
        self._send(self._service.control(self._request(0, body)), Manner.WHOLE)

    def _serve(self, request: Request) -> None:
        seen_at = datetime.now(UTC)
        service = self._service
        fault = service.faults.draw(service.api.target(request))
        try:
            answer = service.api.answer(request) if fault is None else self._fail(request, fault)
        except Stopped:
            self.close_connection = True
            return
        manner = Manner.WHOLE if fault is None else fault.manner
        is_silent = manner in (Manner.DROPPED, Manner.WITHHELD, Manner.REFUSED)
        service.exchanges.add(
            Exchange(
                request=request,
                seen_at=seen_at,
                answer=None if is_silent else answer,
                fault=None if fault is None else fault.name,
                clocking=service.api.reading.ledger.made_by(request.number),
            )
        )
        self._send(answer, manner, waits=fault is not None and fault.wait_after)

    def _fail(self, request: Request, fault: Fault) -> Answer:
        service = self._service
        if fault.wait_before:
            self._wait()
        if fault.withdraws_tokens:
            service.api.tokens.withdraw_all()
        true = service.api.answer(request) if fault.is_processed else _NOT_PROCESSED
        return fault.answer(true, service.faults.pace) if fault.answer else true

    def _wait(self) -> None:
        if self._service.stopping.wait(self._service.faults.pace.slow_seconds):
            raise Stopped

    def _send(self, answer: Answer, manner: Manner, *, waits: bool = False) -> None:
        try:
            if waits:
                self._wait()
            is_usable = deliver(
                self.connection, answer, manner, self._service.faults.pace, self._service.stopping
            )
        except (OSError, Stopped):
            is_usable = False
        self.close_connection = self.close_connection or not is_usable
