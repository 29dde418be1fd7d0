"""Host names looked up without waiting longer than one wants to."""

import socket
import threading
import time
from collections.abc import Callable
from typing import Any

GIVEN_UP_AFTER_SECONDS = 120.0
"""By then the system's resolver has tried all its servers, or will never come back."""

Found = list[tuple[Any, ...]]
Resolve = Callable[[str, int], Found]


def resolve(host: str, port: int) -> Found:
    """Return a host's TCP addresses as `socket.getaddrinfo` gives them."""
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


class Names:
    """Looks names up in threads of its own, since the system's look-up takes no time-out.

    One look-up for each host is underway at most, however many wait for it: a resolver that
    hangs costs one thread, not one for each attempt. May be used by several threads.
    """

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._lock = threading.Lock()
        self._underway: dict[tuple[str, int], _LookUp] = {}

    def find(self, host: str, port: int, timeout_seconds: float) -> Found:
        """Return a host's addresses.

        Raises:
            TimeoutError: The look-up takes longer.
            OSError: There are none, or nobody can tell.
        """
        return self._look_up(host, port).wait(timeout_seconds)

    def _look_up(self, host: str, port: int) -> "_LookUp":
        with self._lock:
            underway = self._underway.get((host, port))
            if underway is None or not underway.can_be_joined:
                underway = _LookUp(self._resolve, host, port)
                self._underway[host, port] = underway
            return underway


class _LookUp:
    """One look-up underway, or over."""

    def __init__(self, resolve: Resolve, host: str, port: int) -> None:
        self._host = host
        self._began_at = time.monotonic()
        self._is_over = threading.Event()
        self._found: Found = []
        self._error: Exception | None = None
        # A daemon thread does not keep a program from ending while the resolver hangs.
        threading.Thread(
            target=self._run, args=(resolve, host, port), name="look-up", daemon=True
        ).start()

    @property
    def can_be_joined(self) -> bool:
        age_seconds = time.monotonic() - self._began_at
        return not self._is_over.is_set() and age_seconds < GIVEN_UP_AFTER_SECONDS

    def wait(self, timeout_seconds: float) -> Found:
        if not self._is_over.wait(timeout_seconds):
            raise TimeoutError(f"looking up {self._host} takes too long")
        if self._error is not None:
            # A new one for each of those who wait: a raised exception belongs to one thread.
            raise OSError(f"cannot find {self._host}: {_words(self._error)}") from self._error
        return self._found

    def _run(self, resolve: Resolve, host: str, port: int) -> None:
        try:
            self._found = resolve(host, port)
        except Exception as error:  # noqa: BLE001 - it is raised where somebody waits
            self._error = error
        finally:
            self._is_over.set()


def _words(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
