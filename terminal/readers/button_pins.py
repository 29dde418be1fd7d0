"""Push buttons between GPIO pins and ground."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial

from terminal.readers.wires import Wire


class ButtonPins:
    """Listens to buttons, each by its name.

    Both edges are asked for, and gpiozero's `bounce_time` is not: with it presses without
    releases and releases without presses have been reported for years.

    Args:
        pins: The BCM number of each button's pin.
        on_edge: Called with the name, the seconds and whether the contact closed, in a thread of
            gpiozero.
        pin_factory: gpiozero's way to the pins; its own choice if None.

    Raises:
        Exception: Nearly any, if the pins cannot be had; none is left open then.
    """

    def __init__(
        self,
        pins: Mapping[str, int],
        on_edge: Callable[[str, float, bool], None],
        pin_factory: object = None,
    ) -> None:
        with ExitStack() as undo:
            self._wires = {
                name: undo.enter_context(Wire(pin, "both", partial(on_edge, name), pin_factory))
                for name, pin in pins.items()
            }
            self._opened = undo.pop_all()

    def is_down(self, name: str) -> bool:
        """Return whether the contact of a button is closed now.

        Raises:
            Exception: Nearly any, if the pin cannot be read.
        """
        return self._wires[name].is_low()

    def close(self) -> None:
        """Give the pins back."""
        self._opened.close()
