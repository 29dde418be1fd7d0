"""GPIO pins as inputs: the only reader module that knows gpiozero."""

import warnings
from collections.abc import Callable
from typing import Literal, Protocol, Self

with warnings.catch_warnings():
    # gpiozero 1.6 imports parts of Python that warn of their end.
    warnings.simplefilter("ignore")
    import gpiozero


class Wire:
    """A wire that something pulls to ground, on a pin with its pull-up resistor.

    A context manager that gives the pin back.

    Args:
        pin: BCM number of the pin.
        edges: Which ones are told of.
        on_edge: Called at each with its time in seconds and whether it fell, in a thread of
            gpiozero. With lgpio the time is the kernel's own: only differences mean something.
        pin_factory: gpiozero's way to the pins; its own choice if None.

    Raises:
        Exception: Nearly any, if the pin cannot be had.
    """

    def __init__(
        self,
        pin: int,
        edges: Literal["falling", "both"],
        on_edge: Callable[[float, bool], None],
        pin_factory: object = None,
    ) -> None:
        self._on_edge = on_edge
        with warnings.catch_warnings():
            # What gpiozero says while it looks for pins is in the error, if there is one.
            warnings.simplefilter("ignore")
            self._device = gpiozero.InputDevice(pin, pull_up=True, pin_factory=pin_factory)
        self._pin: _Pin = self._device.pin
        self._pin.edges = edges
        self._pin.when_changed = self._changed  # gpiozero keeps only a weak reference

    def is_low(self) -> bool:
        """Return whether it is low now.

        Raises:
            Exception: Nearly any, if the pin cannot be read.
        """
        return not self._pin.state

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._device.close()

    def _changed(self, at: float, state: int) -> None:
        self._on_edge(at, not state)


class _Pin(Protocol):
    """What is used of gpiozero's pins: it publishes no types."""

    edges: str
    when_changed: Callable[[float, int], None] | None
    state: int
