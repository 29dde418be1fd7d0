"""`[badge]`: from what a badge gives to its number."""

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct

from terminal.badge_numbers import PRESETS, Check, Layout, Order, Reads, Rule, Template, Typed
from terminal.config.badge_stored import Iso7816, MifareBlock
from terminal.model import LONGEST_BADGE_NUMBER
from terminal.model.struct import replace

Digits = Annotated[
    int,
    Meta(
        ge=0,
        le=LONGEST_BADGE_NUMBER,
        description=f"a whole number from 0 to {LONGEST_BADGE_NUMBER}",
    ),
]
LongestLength = Annotated[int, Meta(ge=0, le=256, description="a whole number from 0 to 256")]
BitCount = Annotated[int, Meta(ge=8, le=256, description="a whole number from 8 to 256")]
Affix = Annotated[
    str,
    Meta(
        pattern=r"^([ -~]{0,20})\Z",
        description="at most 20 letters, digits and signs without accents",
    ),
]
First = Literal["msb-first", "lsb-first"]


class BadgeRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[badge.rules]]`: one way, either a preset or put together from the other keys."""

    preset: str = ""
    takes: Literal["", "bytes", "bits", "text"] = ""
    number: str = ""
    length: LongestLength = 0
    layout: str = ""
    even: str = ""
    odd: str = ""
    byte_order: First = "msb-first"
    bit_order: First = "msb-first"
    prefix: Affix = ""
    suffix: Affix = ""
    check_digit: Check = "none"
    reads: Reads = "text"
    bits: BitCount = 32

    def made(self) -> Sequence[Rule]:
        """Return the rules that these words make.

        Raises:
            ValueError: They make none; `config check` says in which key.
        """
        if self.preset:
            return [self._with_own_number(rule) for rule in PRESETS[self.preset].rules]
        if not self.takes:
            raise ValueError("a rule needs a preset, or what it takes")
        return [
            Rule(
                takes=self.takes,
                number=Template(self.number),
                length=self.length,
                typed=self._typed(),
                layout=self._layout(),
                order=Order(byte_order=self.byte_order, bit_order=self.bit_order),
            )
        ]

    def _with_own_number(self, rule: Rule) -> Rule:
        return replace(rule, number=Template(self.number)) if self.number else rule

    def _typed(self) -> Typed:
        return Typed(
            prefix=self.prefix,
            suffix=self.suffix,
            check=self.check_digit,
            reads=self.reads,
            bits=self.bits,
        )

    def _layout(self) -> Layout | None:
        if not self.layout:
            return None
        return Layout(self.layout, even=tuple(self.even.split()), odd=tuple(self.odd.split()))


class Badge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[badge]`: what is read of a badge, and how that becomes its number.

    The simple way is for all the bytes that were read; of rules the first one decides.
    """

    source: Literal["uid", "ndef-text", "mifare-block", "iso7816"] = "uid"
    format: Literal["hex", "decimal"] = "hex"
    byte_order: First = "msb-first"
    digits: Digits = 0
    rules: tuple[BadgeRule, ...] = ()
    mifare: MifareBlock | None = None
    iso7816: Iso7816 | None = None
