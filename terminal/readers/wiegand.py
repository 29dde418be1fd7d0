"""A wall reader with Wiegand wires on GPIO pins."""

from collections.abc import Callable
from time import monotonic
from typing import Protocol

from terminal.model import Bits, Presented, Unreadable
from terminal.readers.on_pins import RETRY_SECONDS, OnPins
from terminal.readers.still_there import StillThere
from terminal.readers.wiegand_frames import Pulse, Row, WiegandFrames
from terminal.readers.wiegand_swap import SwappedWires

SILENCE_SECONDS = 0.05
"""A row that is as long as it should be is over when nothing has come for so long: twice the
longest time between two pulses, for they are told of a little late."""

UNSURE_SILENCE_SECONDS = 0.15
"""The same where nobody has said how long it should be."""

PATIENCE_SECONDS = 0.5
"""A row of any other length is over when nothing has come for so long: a machine that is busy may
tell of the rest later."""

LOOK_SECONDS = 2.0
"""Between two looks at wires that should be high."""

_MOST_PULSES = 10_000
"""More is noise, which must neither fill the memory nor keep a wait from ending."""

_SWAPPED = "D0 and D1 seem to be swapped: the parity of three badges fits only the other way round"


class Pins(Protocol):
    """D0 and D1."""

    def low(self) -> list[str]:
        """Return the names of the wires that are low now."""

    def close(self) -> None:
        """Give the pins back."""


OpenPins = Callable[[Callable[[float, int], None]], Pins]
"""Opens the pins with what is to be called at each pulse; raises nearly anything."""


class WiegandReader(OnPins[Pins, Pulse, Presented | Unreadable]):
    """Reads badges from two wires; meets the port `Reader`.

    Args:
        name: What it is called when it is found.
        open_pins: Opens the pins; called again until it does not raise.
        length: How many bits a badge has; 0 allows 26 to 48.
        silence_seconds: How long nothing has to come until a whole row is over; None for a time
            that suits the length.
        patience_seconds: The same for a row that is not whole.
        look_seconds: Between two looks at wires at rest.
        retry_seconds: Between two attempts to open the pins.
    """

    def __init__(
        self,
        name: str,
        open_pins: OpenPins,
        *,
        length: int = 0,
        silence_seconds: float | None = None,
        patience_seconds: float = PATIENCE_SECONDS,
        look_seconds: float = LOOK_SECONDS,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        super().__init__(name, "no GPIO for it", retry_seconds)
        self._open_pins = open_pins
        usual_seconds = SILENCE_SECONDS if length else UNSURE_SILENCE_SECONDS
        self._silence_seconds = usual_seconds if silence_seconds is None else silence_seconds
        self._patience_seconds = patience_seconds
        self._look_seconds = look_seconds
        self._frames = WiegandFrames(length)
        self._swapped = SwappedWires()
        self._lying = StillThere()
        self._pulses: list[Pulse] = []
        self._last_at = self._ends_at = self._looks_at = 0.0
        self._low: list[str] = []

    def _open(self) -> Pins:
        return self._open_pins(self._pulse)

    def _begin(self, _: Pins) -> None:
        self._looks_at = monotonic() + self._look_seconds

    def _pulse(self, at: float, bit: int) -> None:
        """Take a pulse: in another thread, and as quickly as can be."""
        self._told.put(Pulse(at, bit))

    def _take(self, told: Pulse) -> None:
        self._pulses.append(told)
        self._last_at = monotonic()
        self._ends_at = self._last_at + self._silence_seconds
        if len(self._pulses) >= _MOST_PULSES:
            self._end_row()

    def _look_at(self) -> float:
        return self._ends_at if self._pulses else self._looks_at

    def _act(self) -> None:
        if self._pulses:
            self._read()
        else:
            super()._act()

    def _read(self) -> None:
        patient_until = self._last_at + self._patience_seconds
        if monotonic() < patient_until and not self._frames.is_whole(self._pulses):
            self._ends_at = patient_until
            return
        self._end_row()

    def _end_row(self) -> None:
        pulses, self._pulses = self._pulses, []
        self._low = []
        for row in self._frames.read(pulses):
            self._heard(row)

    def _heard(self, row: Row) -> None:
        match row.heard:
            case Presented(Bits() as bits):
                self._swapped.see(bits)
                self._is(_SWAPPED if self._swapped.is_suspected else "")
                if self._lying.is_new(bits, row.at):
                    heard = Unreadable(self._trouble) if self._trouble else row.heard
                    self._events.append(heard)
            case _:
                self._events.append(row.heard)

    def _look(self, pins: Pins) -> None:
        """See whether a wire is held low, at two looks without a pulse in between."""
        self._looks_at = monotonic() + self._look_seconds
        low = pins.low()
        if held := [wire for wire in low if wire in self._low]:
            self._is(
                f"{' and '.join(held)} held low: has the reader power, are GND and wires right?"
            )
        elif not low and not self._swapped.is_suspected:
            self._is("")
        self._low = low


def wiegand_reader(d0: int, d1: int, length: int = 0) -> WiegandReader:
    """Return a reader on two GPIO pins, by their BCM numbers."""

    def open_pins(on_pulse: Callable[[float, int], None]) -> Pins:
        # Here and not above: a gpiozero that cannot be imported is a reader that is lost.
        from terminal.readers.wiegand_pins import WiegandPins  # noqa: PLC0415

        return WiegandPins(d0, d1, on_pulse)

    return WiegandReader(f"Wiegand on GPIO{d0} and GPIO{d1}", open_pins, length=length)
