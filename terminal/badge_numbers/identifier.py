"""The simple way: the whole identifier, and which identifiers name no badge at all."""

from collections.abc import Callable
from typing import Literal

from terminal.model import BadgeNumber, Bits, Reading, StoredBytes
from terminal.model.struct import Struct

BadgeRule = Callable[[Reading], BadgeNumber]

# ISO/IEC 14443-3: of the identifiers with four bytes, 08 begins one that is made up anew each
# time, and 88 is no identifier but the cascade tag, which says that more of it follows.
_SHORT_BYTES = 4
_RANDOM = 0x08
_CASCADE_TAG = 0x88


class RandomIdentifier(ValueError):
    """What was presented tells another identifier each time: a phone, a passport, some badges."""


class IdentifierRule(Struct, frozen=True, kw_only=True):
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
            raise ValueError("a row of bits is no identifier")  # noqa: TRY004 - a reading, not a mistake
        text = reading.strip() if isinstance(reading, str) else self._written(reading)
        return BadgeNumber(text)

    def _written(self, identifier: bytes) -> str:
        if not identifier:
            raise ValueError("the badge gave no identifier")
        ordered = identifier if self.byte_order == "msb-first" else identifier[::-1]
        number = ordered.hex().upper() if self.format == "hex" else str(int.from_bytes(ordered))
        return number.rjust(self.digits, "0")


class LastingRule(Struct, frozen=True):
    """Another rule, but for identifiers that will be different ones the next time."""

    rule: BadgeRule

    def __call__(self, reading: Reading) -> BadgeNumber:
        """Return the badge number.

        Raises:
            RandomIdentifier: It would be another one each time.
            ValueError: The reading makes no badge number.
        """
        if _begins(reading, _RANDOM):
            raise RandomIdentifier("it tells another identifier each time, as phones do")
        return self.rule(reading)


def is_cut(reading: Reading) -> bool:
    """Return whether it looks like the first half of a longer identifier.

    There are badges whose four bytes do begin so; many readers cut the longer ones.
    """
    return _begins(reading, _CASCADE_TAG)


def _begins(reading: Reading, byte: int) -> bool:
    if not isinstance(reading, bytes) or isinstance(reading, StoredBytes):
        return False
    return len(reading) == _SHORT_BYTES and reading[0] == byte
