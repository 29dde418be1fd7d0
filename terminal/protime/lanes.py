"""Connections that are kept open, each for one request at a time."""

from collections.abc import Callable
from threading import Lock

import httpcore

Connect = Callable[[httpcore.Origin], httpcore.ConnectionInterface]


class Lanes:
    """Gives each request a connection of its own, of the idle ones the one used last.

    So no more are open than requests were underway at once, and what is not needed expires.
    httpcore's pool does the same, but looks at each of its connections twice for each request.
    Used by several threads at once.

    Args:
        connect: Makes a connection to an origin, which opens with its first request.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._lock = Lock()
        self._idle: list[httpcore.ConnectionInterface] = []
        self._busy: set[httpcore.ConnectionInterface] = set()
        self._is_closed = False

    def take(self, origin: httpcore.Origin) -> httpcore.ConnectionInterface:
        """Return a connection to an origin, to be put back when its request is over.

        Raises:
            httpcore.ConnectError: These were closed.
        """
        with self._lock:
            if self._is_closed:
                raise httpcore.ConnectError("the client has been closed")
            connection = self._newest(origin) or self._connect(origin)
            self._busy.add(connection)
        return connection

    def put_back(self, connection: httpcore.ConnectionInterface) -> None:
        """Keep a connection for another request if it is fit for one."""
        with self._lock:
            self._busy.discard(connection)
            self._drop_expired()
            if connection.is_available() and not self._is_closed:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close all connections, also those in use."""
        with self._lock:
            self._is_closed = True
            connections = [*self._idle, *self._busy]
            self._idle.clear()
        for connection in connections:
            connection.close()

    def _drop_expired(self) -> None:
        """Close those that nobody needed for long; the oldest comes first."""
        while self._idle and self._idle[0].has_expired():
            self._idle.pop(0).close()

    def _newest(self, origin: httpcore.Origin) -> httpcore.ConnectionInterface | None:
        fitting = [each for each in self._idle if each.can_handle_request(origin)]
        for connection in reversed(fitting):
            self._idle.remove(connection)
            if not connection.has_expired():
                return connection
            connection.close()
        return None
