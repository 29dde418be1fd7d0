"""A wall reader that pulls gpiozero's mock pins low, at microseconds of a clock of its own."""

from collections.abc import Iterable, Sequence

from terminal.model import Bits
from tests.parts.timed_pins import TimedFactory, timed_pins

D0, D1 = 23, 24
PULSE_SECONDS = 50e-6
STEP_SECONDS = 2e-3
"""From one pulse to the next, as most readers send them."""


class WallReader:
    """A reader, its two wires and the clock of the kernel.

    Attributes:
        factory: gpiozero's way to the pins; its own unless it is handed in.
    """

    def __init__(self, factory: TimedFactory | None = None) -> None:
        self.factory = factory or timed_pins()
        self._pins = [self.factory.pin(number) for number in (D0, D1)]

    @property
    def now(self) -> float:
        """What that clock says, in seconds."""
        return self.factory.now

    @now.setter
    def now(self, now: float) -> None:
        self.factory.now = now

    def send(self, bits: Bits, step_seconds: float = STEP_SECONDS) -> None:
        """Send a badge, the first bit first."""
        self.pulse(row_of(bits), step_seconds)
        for pin in self._pins:
            pin.clear_states()  # which gpiozero would keep for ever

    def pulse(self, wires: Iterable[int], step_seconds: float = STEP_SECONDS) -> None:
        """Send a pulse on each of these wires, one after the other."""
        for wire in wires:
            self.fall(wire)
            self.now += PULSE_SECONDS
            self.rise(wire)
            self.now += step_seconds - PULSE_SECONDS

    def fall(self, wire: int) -> None:
        """Pull a wire low."""
        self._pins[wire].drive_low()

    def rise(self, wire: int) -> None:
        """Let go of a wire."""
        self._pins[wire].drive_high()


def row_of(bits: Bits) -> Sequence[int]:
    """Return the wires on which a row of bits goes out."""
    return [bits.value >> place & 1 for place in reversed(range(bits.length))]


def with_parity(content: int, length: int) -> Bits:
    """Return a number of `length` - 2 bits between an even and an odd parity bit.

    The halves that they cover meet in the middle, or share the middle bit.
    """
    half = (length + 1) // 2
    first = content >> (length - 1 - half)
    second = content & ((1 << (half - 1)) - 1)
    even, odd = first.bit_count() % 2, 1 - second.bit_count() % 2
    return Bits(even << (length - 1) | content << 1 | odd, length)


def inverted(bits: Bits) -> Bits:
    """Return what comes of these bits with the wires swapped."""
    return Bits(bits.value ^ ((1 << bits.length) - 1), bits.length)
