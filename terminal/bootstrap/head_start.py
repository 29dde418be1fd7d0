"""Whoever waits at the door when the terminal starts comes before all that can wait."""

from threading import Event

HEAD_START_SECONDS = 0.5
"""Longer than the readers take to open and to answer, even on a slow machine; nobody notices that
nothing was delivered for so long."""


class HeadStart:
    """Keeps threads from loading what they need until a first swipe was answered.

    A thread that imports keeps the interpreter from all others (decision record 0018).

    Args:
        seconds: How long to wait for a swipe, if nobody comes.
    """

    def __init__(self, seconds: float = HEAD_START_SECONDS) -> None:
        self._seconds = seconds
        self._is_over = Event()

    def wait(self) -> None:
        """Return once a swipe was answered, or when the time is up."""
        self._is_over.wait(self._seconds)

    def end(self) -> None:
        """Let everybody go on: a swipe was answered."""
        self._is_over.set()
