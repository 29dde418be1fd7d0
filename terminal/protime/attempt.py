"""What one attempt may still take, and whether its clocking left this machine."""

import threading
import time


class Attempt(threading.local):
    """The attempt of the calling thread: each thread that uses this sees its own.

    The sockets are used by the thread that delivers, through a pool that hands down no word
    about the request. So this is how the deadline reaches them, and the news comes back.

    Attributes:
        was_sent: Whether a byte of the newest clocking was handed to a socket.
    """

    def __init__(self) -> None:
        self.was_sent = False
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
