"""What one attempt may still take, and whether its clocking left this machine."""

import threading
import time


def boot_seconds() -> float:
    """Return the boot clock: it never jumps, and runs on while the machine is suspended."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Attempt(threading.local):
    """The attempt of the calling thread: each thread that uses this sees its own.

    The sockets are used by the thread that delivers, through a pool that hands down no word
    about the request. So this is how the deadline reaches them, and the news comes back.

    Attributes:
        was_sent: Whether a byte of the newest clocking was handed to a socket.
        sending_since: When the newest request began to be handed to a socket, in seconds by
            the boot clock, which runs on while the machine is suspended; None before.
    """

    def __init__(self) -> None:
        self.was_sent = False
        self.sending_since: float | None = None
        self._carries_clocking = False
        self._ends_at = 0.0

    def start(self, seconds: float) -> None:
        """Begin an attempt that has this long for everything it does."""
        self._ends_at = time.monotonic() + seconds
        self.was_sent = False

    def start_request(self, *, carries_clocking: bool) -> None:
        """Begin a request of the attempt; only one that carries a clocking can send one."""
        self._carries_clocking = carries_clocking
        self.was_sent = False
        self.sending_since = None

    def note_sending(self) -> None:
        """Note that a part of the request is about to be handed to a socket."""
        if self.sending_since is None:
            self.sending_since = boot_seconds()

    def note_sent(self) -> None:
        """Note that a part of the request was handed to a socket."""
        self.was_sent = self._carries_clocking

    def left_seconds(self, longest: float | None = None) -> float:
        """Return the seconds that are left, or the longest wanted if that is less.

        Raises:
            TimeoutError: Nothing is left.
        """
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for this attempt is over")
        return left if longest is None else min(left, longest)
