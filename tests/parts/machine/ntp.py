"""A time server that has the time of this machine (RFC 5905, as little of it as a client needs)."""

import socket
import struct
import time
from threading import Thread
from types import TracebackType
from typing import Self

PORT = 123
_EPOCH_1900 = 2_208_988_800
_PACKET = struct.Struct("!BBbbII4sQQQQ")
_SERVER_OF_VERSION_4 = 0b00_100_100
_STRATUM = 1
_PRECISION = -20


class TimeServer:
    """Answers on the loopback address until it is closed."""

    def __enter__(self) -> Self:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", PORT))
        self._thread = Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", PORT))
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            request, sender = self._socket.recvfrom(512)
            received = _ntp_time()
            if not request:
                return
            if len(request) >= _PACKET.size:
                self._socket.sendto(_answer(request, received), sender)


def _answer(request: bytes, received: int) -> bytes:
    sent_by_client = _PACKET.unpack(request[: _PACKET.size])[-1]
    return _PACKET.pack(
        _SERVER_OF_VERSION_4,
        _STRATUM,
        6,
        _PRECISION,
        0,
        0,
        b"TEST",
        received,
        sent_by_client,
        received,
        _ntp_time(),
    )


def _ntp_time() -> int:
    seconds, nanoseconds = divmod(time.time_ns(), 10**9)
    return (seconds + _EPOCH_1900) << 32 | (nanoseconds << 32) // 10**9
