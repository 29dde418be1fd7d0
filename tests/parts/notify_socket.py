"""The other end of sd_notify: a real datagram socket."""

import socket
from pathlib import Path
from types import TracebackType
from typing import Self

_DEADLINE_SECONDS = 10


class NotifySocket:
    """Receives what a service tells its manager, and keeps it."""

    def __init__(self, place: Path) -> None:
        self.address = str(place)
        self.received: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.address.replace("@", "\0", 1))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._socket.close()

    def next(self, timeout_seconds: float = _DEADLINE_SECONDS) -> str | None:
        """Return the next message, or None if none came in time."""
        self._socket.settimeout(timeout_seconds)
        try:
            self.received.append(self._socket.recv(4096).decode())
        except (TimeoutError, BlockingIOError):
            return None
        return self.received[-1]

    def wait_for(self, wanted: str) -> None:
        """Read until a message came."""
        while (message := self.next()) != wanted:
            assert message is not None, f"{wanted} did not come, only {self.received}"

    def drain(self) -> None:
        """Read what is there."""
        while self.next(0) is not None:
            pass
