"""The common ways to write a badge number, by the names under which `[badge]` knows them.

Every one is checked against published numbers in tests/unit/badge_numbers/vectors.txt.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from terminal.badge_numbers.layout import Layout
from terminal.badge_numbers.order import Order
from terminal.badge_numbers.rule import Rule
from terminal.badge_numbers.template import Template
from terminal.badge_numbers.typed import Typed
from terminal.model.struct import Struct


class Preset(Struct, frozen=True):
    """Rules under one name, the first that takes a reading decides.

    Attributes:
        summary: What it makes, in words.
        rules: One for each kind of reader that can feed it.
    """

    summary: str
    rules: tuple[Rule, ...]


def _uid(number: str, order: Order | None = None) -> tuple[Rule, ...]:
    return (Rule(takes="bytes", number=Template(number), order=order or Order()),)


def _em4100(number: str, order: Order | None = None) -> tuple[Rule, ...]:
    """A tag of five bytes; in text, its ten hexadecimal digits."""
    told = {"number": Template(number), "order": order or Order()}
    return (
        Rule(takes="bytes", length=5, **told),  # type: ignore[arg-type]  # mypy sees one type for all
        Rule(takes="text", length=10, typed=Typed(reads="hex"), **told),  # type: ignore[arg-type]
    )


def _wiegand(layout: Layout, number: str) -> tuple[Rule, ...]:
    return (Rule(takes="bits", length=len(layout.signs), layout=layout, number=Template(number)),)


def _halves(signs: str, covered: int) -> Layout:
    """Return a layout whose first and last bit are the parity of its first and last bits."""
    rest = "." * (len(signs) - covered)
    return Layout(signs, even=("X" * covered + rest,), odd=(rest + "X" * covered,))


def _mask(length: int, covered: Iterable[int]) -> str:
    places = set(covered)
    return "".join("X" if place in places else "." for place in range(length))


_REVERSED = Order(byte_order="lsb-first")
_MIRRORED = Order(bit_order="lsb-first")

WIEGAND_26 = _halves("P" + "F" * 8 + "C" * 16 + "P", 13)
WIEGAND_34 = _halves("P" + "F" * 16 + "C" * 16 + "P", 17)
HID_37 = _halves("P" + "C" * 35 + "P", 19)
HID_37_FACILITY = _halves("P" + "F" * 16 + "C" * 19 + "P", 19)
CORPORATE_35 = Layout(
    "PP" + "F" * 12 + "C" * 20 + "P",
    even=(_mask(35, [1, *(k for k in range(2, 34) if k % 3 != 1)]),),
    odd=("X" * 35, _mask(35, [34, *(k for k in range(1, 33) if k % 3 != 0)])),
)
CORPORATE_48 = Layout(
    "PP" + "F" * 22 + "C" * 23 + "P",
    even=(_mask(48, [1, *(k for k in range(3, 47) if k % 3 != 2)]),),  # noqa: PLR2004 - each third bit is left out
    odd=("X" * 48, _mask(48, [47, *(k for k in range(2, 46) if k % 3 != 1)])),
)

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "uid-hex": Preset("the whole identifier, hexadecimal", _uid("{data:X}")),
        "uid-hex-reversed": Preset(
            "the same, its bytes the other way round", _uid("{data:X}", _REVERSED)
        ),
        "uid-decimal": Preset("the whole identifier, decimal", _uid("{data}")),
        "uid-decimal-reversed": Preset(
            "the same, its bytes the other way round", _uid("{data}", _REVERSED)
        ),
        "uid-decimal-10": Preset(
            "the whole identifier, decimal, ten digits at least", _uid("{data:010}")
        ),
        "uid-decimal-10-reversed": Preset(
            "the same, its bytes the other way round", _uid("{data:010}", _REVERSED)
        ),
        "typed": Preset(
            "what a keyboard or a line of text gives, as it is",
            (Rule(takes="text", number=Template("{text}")),),
        ),
        "wiegand26": Preset(
            "H10301: facility in 3 digits, card in 5",
            _wiegand(WIEGAND_26, "{facility:03}{card:05}"),
        ),
        "wiegand26-card": Preset("H10301: the card alone", _wiegand(WIEGAND_26, "{card}")),
        "wiegand26-decimal": Preset(
            "26 bits: facility and card as one number", _wiegand(WIEGAND_26, "{data}")
        ),
        "wiegand26-hex": Preset(
            "the same, hexadecimal, 6 digits", _wiegand(WIEGAND_26, "{data:X}")
        ),
        "wiegand34": Preset(
            "H10306: facility in 5 digits, card in 5",
            _wiegand(WIEGAND_34, "{facility:05}{card:05}"),
        ),
        "wiegand34-card": Preset("H10306: the card alone", _wiegand(WIEGAND_34, "{card}")),
        "wiegand34-decimal": Preset(
            "34 bits: what is between the parity bits, as one number",
            _wiegand(WIEGAND_34, "{data}"),
        ),
        "wiegand34-hex": Preset(
            "the same, hexadecimal, 8 digits", _wiegand(WIEGAND_34, "{data:X}")
        ),
        "hid-37": Preset("H10302: the card, no facility", _wiegand(HID_37, "{card}")),
        "hid-37-facility": Preset(
            "H10304: facility in 5 digits, card in 6",
            _wiegand(HID_37_FACILITY, "{facility:05}{card:06}"),
        ),
        "hid-37-facility-card": Preset(
            "H10304: the card alone", _wiegand(HID_37_FACILITY, "{card}")
        ),
        "hid-corporate-35": Preset(
            "Corporate 1000, 35 bits: company in 4 digits, card in 7",
            _wiegand(CORPORATE_35, "{facility:04}{card:07}"),
        ),
        "hid-corporate-35-card": Preset(
            "Corporate 1000, 35 bits: the card alone", _wiegand(CORPORATE_35, "{card}")
        ),
        "hid-corporate-48": Preset(
            "Corporate 1000, 48 bits: company in 7 digits, card in 7",
            _wiegand(CORPORATE_48, "{facility:07}{card:07}"),
        ),
        "hid-corporate-48-card": Preset(
            "Corporate 1000, 48 bits: the card alone", _wiegand(CORPORATE_48, "{card}")
        ),
        "em4100-hex": Preset("all five bytes, hexadecimal", _em4100("{data:X}")),
        "em4100-hex-mirrored": Preset(
            "the same, the bits of each byte the other way round", _em4100("{data:X}", _MIRRORED)
        ),
        "em4100-8": Preset("the last three bytes, 8 decimal digits", _em4100("{data[-24:]:08}")),
        "em4100-10": Preset("the last four bytes, 10 decimal digits", _em4100("{data[-32:]:010}")),
        "em4100-13": Preset("all five bytes, 13 decimal digits", _em4100("{data:013}")),
        "em4100-14": Preset("all five bytes, 14 decimal digits", _em4100("{data:014}")),
        "em4100-15": Preset(
            "all five bytes, 15 decimal digits, the bits of each byte the other way round",
            _em4100("{data:015}", _MIRRORED),
        ),
        "em4100-5-5": Preset(
            "the last four bytes in two halves: 5 digits, comma, 5 digits",
            _em4100("{data[8:24]:05},{data[24:]:05}"),
        ),
        "em4100-3-5": Preset(
            "the third byte and the last two: 3 digits, comma, 5 digits",
            _em4100("{data[16:24]:03},{data[24:]:05}"),
        ),
        "em4100-3-5a": Preset(
            "the first byte and the last two: 3 digits, comma, 5 digits",
            _em4100("{data[:8]:03},{data[24:]:05}"),
        ),
        "em4100-3-5b": Preset(
            "the second byte and the last two: 3 digits, comma, 5 digits",
            _em4100("{data[8:16]:03},{data[24:]:05}"),
        ),
        "em4100-3-5-plain": Preset(
            "the third byte and the last two: 3 digits and 5 digits, 8 in all",
            _em4100("{data[16:24]:03}{data[24:]:05}"),
        ),
    }
)
