"""A few threads that each carry one clocking at a time to Protime."""

from queue import Empty, SimpleQueue
from threading import Thread

from terminal.model import Clocking
from terminal.ports import Protime
from terminal.sync.mailbox import Greeted, Mailbox, Returned


class Couriers:
    """Sending threads; what they bring back is posted into the mailbox.

    They are daemon threads: one that is stuck in a name look-up does not keep the process from
    ending. What it carries is still marked as sending, and so is not forgotten.
    """

    def __init__(self, protime: Protime, mailbox: Mailbox, count: int) -> None:
        self._protime = protime
        self._mailbox = mailbox
        self._errands: SimpleQueue[tuple[Clocking | None, int] | None] = SimpleQueue()
        self._threads = [
            Thread(target=self._carry, name=f"courier-{number}", daemon=True)
            for number in range(1, count + 1)
        ]
        for thread in self._threads:
            thread.start()

    def send(self, clocking: Clocking, wave: int) -> None:
        """Have a clocking delivered; a `Returned` follows."""
        self._errands.put((clocking, wave))

    def greet(self, wave: int) -> None:
        """Have Protime greeted; a `Greeted` follows."""
        self._errands.put((None, wave))

    def withdraw(self) -> list[Clocking]:
        """Take back the clockings that no thread has begun to send."""
        waiting: list[Clocking] = []
        while True:
            try:
                errand = self._errands.get_nowait()
            except Empty:
                return waiting
            if errand and errand[0]:
                waiting.append(errand[0])

    def dismiss(self) -> None:
        """Let each thread end after what it carries."""
        for _ in self._threads:
            self._errands.put(None)

    def _carry(self) -> None:
        while errand := self._errands.get():
            clocking, wave = errand
            if clocking is None:
                self._mailbox.post(Greeted(wave, self._protime.greet()))
            else:
                self._mailbox.post(Returned(clocking, wave, self._protime.deliver(clocking)))
