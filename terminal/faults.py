"""Faults that stand until they are mended, and what the lights show meanwhile."""

from threading import Lock

from terminal.model import Cue
from terminal.ports import Feedback


class Faults:
    """Remembers which parts have a fault; the cue of one stands while any is left.

    Used by all threads. What is played last is what stands: so the lock is held while it is told.
    """

    def __init__(self, feedback: Feedback) -> None:
        self._feedback = feedback
        self._standing: dict[str, Cue] = {}
        self._lock = Lock()

    def begin(self, part: str, cue: Cue) -> bool:
        """Show the cue of a part's fault; return whether that is news."""
        with self._lock:
            is_news = self._standing.get(part) is not cue
            self._standing[part] = cue
            if is_news:
                self._feedback.play(cue)
        return is_news

    def end(self, part: str) -> bool:
        """Show that a part works (again); return whether it had a fault."""
        with self._lock:
            had_fault = self._standing.pop(part, None) is not None
            left = next(iter(self._standing.values()), None)
            if had_fault:
                self._feedback.play(Cue.READY)
                if left:
                    self._feedback.play(left)
        return had_fault
