"""From what a badge gave to the badge number that Protime knows.

This is the one place for such rules; a reader delivers what it got, unchanged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from terminal.model import BadgeNumber, Bits, Reading

BadgeRule = Callable[[Reading], BadgeNumber]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierRule:
    """Writes the identifier of a badge as a number; what was typed is taken as it is.

    Attributes:
        format: Upper-case hexadecimal with two digits for each byte, or decimal.
        byte_order: `msb-first` reads the bytes as they come, `lsb-first` the other way round.
        digits: Pad with zeros on the left to this many digits; 0 pads nothing.
    """

    format: Literal["hex", "decimal"] = "hex"
    byte_order: Literal["msb-first", "lsb-first"] = "msb-first"
    digits: int = 0

    def __call__(self, reading: Reading) -> BadgeNumber:
        """Return the badge number.

        Raises:
            ValueError: The reading makes no badge number.
        """
        if isinstance(reading, Bits):
            raise ValueError("a row of bits is no identifier")
        text = reading.strip() if isinstance(reading, str) else self._written(reading)
        return BadgeNumber(text)

    def _written(self, identifier: bytes) -> str:
        if not identifier:
            raise ValueError("the badge gave no identifier")
        ordered = identifier if self.byte_order == "msb-first" else identifier[::-1]
        number = ordered.hex().upper() if self.format == "hex" else str(int.from_bytes(ordered))
        return number.rjust(self.digits, "0")
