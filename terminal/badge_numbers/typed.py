"""What a keyboard reader types, or a serial reader sends as text."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor
from string import digits, hexdigits
from typing import Literal

from terminal.model import Bits
from terminal.model.struct import Struct

Check = Literal["none", "luhn", "gs1", "xor"]
Reads = Literal["text", "hex", "decimal"]

_HEX = 16
_BITS_OF_A_DIGIT = 4


class Typed(Struct, frozen=True, kw_only=True):
    """How to read a text.

    Attributes:
        prefix: Must stand in front, and is taken away.
        suffix: Must stand at the end, and is taken away.
        check: What the last digit (`luhn`, `gs1`) or byte (`xor`) must be; it stays where it is.
        reads: As it is, or as a number in hexadecimal or decimal.
        bits: How many bits a decimal number stands for.
    """

    prefix: str = ""
    suffix: str = ""
    check: Check = "none"
    reads: Reads = "text"
    bits: int = 32

    def bare(self, text: str) -> str:
        """Return a text without prefix and suffix.

        Raises:
            ValueError: It does not have them, or its check digit is wrong.
        """
        if not text.startswith(self.prefix):
            raise ValueError("it does not begin with the prefix")
        rest = text.removeprefix(self.prefix)
        if not rest.endswith(self.suffix):
            raise ValueError("it does not end with the suffix")
        bare = rest.removesuffix(self.suffix)
        if self.check != "none" and not _CHECKS[self.check](bare):
            raise ValueError("its check digit is wrong")
        return bare

    def row(self, bare: str) -> Bits:
        """Return the bits that a text without prefix and suffix stands for.

        Raises:
            ValueError: It is no such number, or one of more bits.
        """
        if self.reads == "hex":
            return Bits(_number(bare, _HEX), len(bare) * _BITS_OF_A_DIGIT)
        return Bits(_number(bare, 10), self.bits)


def _number(text: str, base: int) -> int:
    # int() alone would take signs, underscores, spaces, 0x and the digits of other scripts.
    if not text or set(text) - set(hexdigits if base == _HEX else digits):
        raise ValueError("it is not made of digits")
    return int(text, base)


def _luhn(text: str) -> bool:
    """Return whether the last digit is that of ISO/IEC 7812-1, annex B."""
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in text[-2::-2]]
    return sum(doubled) % 10 == -sum(map(int, text[::-2])) % 10


def _gs1(text: str) -> bool:
    """Return whether the last digit is that of the GS1 General Specifications, section 7.9."""
    return (sum(map(int, text[::-2])) + 3 * sum(map(int, text[-2::-2]))) % 10 == 0


def _is_xor(text: str) -> bool:
    """Return whether the last byte is all others, each bit added without carry."""
    return reduce(xor, bytes.fromhex(text)) == 0


def _of_digits(check: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: not set(text) - set(digits) and len(text) > 1 and check(text)


def _of_bytes(text: str) -> bool:
    whole = len(text) % 2 == 0 and len(text) > 2  # noqa: PLR2004 - a byte and its check
    return whole and not set(text) - set(hexdigits) and _is_xor(text)


_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "luhn": _of_digits(_luhn),
    "gs1": _of_digits(_gs1),
    "xor": _of_bytes,
}
