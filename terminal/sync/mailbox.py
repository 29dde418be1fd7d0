"""All that the sync thread can be woken by, in one place to wait at."""

from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from terminal.model import Clocking, ReadBack, Unavailable, Verdict


@dataclass(frozen=True, slots=True)
class Nudge:
    """There is something to send, or it is time to stop."""


@dataclass(frozen=True, slots=True)
class NetworkChanged:
    """An interface, an address or a route is there that was not."""


@dataclass(frozen=True, slots=True)
class Returned:
    """An attempt to deliver is over.

    Attributes:
        clocking: What was sent.
        wave: The link's wave when it went out.
        verdict: What came of it.
    """

    clocking: Clocking
    wave: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Greeted:
    """Protime was asked for no more than a token; None if it gave one."""

    wave: int
    refusal: Unavailable | None


@dataclass(frozen=True, slots=True)
class LookedUp:
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

    def nudge(self) -> None:
        """Wake the sync thread."""
        self._queue.put(Nudge())

    def post(self, mail: Mail) -> None:
        """Put something in."""
        self._queue.put(mail)

    def wait(
        self, timeout_seconds: float, gather_seconds: float, is_enough: Callable[[list[Mail]], bool]
    ) -> list[Mail]:
        """Return what is in it, after waiting for the first piece.

        Args:
            timeout_seconds: How long to wait for the first piece; 0 takes what is there.
            gather_seconds: How long to wait for each further piece, while not enough.
            is_enough: Whether what has been taken out is worth a commit of its own.
        """
        mail = self._take(timeout_seconds)
        while mail and not is_enough(mail) and (more := self._take(gather_seconds)):
            mail += more
        return mail

    def _take(self, timeout_seconds: float) -> list[Mail]:
        try:
            mail = [self._queue.get(timeout=timeout_seconds)]
        except Empty:
            return []
        while not self._queue.empty():
            mail.append(self._queue.get_nowait())
        return mail
