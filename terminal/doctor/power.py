"""Whether a Raspberry Pi gets enough power and keeps cool."""

from collections.abc import Iterator
from dataclasses import dataclass

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

POWER = Check("power", "the Raspberry Pi's own word on its supply (`get_throttled`)")
HEAT = Check("heat", "the Raspberry Pi's own word on its temperature (`get_throttled`)")

UNDER_VOLTAGE = Ailment(
    POWER,
    Severity.FAULT,
    "The supply is too weak: readers drop out and cards are damaged, whatever else they seem to be",
    "fit the power supply made for this Raspberry Pi and a short thick cable, or power the reader "
    "from a USB hub with a supply of its own; then `vcgencmd get_throttled` must stay at 0x0",
)
HAD_UNDER_VOLTAGE = Ailment(
    POWER,
    Severity.WARNING,
    "The supply was too weak at least once since the start: that explains readers that drop out",
    "fit the power supply made for this Raspberry Pi, then restart: `sudo reboot`",
)
TOO_HOT = Ailment(
    HEAT,
    Severity.WARNING,
    "The processor slows itself down, and answers to swipes come later",
    "give the case air or a cooler, take it out of the sun; `vcgencmd measure_temp`",
)
WAS_TOO_HOT = Ailment(
    HEAT,
    Severity.WARNING,
    "The processor was too hot at least once since the start",
    "give the case air or a cooler, then restart: `sudo reboot`",
)

# The bits of `get_throttled`, from Raspberry Pi's documentation of vcgencmd.
_LOW_NOW, _LOW_ONCE = 1 << 0, 1 << 16
_HOT_NOW, _HOT_ONCE = 1 << 3, 1 << 19


@dataclass(frozen=True, slots=True)
class Power:
    """What a machine says of its power.

    Attributes:
        model: What the machine calls itself; empty if it does not.
        throttled: The bits of `get_throttled`.
    """

    model: str
    throttled: int | Unseen


def findings(seen: Power) -> Iterator[Finding]:
    """Examine the power."""
    if "Raspberry Pi" not in seen.model:
        yield POWER.absent("no Raspberry Pi: this machine does not tell of its supply")
        yield HEAT.absent("no Raspberry Pi: this machine does not tell whether it slows down")
    elif isinstance(seen.throttled, Unseen):
        yield POWER.unknown(seen.throttled)
        yield HEAT.unknown(seen.throttled)
    else:
        yield _supply(seen.throttled)
        yield _heat(seen.throttled)


def _supply(bits: int) -> Finding:
    if bits & _LOW_NOW:
        return UNDER_VOLTAGE.seen(f"under-voltage right now (throttled={bits:#x})")
    if bits & _LOW_ONCE:
        return HAD_UNDER_VOLTAGE.seen(f"under-voltage since the start (throttled={bits:#x})")
    return POWER.well("never too weak since the start")


def _heat(bits: int) -> Finding:
    if bits & _HOT_NOW:
        return TOO_HOT.seen(f"too hot right now (throttled={bits:#x})")
    if bits & _HOT_ONCE:
        return WAS_TOO_HOT.seen(f"too hot since the start (throttled={bits:#x})")
    return HEAT.well("never too hot since the start")
