"""Ends a daemon at the very moment at which it waits for an answer."""

from threading import Lock

from tests.parts.daemon import Daemon


class Trap:
    """Ends a daemon from the simulator's side, between a request and its answer."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._daemon: Daemon | None = None
        self._requests = 0

    def arm(self, daemon: Daemon, requests: int) -> None:
        """End this daemon at so many requests from now."""
        with self._lock:
            self._daemon, self._requests = daemon, requests

    def disarm(self) -> None:
        """End nobody."""
        with self._lock:
            self._daemon = None

    def saw(self) -> None:
        """Count a request."""
        with self._lock:
            self._requests -= 1
            if self._daemon and self._requests == 0:
                self._daemon.process.kill()
