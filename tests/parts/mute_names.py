"""A name server that can keep silent."""

import socket
from contextlib import suppress
from threading import Event, Thread

_HEADER_BYTES = 12
_TYPE_A = 1
_POINTER_TO_THE_NAME = b"\xc0\x0c"


class NameServer:
    """Knows one address for every name; says nothing at all until `speak` is set."""

    def __init__(self, address: str, answer: str) -> None:
        self.asked = 0
        self.speak = Event()
        self._answer = socket.inet_aton(answer)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, 53))
        Thread(target=self._serve, name="names", daemon=True).start()

    def close(self) -> None:
        """Stop."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                query, asker = self._socket.recvfrom(512)
                if not query:  # closed
                    return
                self.asked += 1
                if self.speak.is_set():
                    self._socket.sendto(self._reply(query), asker)

    def _reply(self, query: bytes) -> bytes:
        end = query.index(b"\0", _HEADER_BYTES) + 5
        kind = int.from_bytes(query[end - 4 : end - 2], "big")
        record = _POINTER_TO_THE_NAME + b"\0\x01\0\x01" + (60).to_bytes(4, "big") + b"\0\x04"
        answers = record + self._answer if kind == _TYPE_A else b""
        counts = b"\0\x01" + (b"\0\x01" if answers else b"\0\0") + bytes(4)
        return query[:2] + b"\x81\x80" + counts + query[_HEADER_BYTES:end] + answers
