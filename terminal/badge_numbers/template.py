"""How a badge number is put together from the parts of a reading."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from terminal.model import Bits
from terminal.model.struct import Struct

Value = Bits | str
"""A part of a reading: bits, or what was typed."""

_FIELD = re.compile(
    r"\{(?P<name>[a-z]+)(?:\[(?P<start>-?\d*):(?P<end>-?\d*)\])?(?::(?:0(?P<digits>\d+))?(?P<base>[Xx]?))?\}"
)
_BITS_OF_A_DIGIT = 4


class Piece(NamedTuple):
    """One `{name[start:end]:0digits base}` of a template."""

    name: str
    start: int | None
    end: int | None
    digits: int
    base: str

    def written(self, value: Value) -> str:
        """Return its text.

        Raises:
            ValueError: The slice reaches beyond the value.
        """
        length = value.length if isinstance(value, Bits) else len(value)
        first, last = self.bounds(length)
        if isinstance(value, str):
            return value[first:last].rjust(self.digits, "0")
        part = (value.value >> (length - last)) & ((1 << (last - first)) - 1)
        if not self.base:
            return f"{part:0{self.digits}d}"
        # Two hexadecimal digits for each byte, zeros in front of it included.
        digits = max(self.digits, -(-(last - first) // _BITS_OF_A_DIGIT))
        return f"{part:0{digits}{self.base}}"

    def fits(self, length: int) -> bool:
        """Return whether there is such a slice in a value of this length."""
        try:
            self.bounds(length)
        except ValueError:
            return False
        return True

    def bounds(self, length: int) -> tuple[int, int]:
        """Return the first place of the slice and the one after its last.

        Raises:
            ValueError: It reaches beyond a value of this length, or holds nothing.
        """
        first = 0 if self.start is None else self.start
        last = length if self.end is None else self.end
        first, last = (each + length if each < 0 else each for each in (first, last))
        if not 0 <= first < last <= length:
            raise ValueError(f"there is no [{_shown(self.start)}:{_shown(self.end)}] in {length}")
        return first, last


class Template(Struct, frozen=True):
    """A text with fields, such as `{facility:03}{card:05}` or `{data[-24:]:X}`.

    A field is written in decimal; `:05` fills it up with zeros to five digits, `:X` writes it in
    hexadecimal with two digits for each byte, `:x` in small letters. `[8:24]` takes a slice,
    counted in bits, or in signs of what was typed; `[-24:]` the last 24.

    Raises:
        ValueError: It is no template.
    """

    text: str

    def __post_init__(self) -> None:
        if not self.pieces:
            raise ValueError("it names no field, so every badge would have the same number")
        if set("{}") & set(_FIELD.sub("", self.text)):
            raise ValueError("a field is written like {card}, {card:05}, {data:X} or {data[8:24]}")

    @property
    def pieces(self) -> list[Piece]:
        """The fields, in their order."""
        return [_piece(match) for match in _FIELD.finditer(self.text)]

    def filled(self, values: Mapping[str, Value]) -> str:
        """Return the text with all fields filled in.

        Raises:
            ValueError: A field is not there, or a slice reaches beyond it.
        """

        def written(match: re.Match[str]) -> str:
            piece = _piece(match)
            if piece.name not in values:
                raise ValueError(f"it has no {piece.name}")
            return piece.written(values[piece.name])

        return _FIELD.sub(written, self.text)


def _piece(match: re.Match[str]) -> Piece:
    return Piece(
        match["name"],
        int(match["start"]) if match["start"] not in {None, "", "-"} else None,
        int(match["end"]) if match["end"] not in {None, "", "-"} else None,
        int(match["digits"] or 0),
        match["base"] or "",
    )


def _shown(end: int | None) -> str:
    return "" if end is None else str(end)
