"""Push buttons on GPIO pins, by which an employee chooses a selection."""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from threading import Event
from time import monotonic
from typing import NamedTuple, Protocol

from terminal.model import ButtonEvent, Pressed, ReaderFound, ReaderLost
from terminal.model.logline import event
from terminal.readers.contact import Contact

HELD_SECONDS = 30.0
"""Nobody chooses for so long: a button that does not come to rest is jammed, or its wire is."""

RETRY_SECONDS = 5.0

_logger = logging.getLogger(__name__)


class Pins(Protocol):
    """The buttons, by their names."""

    def is_down(self, name: str) -> bool:
        """Return whether one is held down now; raises nearly anything."""

    def close(self) -> None:
        """Give the pins back."""


OpenPins = Callable[[Mapping[str, int], Callable[[str, float, bool], None]], Pins]
"""Opens the pins with what is to be called at each edge; raises nearly anything."""


class _Edge(NamedTuple):
    name: str
    at: float
    is_down: bool


class ButtonPanel:
    """Push buttons between pins and ground; meets the port `Buttons`.

    Args:
        pins: The BCM number of the pin of each selection's button.
        open_pins: Opens them; called again until it does not raise.
        held_seconds: How long a button may be held until it counts as jammed.
        retry_seconds: Between two attempts to open the pins.
    """

    def __init__(
        self,
        pins: Mapping[str, int],
        open_pins: OpenPins | None = None,
        *,
        held_seconds: float = HELD_SECONDS,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._numbers = dict(pins)
        self._open_pins = open_pins or _open_pins
        self._held_seconds = held_seconds
        self._retry_seconds = retry_seconds
        self._pins: Pins | None = None
        self._contacts: dict[str, Contact] = {}
        self._opens_at = monotonic()
        self._told: SimpleQueue[_Edge | None] = SimpleQueue()
        self._interrupted = Event()
        self._trouble: str | None = None
        self._events: deque[ButtonEvent] = deque()

    def wait(self, timeout_seconds: float) -> ButtonEvent | None:
        """Return the next event, or None after the time-out or an interruption."""
        deadline = monotonic() + timeout_seconds
        while not self._events and self._step(deadline):
            pass
        return self._events.popleft() if self._events else None

    def interrupt(self) -> None:
        """Make a `wait` that is running, or else the next one, return soon."""
        if not self._interrupted.is_set():
            self._interrupted.set()
            self._told.put(None)

    def close(self) -> None:
        """Give the pins back."""
        if pins := self._pins:
            self._pins = None
            pins.close()

    def _step(self, deadline: float) -> bool:
        """Do what is to be done now; return whether to go on, for want of an event."""
        due_at = self._due_at()
        try:
            told = self._told.get(timeout=max(0.0, min(deadline, due_at) - monotonic()))
        except Empty:
            if monotonic() >= due_at:
                self._act()
            return monotonic() < deadline
        if told is None:
            self._interrupted.clear()
            return False
        self._take(told)
        return monotonic() < deadline

    def _due_at(self) -> float:
        if self._pins is None:
            return self._opens_at
        return min(contact.look_at for contact in self._contacts.values())

    def _act(self) -> None:
        try:
            if self._pins is None:
                self._open()
            else:
                self._look(self._pins)
        except Exception as error:  # noqa: BLE001 - each pin library fails in ways of its own
            self.close()
            self._opens_at = monotonic() + self._retry_seconds
            self._is(_no_gpio(error))

    def _open(self) -> None:
        self._pins = pins = self._open_pins(self._numbers, self._edge)
        now = monotonic()
        self._contacts = {name: Contact(now, is_down=pins.is_down(name)) for name in self._numbers}
        self._is("")

    def _edge(self, name: str, at: float, is_down: bool) -> None:  # noqa: FBT001 - of the pins
        """Take an edge: in another thread, and as quickly as can be."""
        self._told.put(_Edge(name, at, is_down))

    def _take(self, edge: _Edge) -> None:
        if self._pins is None:
            return
        contact = self._contacts[edge.name]
        if contact.edge(edge.at, monotonic(), is_down=edge.is_down):
            self._events.append(Pressed(edge.name))
        self._judge()

    def _look(self, pins: Pins) -> None:
        now = monotonic()
        for name, contact in self._contacts.items():
            if now >= contact.look_at and contact.look(now, is_down=pins.is_down(name)):
                self._events.append(Pressed(name))
        self._judge()

    def _judge(self) -> None:
        """See whether a button has not come to rest for too long."""
        jammed = [name for name, contact in self._contacts.items() if self._is_jammed(contact)]
        names = " and ".join(f"button {name} on GPIO{self._numbers[name]}" for name in jammed)
        self._is(f"{names} held down: is it jammed, are its wires right?" if jammed else "")

    def _is_jammed(self, contact: Contact) -> bool:
        since = contact.restless_since
        return since is not None and monotonic() - since >= self._held_seconds

    def _is(self, trouble: str) -> None:
        """Say once that they are lost, and once that they are found; empty is no trouble."""
        before, self._trouble = self._trouble, trouble
        if trouble and not before:
            self._events.append(ReaderLost(trouble))
        elif not trouble and before != "":
            pins = ", ".join(f"GPIO{number}" for number in self._numbers.values())
            self._events.append(ReaderFound(f"buttons on {pins}"))
        elif trouble != before:
            _logger.info(event("buttons still lost", reason=trouble))


def _no_gpio(error: Exception) -> str:
    return (
        f"no GPIO for the buttons: {type(error).__name__}: {error}; "
        "see to python3-lgpio and group gpio, or that no other program has these pins"
    )


def _open_pins(numbers: Mapping[str, int], on_edge: Callable[[str, float, bool], None]) -> Pins:
    # Here and not above: a gpiozero that cannot be imported is a panel that is lost.
    from terminal.readers.button_pins import ButtonPins  # noqa: PLC0415

    return ButtonPins(numbers, on_edge)
