"""Where Protime seems to be: passes connections on to a port of loopback that can be changed."""

import select
import socket
from contextlib import suppress
from threading import Thread

_CHUNK_BYTES = 65536


class Relay:
    """Takes connections at an address and passes their bytes on.

    The simulator listens on loopback only; through this, one network can reach it.

    Attributes:
        target: The port that connections from now on are passed on to.
    """

    def __init__(self, address: str, target: int) -> None:
        self.target = target
        self._listener = socket.create_server((address, 0))
        self.port: int = self._listener.getsockname()[1]
        Thread(target=self._accept, name="relay", daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near, suppress(OSError), socket.create_connection(("127.0.0.1", self.target)) as far:
            across = {near: far, far: near}
            while True:
                for source in select.select([near, far], [], [])[0]:
                    data = source.recv(_CHUNK_BYTES)
                    if not data:
                        return
                    across[source].sendall(data)
