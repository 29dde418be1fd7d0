"""What the couriers carry at the moment, and how much more they may be given."""

from collections.abc import Iterable, Sequence

from terminal.model import Clocking
from terminal.ports import Clock
from terminal.sync.couriers import Couriers
from terminal.sync.link import Link
from terminal.sync.mailbox import Mail, Returned

MARKED_PER_CONNECTION = 3
"""How many clockings are marked for each connection: one on its way and two that wait, so that
no connection idles during a commit. More would be uncertain after a crash."""


class Underway:
    """Keeps the connections busy while the link is up, and sends one probe at a time else.

    Args:
        couriers: Who carries.
        link: Whether Protime answers, and when it may be tried.
        clock: All the clocks.
        connections: How many clockings travel at once.
    """

    def __init__(self, couriers: Couriers, link: Link, clock: Clock, *, connections: int) -> None:
        self._couriers = couriers
        self._link = link
        self._clock = clock
        self._connections = connections
        self._sent: set[int] = set()
        self._is_greeting = False

    @property
    def has_clockings(self) -> bool:
        """Whether an answer to a clocking is still to come."""
        return bool(self._sent)

    @property
    def is_idle(self) -> bool:
        """Whether no answer about the link is still to come."""
        return not (self._sent or self._is_greeting)

    def room(self) -> int:
        """Return how many clockings may be marked and sent now."""
        if self._link.is_up:
            return self._connections * MARKED_PER_CONNECTION - len(self._sent)
        return int(self.may_probe())

    def may_probe(self) -> bool:
        """Return whether one attempt may be made to see how the link is."""
        boottime_ns = self._clock.now().boottime_ns
        return self.is_idle and not self._link.seconds_until_try(boottime_ns)

    def send(self, batch: Iterable[Clocking]) -> None:
        """Have clockings delivered that are marked as sending."""
        for clocking in batch:
            self._sent.add(clocking.seq)
            self._couriers.send(clocking, self._link.wave)

    def greet(self) -> None:
        """Have Protime asked for no more than a token."""
        self._is_greeting = True
        self._couriers.greet(self._link.wave)

    def returned(self, clocking: Clocking) -> None:
        """Note that the answer to a clocking came."""
        self._sent.discard(clocking.seq)

    def greeted(self) -> None:
        """Note that the answer to a greeting came."""
        self._is_greeting = False

    def withdraw(self) -> Sequence[Clocking]:
        """Take back what has not gone out."""
        withdrawn = self._couriers.withdraw()
        for clocking in withdrawn:
            self.returned(clocking)
        return withdrawn

    def dismiss(self) -> None:
        """Let each courier end after what it carries."""
        self._couriers.dismiss()

    def missing(self, mail: Iterable[Mail]) -> int:
        """Return how many more answers make these worth a commit of their own."""
        returned = sum(isinstance(each, Returned) for each in mail)
        return min(self._connections, len(self._sent)) - returned if returned else 0
