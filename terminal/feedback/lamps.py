"""The two lamps and the buzzer, whatever they are wired to."""

import logging
from typing import Protocol

from terminal.model.logline import event

_logger = logging.getLogger(__name__)


class Lamps(Protocol):
    """Two lamps and a buzzer. Used by one thread at a time."""

    def set(self, *, green: bool, red: bool, buzzer: bool) -> None:
        """Switch each on or off; waits for nothing, for a swipe waits for it."""

    def close(self) -> None:
        """Switch everything off and give the pins back."""


class NoLamps:
    """Lamps of a terminal that has none."""

    def set(self, *, green: bool, red: bool, buzzer: bool) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def open_lamps(green: int | None, red: int | None, buzzer: int | None) -> Lamps:
    """Return the lamps on these GPIO pins, or `NoLamps` with a line in the log.

    Lights are a convenience, storing swipes is not: no fault of the GPIO keeps a terminal
    from starting.

    Args:
        green: BCM number of the green lamp's pin, None if there is no such lamp.
        red: The same for the red lamp.
        buzzer: The same for the buzzer.
    """
    if green is None and red is None and buzzer is None:
        return NoLamps()
    try:
        # Here and not above: a terminal without lamps does without gpiozero, and one whose
        # gpiozero cannot be imported does without lamps.
        from terminal.feedback.gpio import GpioLamps  # noqa: PLC0415

        return GpioLamps(green, red, buzzer)
    except Exception as error:  # noqa: BLE001 - each pin library fails in ways of its own
        _logger.warning(_without_lamps(error))
        return NoLamps()


def _without_lamps(error: Exception) -> str:
    return event(
        "no lamps and no buzzer; swipes are stored all the same",
        reason=f"{type(error).__name__}: {error}",
        remedy="check [feedback] in the configuration, that python3-lgpio is installed, and "
        "that the user is in group gpio; on a machine without GPIO remove [feedback]",
    )
