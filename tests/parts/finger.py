"""A finger at push buttons on gpiozero's mock pins, whose contacts bounce."""

from collections.abc import Mapping, Sequence

from tests.parts.timed_pins import TimedFactory, timed_pins

BOUNCE = (300e-6, 40e-6, 1.1e-3, 5e-6, 2.4e-3, 90e-6, 700e-6)
"""How long a contact stays where it is, in seconds, until it stays for good."""

PRESS_SECONDS = 0.08
PAUSE_SECONDS = 0.3


class Finger:
    """A finger, the buttons and the clock of the kernel.

    Attributes:
        factory: gpiozero's way to the pins; its own unless it is handed in.
    """

    def __init__(self, pins: Mapping[str, int], factory: TimedFactory | None = None) -> None:
        self.factory = factory or timed_pins()
        self._pins = {name: self.factory.pin(number) for name, number in pins.items()}

    def press(self, name: str, seconds: float = PRESS_SECONDS) -> None:
        """Press a button and let go of it."""
        self.hold(name)
        self.wait(seconds)
        self.release(name)
        self.wait(PAUSE_SECONDS)

    def hold(self, name: str, bounce: Sequence[float] = BOUNCE) -> None:
        """Press a button."""
        self._move(name, bounce, is_down=True)

    def release(self, name: str, bounce: Sequence[float] = BOUNCE) -> None:
        """Let go of a button."""
        self._move(name, bounce, is_down=False)
        self._pins[name].clear_states()  # which gpiozero would keep for ever

    def wait(self, seconds: float) -> None:
        """Let time pass for the kernel."""
        self.factory.now += seconds

    def touch(self, name: str, *, is_down: bool) -> None:
        """Close or open a contact, once."""
        if is_down:
            self._pins[name].drive_low()
        else:
            self._pins[name].drive_high()

    def _move(self, name: str, bounce: Sequence[float], *, is_down: bool) -> None:
        for bounced, seconds in enumerate(bounce):
            self.touch(name, is_down=is_down == (bounced % 2 == 0))
            self.wait(seconds)
        self.touch(name, is_down=is_down)
