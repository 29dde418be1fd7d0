"""The rule language: from any reading to a badge number, or to the reason why not."""

from collections.abc import Mapping
from typing import Literal

from terminal.badge_numbers.identifier import BadgeRule
from terminal.badge_numbers.layout import Layout
from terminal.badge_numbers.order import Order
from terminal.badge_numbers.template import Template, Value
from terminal.badge_numbers.typed import Typed
from terminal.model import BadgeNumber, Bits, Reading
from terminal.model.struct import Struct, field

Takes = Literal["bytes", "bits", "text"]
_BITS = 8


class Rule(Struct, frozen=True, kw_only=True):
    """One way from a reading to a badge number.

    Attributes:
        takes: What a reader must have delivered: bytes, bits or text.
        number: How the badge number is put together. Its fields are `data`, all bits in their
            order; those of the layout; and `text`, what was typed, without prefix and suffix.
        length: How many bytes, bits or signs it must have; 0 for any number.
        typed: How to read a text.
        layout: What each bit is for; None where they are one number.
        order: The order of the bytes and bits of `data`. Fields of a layout have the reader's.
    """

    takes: Takes
    number: Template
    length: int = 0
    typed: Typed = field(default_factory=Typed)
    layout: Layout | None = None
    order: Order = field(default_factory=Order)

    def __call__(self, reading: Reading) -> BadgeNumber:
        """Return the badge number.

        Raises:
            ValueError: This rule does not take the reading.
        """
        if taken_by(reading) != self.takes:
            raise ValueError(f"it is not {self.takes}")
        if isinstance(reading, str):
            return self._number(self._of_text(self.typed.bare(reading.strip())))
        self._measure(reading.length if isinstance(reading, Bits) else len(reading))
        return self._number(self._of_row(row_of(reading)))

    def fields(self) -> list[str]:
        """Return the names of the fields that its number may use."""
        if self.takes == "text" and self.typed.reads == "text":
            return ["text"]
        names = list(self.layout.lengths()) if self.layout else ["data"]
        return [*names, "text"] if self.takes == "text" else names

    def _of_text(self, bare: str) -> Mapping[str, Value]:
        self._measure(len(bare))
        if self.typed.reads == "text":
            return {"text": bare}
        return {**self._of_row(self.typed.row(bare)), "text": bare}

    def _of_row(self, row: Bits) -> Mapping[str, Value]:
        fields = self.layout.fields(row) if self.layout else {"data": row}
        return {**fields, "data": self.order.applied(fields["data"])}

    def _measure(self, length: int) -> None:
        if not length:
            raise ValueError("the badge gave nothing")
        if self.length not in {0, length}:
            raise ValueError(f"it has {length} {_UNITS[self.takes]} and not {self.length}")

    def _number(self, values: Mapping[str, Value]) -> BadgeNumber:
        return BadgeNumber(self.number.filled(values))


class FirstOf(Struct, frozen=True):
    """Several rules: the first one that takes a reading decides."""

    rules: tuple[BadgeRule, ...]

    def __call__(self, reading: Reading) -> BadgeNumber:
        """Return the badge number.

        Raises:
            ValueError: No rule takes it; each reason is in the message.
        """
        reasons = []
        for rule in self.rules:
            try:
                return rule(reading)
            except ValueError as reason:
                reasons.append(str(reason))
        raise ValueError(f"no rule takes it: {'; '.join(dict.fromkeys(reasons))}")


def taken_by(reading: Reading) -> Takes:
    """Return what a rule must take for such a reading."""
    if isinstance(reading, bytes):
        return "bytes"
    return "bits" if isinstance(reading, Bits) else "text"


def row_of(reading: bytes | Bits) -> Bits:
    """Return a reading as a row of bits."""
    if isinstance(reading, Bits):
        return reading
    return Bits(int.from_bytes(reading), len(reading) * _BITS)


_UNITS: Mapping[Takes, str] = {"bytes": "bytes", "bits": "bits", "text": "signs"}
