"""gpiozero's mock pins with a clock of their own, true to the microsecond."""

from gpiozero.pins.mock import MockFactory, MockPin
from gpiozero.pins.pi import PiPin


class TimedFactory(MockFactory):  # type: ignore[misc]  # gpiozero publishes no types
    """Mock pins.

    Attributes:
        now: What the clock says, in seconds; a test sets it.
    """

    now = 1000.0


class _TimedPin(MockPin):  # type: ignore[misc]  # gpiozero publishes no types
    """A mock pin whose edges have the time of that clock."""

    def _call_when_changed(self) -> None:
        PiPin._call_when_changed(self, self.factory.now, self._state)


def timed_pins() -> TimedFactory:
    """Return a way to mock pins, all of them at rest."""
    factory = TimedFactory(pin_class=_TimedPin)
    factory.reset()  # in gpiozero 1.6 all factories have the same pins
    return factory
