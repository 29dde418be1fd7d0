"""The two wires of a Wiegand reader on GPIO pins."""

from collections.abc import Callable
from contextlib import ExitStack

from terminal.readers.wires import Wire


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
        with ExitStack() as undo:
            self._wires = [
                undo.enter_context(Wire(d0, "falling", lambda at, _: on_pulse(at, 0), pin_factory)),
                undo.enter_context(Wire(d1, "falling", lambda at, _: on_pulse(at, 1), pin_factory)),
            ]
            self._opened = undo.pop_all()

    def low(self) -> list[str]:
        """Return the names of the wires that are low now: at rest both are high."""
        return [f"D{bit}" for bit, wire in enumerate(self._wires) if wire.is_low()]

    def close(self) -> None:
        """Give the pins back."""
        self._opened.close()
