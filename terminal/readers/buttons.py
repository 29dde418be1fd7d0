"""Push buttons on GPIO pins, by which an employee chooses a selection."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import NamedTuple, Protocol

from terminal.model import Pressed
from terminal.readers.contact import Contact
from terminal.readers.on_pins import RETRY_SECONDS, OnPins

HELD_SECONDS = 30.0
"""Nobody chooses for so long: a button that does not come to rest is jammed, or its wire is."""


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


class ButtonPanel(OnPins[Pins, _Edge, Pressed]):
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
        names = ", ".join(f"GPIO{number}" for number in self._numbers.values())
        super().__init__(f"buttons on {names}", "no GPIO for the buttons", retry_seconds)
        self._open_pins = open_pins or _open_pins
        self._held_seconds = held_seconds
        self._contacts: dict[str, Contact] = {}

    def _open(self) -> Pins:
        return self._open_pins(self._numbers, self._edge)

    def _begin(self, pins: Pins) -> None:
        now = monotonic()
        self._contacts = {name: Contact(now, is_down=pins.is_down(name)) for name in self._numbers}

    def _edge(self, name: str, at: float, is_down: bool) -> None:  # noqa: FBT001 - of the pins
        """Take an edge: in another thread, and as quickly as can be."""
        self._told.put(_Edge(name, at, is_down))

    def _take(self, told: _Edge) -> None:
        if self._pins is None:
            return
        contact = self._contacts[told.name]
        if contact.edge(told.at, monotonic(), is_down=told.is_down):
            self._events.append(Pressed(told.name))
        self._judge()

    def _look_at(self) -> float:
        return min(contact.look_at for contact in self._contacts.values())

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


def _open_pins(numbers: Mapping[str, int], on_edge: Callable[[str, float, bool], None]) -> Pins:
    # Here and not above: a gpiozero that cannot be imported is a panel that is lost.
    from terminal.readers.button_pins import ButtonPins  # noqa: PLC0415

    return ButtonPins(numbers, on_edge)
