"""The listening port: opened, shut for a while, opened again on the same number."""

import contextlib
import ipaddress
import socket
import ssl
import sys
import threading
from http.server import ThreadingHTTPServer
from socketserver import TCPServer

from terminal.simulator.connection import Connection, Service

_POLL_SECONDS = 0.05
_LONGEST_END_SECONDS = 5.0


Accepted = socket.socket | tuple[bytes, socket.socket]
"""What the library calls a request: here always a connection."""


class _Server(ThreadingHTTPServer):
    """Accepts connections and knows those that are open."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], service: Service, tls: ssl.SSLContext | None
    ) -> None:
        self.service = service
        self._tls = tls
        self._open: dict[threading.Thread, socket.socket] = {}
        super().__init__(address, Connection)

    def server_bind(self) -> None:
        """Bind without asking the network for a name, as the library would."""
        TCPServer.server_bind(self)

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept a connection, with TLS yet to be agreed on."""
        connection, address = super().get_request()
        if self._tls is None:
            return connection, address
        wrapped = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return wrapped, address

    def process_request(self, request: Accepted, client_address: object) -> None:
        """Serve a connection on a thread of its own."""
        thread = threading.Thread(
            target=self._serve, args=(request, client_address), name="simulator connection"
        )
        thread.daemon = True
        if isinstance(request, socket.socket):
            self._open[thread] = request
        thread.start()

    def handle_error(self, request: Accepted, client_address: object) -> None:
        """Keep quiet about clients that go away, and about nothing else."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def close_connections(self) -> None:
        """Shut every open connection down but that of this thread, and wait for its end."""
        others = [
            (thread, connection)
            for thread, connection in list(self._open.items())
            if thread is not threading.current_thread()
        ]
        for _, connection in others:
            _shut_down(connection)
        for thread, _ in others:
            thread.join(_LONGEST_END_SECONDS)

    def _serve(self, request: Accepted, client_address: object) -> None:
        try:
            self.process_request_thread(request, client_address)
        finally:
            self._open.pop(threading.current_thread(), None)


class Door:
    """Where clients come in. Safe for several threads.

    Args:
        host: A loopback address; the simulator is nothing to show to a network.
        port: 0 for any free one, which is then kept.

    Raises:
        ValueError: The host is not a loopback address.
    """

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        if not ipaddress.IPv4Address(host).is_loopback:
            raise ValueError(f"the simulator listens on loopback only, not on {host}")
        self._host = host
        self.port = port
        self._tls = tls
        self._lock = threading.RLock()
        self._service: Service | None = None
        self._server: _Server | None = None
        self._listening: threading.Thread | None = None
        self._reopening: threading.Timer | None = None

    def start(self, service: Service) -> None:
        """Begin to serve.

        Raises:
            OSError: The port is taken.
        """
        with self._lock:
            self._service = service
            self.reopen()

    def stop(self) -> None:
        """End the port and every connection; returns when nothing of them is left."""
        with self._lock:
            self._service = None
        self.shut(None)

    def shut(self, seconds: float | None) -> None:
        """Refuse connections and end those that are open, for some seconds or until reopened."""
        with self._lock:
            self._cancel_reopening()
            server, self._server = self._server, None
            listening, self._listening = self._listening, None
            if server is not None:
                _shut_down(server.socket)
            if seconds is not None and self._service is not None:
                self._reopening = threading.Timer(seconds, self.reopen)
                self._reopening.daemon = True
                self._reopening.start()
        if server is not None and listening is not None:
            server.shutdown()
            listening.join(_LONGEST_END_SECONDS)
            server.server_close()
            server.close_connections()

    def reopen(self) -> None:
        """Listen again, on the same port, unless stopped or listening."""
        with self._lock:
            self._cancel_reopening()
            if self._service is None or self._server is not None:
                return
            server = _Server((self._host, self.port), self._service, self._tls)
            self.port = server.server_address[1]
            self._server = server
            self._listening = threading.Thread(
                target=server.serve_forever, args=(_POLL_SECONDS,), name="simulator listener"
            )
            self._listening.daemon = True
            self._listening.start()

    def _cancel_reopening(self) -> None:
        if self._reopening is not None:
            self._reopening.cancel()
            self._reopening = None


def _shut_down(connection: socket.socket) -> None:
    """Wake whoever waits on a socket; TLS is passed by, or its state would be lost."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
