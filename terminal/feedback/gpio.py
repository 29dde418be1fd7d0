"""Lamps and buzzer on GPIO pins: the only module that knows gpiozero."""

import io
import warnings
from collections.abc import Iterator
from contextlib import (
    AbstractContextManager,
    ExitStack,
    contextmanager,
    nullcontext,
    redirect_stdout,
)
from typing import Protocol

with warnings.catch_warnings():
    # gpiozero 1.6 imports parts of Python that warn of their end.
    warnings.simplefilter("ignore")
    import gpiozero


class GpioLamps:
    """Lamps and a buzzer, each on a pin of its own or absent.

    Args:
        green: BCM number of the green lamp's pin, None if there is no such lamp.
        red: The same for the red lamp.
        buzzer: The same for the buzzer.
        pin_factory: gpiozero's way to the pins; its own choice if None.

    Raises:
        Exception: Nearly any, if the pins cannot be had; none is left open then.
    """

    def __init__(
        self,
        green: int | None,
        red: int | None,
        buzzer: int | None,
        pin_factory: object = None,
    ) -> None:
        with ExitStack() as undo, _quiet():
            self._green = undo.enter_context(_output(green, pin_factory))
            self._red = undo.enter_context(_output(red, pin_factory))
            self._buzzer = undo.enter_context(_output(buzzer, pin_factory))
            self._opened = undo.pop_all()

    def set(self, *, green: bool, red: bool, buzzer: bool) -> None:
        """Switch each on or off."""
        self._green.value = green
        self._red.value = red
        self._buzzer.value = buzzer

    def close(self) -> None:
        """Switch everything off and give the pins back."""
        self.set(green=False, red=False, buzzer=False)
        self._opened.close()


class _Output(Protocol):
    """What is used of gpiozero's devices: it publishes no types."""

    value: bool


class _Absent:
    """A lamp that is not there."""

    value = False


def _output(pin: int | None, pin_factory: object) -> AbstractContextManager[_Output]:
    if pin is None:
        return nullcontext(_Absent())
    output: AbstractContextManager[_Output] = gpiozero.DigitalOutputDevice(
        pin, pin_factory=pin_factory
    )
    return output


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the journal clean of what gpiozero and pigpio say while they look for pins."""
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield
