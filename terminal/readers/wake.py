"""What ends a wait for a device from another thread."""

import os
from contextlib import suppress
from io import FileIO

_AT_ONCE_BYTES = 4096


class Wake:
    """A file descriptor that becomes readable when somebody wants a wait to end."""

    def __init__(self) -> None:
        # A pipe rather than a pair of sockets: no start needs the module for those.
        read, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._listener, self._caller = FileIO(read, "r"), FileIO(write, "w")

    def fileno(self) -> int:
        """Return what to select on."""
        return self._listener.fileno()

    def call(self) -> None:
        """Make it readable; from any thread, again, and after it was closed."""
        with suppress(ValueError):  # closed: nobody waits; a full pipe takes nothing more
            self._caller.write(b"!")

    def clear(self) -> None:
        """Forget all calls so far."""
        self._listener.read(_AT_ONCE_BYTES)

    def close(self) -> None:
        """Give the descriptors back."""
        self._listener.close()
        self._caller.close()
