"""All that the sync thread can be woken by, in one place to wait at."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from sys import maxsize
from threading import Event

from terminal.model import Clocking, ReadBack, Unavailable, Verdict
from terminal.model.struct import Struct

HEARTBEAT_SECONDS = 24.0
"""The longest that the sync thread waits when there is nothing to do. What it asks then is most of
what an idle terminal does (decision record 0047)."""

_NOBODY_GATHERS = maxsize


class Nudge(Struct, frozen=True):
    """There is something to send, or it is time to stop."""


class NetworkChanged(Struct, frozen=True):
    """An interface, an address or a route is there that was not."""


class Returned(Struct, frozen=True):
    """An attempt to deliver is over.

    Attributes:
        clocking: What was sent.
        wave: The link's wave when it went out.
        verdict: What came of it.
    """

    clocking: Clocking
    wave: int
    verdict: Verdict


class Greeted(Struct, frozen=True):
    """Protime was asked for no more than a token; None if it gave one."""

    wave: int
    refusal: Unavailable | None


class LookedUp(Struct, frozen=True):
    """Protime was asked what it has.

    Attributes:
        clockings: What it was asked for, uncertain then.
        answer: What came of it.
    """

    clockings: tuple[Clocking, ...]
    answer: ReadBack


Mail = Nudge | NetworkChanged | Returned | Greeted | LookedUp


class Mailbox:
    """A queue that any thread posts to and the sync thread waits at."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Mail] = SimpleQueue()
        self._wanted = _NOBODY_GATHERS
        self._is_enough = Event()

    def nudge(self) -> None:
        """Wake the sync thread."""
        self.post(Nudge())

    def post(self, mail: Mail) -> None:
        """Put something in."""
        self._queue.put(mail)
        if self._queue.qsize() >= self._wanted:
            self._is_enough.set()

    def wait(
        self, timeout_seconds: float, gather_seconds: float, missing: Callable[[list[Mail]], int]
    ) -> list[Mail]:
        """Return what is in it, after waiting for the first piece.

        While more is missing, not each piece wakes the sync thread, only the last one of them.

        Args:
            timeout_seconds: How long to wait for the first piece; 0 takes what is there.
            gather_seconds: How long nothing may come while something is missing.
            missing: How many more pieces make what was taken out worth a commit of its own.
        """
        mail = self._take(timeout_seconds)
        while mail and (wanted := missing(mail)) > 0:
            self._gather(wanted, gather_seconds)
            if self._queue.empty():
                break
            mail += self._rest()
        return mail

    def _take(self, timeout_seconds: float) -> list[Mail]:
        try:
            return [self._queue.get(timeout=timeout_seconds), *self._rest()]
        except Empty:
            return []

    def _rest(self) -> list[Mail]:
        return [self._queue.get_nowait() for _ in range(self._queue.qsize())]

    def _gather(self, wanted: int, seconds: float) -> None:
        self._is_enough.clear()
        self._wanted = wanted
        # What was posted just before looked at the old number.
        if self._queue.qsize() < wanted:
            self._is_enough.wait(seconds)
        self._wanted = _NOBODY_GATHERS
