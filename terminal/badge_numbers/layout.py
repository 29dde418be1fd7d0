"""What each bit of a wall reader's row is for, in the notation of the readers' data sheets.

A sign for each bit, and for each parity bit a mask of the same length: X stands for a bit that it
covers, itself among them. `PFFFFFFFFCCCCCCCCCCCCCCCCP` is the common format of 26 bits.
"""

from collections.abc import Mapping
from itertools import compress

from terminal.model import Bits
from terminal.model.struct import Struct

FIELDS: Mapping[str, str] = {"F": "facility", "C": "card", "I": "issue"}
_DATA = frozenset("FCID")
_SIGNS = _DATA | frozenset("P.01")


class Layout(Struct, frozen=True):
    """The signs of a row: F facility, C card, I issue, D other data, P parity.

    A dot is a bit that does not matter; 0 and 1 are bits that must be so.

    Attributes:
        signs: One for each bit, the first one first.
        even: Masks that must cover an even number of ones.
        odd: Masks that must cover an odd number of ones.

    Raises:
        ValueError: It is no layout.
    """

    signs: str
    even: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if strange := set(self.signs) - _SIGNS:
            raise ValueError(
                f"{min(strange)} is no sign of a layout: they are F, C, I, D, P, ., 0, 1"
            )
        if not _DATA & set(self.signs):
            raise ValueError("a layout needs a bit that matters: F, C, I or D")
        for mask in self.even + self.odd:
            check_mask(mask, len(self.signs))

    def fields(self, row: Bits) -> dict[str, Bits]:
        """Return the named parts of a row, and all that is neither parity nor fixed as `data`.

        Raises:
            ValueError: The row is not of this layout, or a parity is wrong.
        """
        if row.length != len(self.signs):
            raise ValueError(f"it has {row.length} bits and not {len(self.signs)}")
        bits = f"{row.value:0{row.length}b}"
        self._verify(bits)
        named = {name: self._picked(bits, sign) for sign, name in FIELDS.items()}
        present = {name: part for name, part in named.items() if part.length}
        return {"data": self._picked(bits, "FCID"), **present}

    def lengths(self) -> dict[str, int]:
        """Return how many bits each of its fields has."""
        named = {name: self.signs.count(sign) for sign, name in FIELDS.items()}
        data = sum(sign in _DATA for sign in self.signs)
        return {"data": data, **{name: length for name, length in named.items() if length}}

    def _verify(self, bits: str) -> None:
        for sign, bit in zip(self.signs, bits, strict=True):
            if sign in "01" and sign != bit:
                raise ValueError("a bit is not what the layout says")
        masks = [(mask, 0) for mask in self.even] + [(mask, 1) for mask in self.odd]
        for mask, wanted in masks:
            if _covered(bits, mask).count("1") % 2 != wanted:
                raise ValueError("a parity bit is wrong")

    def _picked(self, bits: str, signs: str) -> Bits:
        picked = "".join(compress(bits, (sign in signs for sign in self.signs)))
        return Bits(int(picked or "0", 2), len(picked))


def check_mask(mask: str, length: int) -> None:
    """Refuse what is no mask for a row of this length.

    Raises:
        ValueError: It is none.
    """
    if set(mask) - set("X."):
        raise ValueError("a mask is made of X and dots")
    if len(mask) != length:
        raise ValueError(f"a mask has a sign for each bit: {length}, not {len(mask)}")


def _covered(bits: str, mask: str) -> str:
    return "".join(compress(bits, (sign == "X" for sign in mask)))
