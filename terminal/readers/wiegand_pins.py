"""The two wires of a Wiegand reader on GPIO pins: the only reader module that knows gpiozero."""

import warnings
from collections.abc import Callable
from contextlib import ExitStack
from typing import Protocol

with warnings.catch_warnings():
    # gpiozero 1.6 imports parts of Python that warn of their end.
    warnings.simplefilter("ignore")
    import gpiozero


class WiegandPins:
    """Listens to D0 and D1.

    Only falling edges are asked for: asked for both, the kernel tells them apart by the level it
    finds a little later, and a pulse of 50 µs is over by then. Their times are the kernel's own.

    Args:
        d0: BCM number of the pin of D0.
        d1: The same for D1.
        on_pulse: Called with the seconds and the bit of each pulse, in a thread of gpiozero.
        pin_factory: gpiozero's way to the pins; its own choice if None.

    Raises:
        Exception: Nearly any, if the pins cannot be had; none is left open then.
    """

    def __init__(
        self,
        d0: int,
        d1: int,
        on_pulse: Callable[[float, int], None],
        pin_factory: object = None,
    ) -> None:
        with ExitStack() as undo, warnings.catch_warnings():
            # What gpiozero says while it looks for pins is in the error, if there is one.
            warnings.simplefilter("ignore")
            self._wires = [
                _Wire(pin, bit, on_pulse, pin_factory, undo) for bit, pin in enumerate((d0, d1))
            ]
            self._opened = undo.pop_all()

    def low(self) -> list[str]:
        """Return the names of the wires that are low now: at rest both are high."""
        return [wire.name for wire in self._wires if not wire.is_high]

    def close(self) -> None:
        """Give the pins back."""
        self._opened.close()


class _Pin(Protocol):
    """What is used of gpiozero's pins: it publishes no types."""

    edges: str
    when_changed: Callable[[float, int], None] | None
    state: int


class _Wire:
    def __init__(
        self,
        pin: int,
        bit: int,
        on_pulse: Callable[[float, int], None],
        pin_factory: object,
        undo: ExitStack,
    ) -> None:
        self.name = f"D{bit}"
        self._bit = bit
        self._on_pulse = on_pulse
        device = undo.enter_context(
            gpiozero.InputDevice(pin, pull_up=True, pin_factory=pin_factory)
        )
        self._pin: _Pin = device.pin
        self._pin.edges = "falling"
        self._pin.when_changed = self._fell  # gpiozero keeps only a weak reference

    @property
    def is_high(self) -> bool:
        return bool(self._pin.state)

    def _fell(self, at: float, _: int) -> None:
        self._on_pulse(at, self._bit)
