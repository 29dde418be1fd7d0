"""A small HTTP proxy that opens tunnels, whatever host they are asked for, to one port."""

import select
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class TunnelProxy:
    """Answers `CONNECT` and then passes bytes on to a port of this machine, or refuses."""

    def __init__(self, port: int, *, refusal: bytes = b"") -> None:
        self.heads: list[str] = []
        self._target = ("127.0.0.1", port)
        self._refusal = refusal
        self._end, self._ended = socket.socketpair()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        """What a client is told."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end.close()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=10)
        self._ended.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _peer = self._listener.accept()
                self._threads.append(
                    threading.Thread(target=self._serve, args=(client,), daemon=True)
                )
                self._threads[-1].start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            asked = b""
            while not asked.endswith(b"\r\n\r\n"):
                asked += client.recv(1)
            self.heads.append(asked.decode("ascii"))
            if self._refusal:
                client.sendall(self._refusal)
                return
            with socket.create_connection(self._target) as server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self._pass_on(client, server)

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        others = {client: server, server: client}
        while True:
            ready, _, _ = select.select([client, server, self._ended], [], [])
            for source in ready:
                data = source.recv(65536)
                if not data:
                    return
                others[source].sendall(data)
