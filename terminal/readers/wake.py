"""What ends a wait for a device from another thread."""

import socket
from contextlib import suppress

_AT_ONCE_BYTES = 4096


class Wake:
    """A file descriptor that becomes readable when somebody wants a wait to end."""

    def __init__(self) -> None:
        self._listener, self._caller = socket.socketpair()
        self._caller.settimeout(0)

    def fileno(self) -> int:
        """Return what to select on."""
        return self._listener.fileno()

    def call(self) -> None:
        """Make it readable; from any thread, again, and after it was closed."""
        with suppress(OSError):  # full: it is readable anyway; closed: nobody waits
            self._caller.send(b"!")

    def clear(self) -> None:
        """Forget all calls so far. Only when it is readable: it would block otherwise."""
        self._listener.recv(_AT_ONCE_BYTES)

    def close(self) -> None:
        """Give the descriptors back."""
        self._listener.close()
        self._caller.close()
