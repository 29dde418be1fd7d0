"""The order of bytes, and of the bits in each of them."""

from typing import Literal

from terminal.model import Bits
from terminal.model.struct import Struct

First = Literal["msb-first", "lsb-first"]
_BITS = 8


class Order(Struct, frozen=True, kw_only=True):
    """How to read a row of bits; `lsb-first` is the other way round than they came."""

    byte_order: First = "msb-first"
    bit_order: First = "msb-first"

    def applied(self, row: Bits) -> Bits:
        """Return the row in this order.

        Raises:
            ValueError: It is not made of whole bytes.
        """
        if self == Order():
            return row
        if row.length % _BITS:
            raise ValueError(f"{row.length} bits are no whole bytes, so they have no other order")
        data = row.value.to_bytes(row.length // _BITS)
        if self.byte_order == "lsb-first":
            data = data[::-1]
        if self.bit_order == "lsb-first":
            data = bytes(_mirrored(byte) for byte in data)
        return Bits(int.from_bytes(data), row.length)


def _mirrored(byte: int) -> int:
    return int(f"{byte:08b}"[::-1], 2)
