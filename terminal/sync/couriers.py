"""A few threads that each carry one clocking, or one question, at a time to Protime."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from queue import Empty, SimpleQueue
from threading import Thread

from terminal.model import Clocking
from terminal.ports import Protime
from terminal.sync.mailbox import Greeted, LookedUp, Mail, Mailbox, Returned
from terminal.turn import TURN


@dataclass(frozen=True, slots=True)
class _Errand:
    """What a thread is to do, and the clocking that is delivered by it, if any."""

    run: Callable[[], Mail]
    clocking: Clocking | None = None


class Couriers:
    """Sending threads; what they bring back is posted into the mailbox.

    They are daemon threads: one that is stuck in a name look-up does not keep the process from
    ending. What it carries is still marked as sending, and so is not forgotten.
    """

    def __init__(self, protime: Protime, mailbox: Mailbox, count: int) -> None:
        self._protime = protime
        self._mailbox = mailbox
        self._errands: SimpleQueue[_Errand | None] = SimpleQueue()
        self._threads = [
            Thread(target=self._carry, name=f"courier-{number}", daemon=True)
            for number in range(1, count + 1)
        ]
        for thread in self._threads:
            thread.start()

    def send(self, clocking: Clocking, wave: int) -> None:
        """Have a clocking delivered; a `Returned` follows."""
        self._errands.put(
            _Errand(lambda: Returned(clocking, wave, self._protime.deliver(clocking)), clocking)
        )

    def greet(self, wave: int) -> None:
        """Have Protime greeted; a `Greeted` follows."""
        self._errands.put(_Errand(lambda: Greeted(wave, self._protime.greet())))

    def look_up(self, day: date, clockings: Sequence[Clocking]) -> None:
        """Have Protime asked what it has of the clockings of a day; a `LookedUp` follows."""
        asked = tuple(clockings)
        self._errands.put(_Errand(lambda: LookedUp(asked, self._protime.read_back(day, asked))))

    def withdraw(self) -> list[Clocking]:
        """Take back the clockings that no thread has begun to send, and drop all questions."""
        waiting: list[Clocking] = []
        while True:
            try:
                errand = self._errands.get_nowait()
            except Empty:
                return waiting
            if errand and errand.clocking:
                waiting.append(errand.clocking)

    def dismiss(self) -> None:
        """Let each thread end after what it carries."""
        for _ in self._threads:
            self._errands.put(None)

    def _carry(self) -> None:
        while errand := self._errands.get():
            with TURN:
                mail = errand.run()
            self._mailbox.post(mail)
