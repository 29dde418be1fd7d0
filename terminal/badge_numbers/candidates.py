"""Every rule that makes a known badge number of a reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from terminal.badge_numbers.layout import Layout
from terminal.badge_numbers.order import First, Order
from terminal.badge_numbers.presets import PRESETS
from terminal.badge_numbers.rule import FirstOf, Rule, row_of
from terminal.badge_numbers.template import Template
from terminal.badge_numbers.typed import Typed
from terminal.model import BadgeNumber, Bits, Reading
from terminal.model.struct import replace

_FIRST: tuple[First, ...] = ("msb-first", "lsb-first")
_ORDERS = tuple(Order(byte_order=byte, bit_order=bit) for bit, byte in product(_FIRST, repeat=2))
_PARTS = (16, 24, 32, 40, 48, 56, 64)
_SPLITS = ((8, 16), (16, 16), (8, 24))
_SEPARATORS = ("", ",", "-", ":", ".", " ", "/")
_WIDTHS_OF_DECIMALS = (32, 40, 56, 64)
_LENGTH_IN_HEX = 2
_BITS = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that may be the right one.

    Attributes:
        preset: Its name; empty for a rule of one's own.
        rules: What it does.
    """

    preset: str
    rules: tuple[Rule, ...]

    def number_of(self, reading: Reading) -> str | None:
        """Return the badge number that it makes, if it takes the reading."""
        try:
            return FirstOf(self.rules)(reading).value
        except ValueError:
            return None


def every_number(reading: Reading) -> dict[str, BadgeNumber]:
    """Return the badge number that each preset makes of a reading, if it takes it."""
    numbers = {}
    for name, preset in PRESETS.items():
        try:
            numbers[name] = FirstOf(preset.rules)(reading)
        except ValueError:
            continue
    return numbers


def candidates(reading: Reading, number: str) -> Iterator[Candidate]:
    """Yield all rules known or thought of that make this number of this reading."""
    known = [Candidate(name, preset.rules) for name, preset in PRESETS.items()]
    own = (Candidate("", (rule,)) for rule in _own(reading, number))
    for candidate in (*known, *own):
        if candidate.number_of(reading) == number:
            yield candidate


def _own(reading: Reading, number: str) -> Iterator[Rule]:
    if isinstance(reading, str):
        yield from _of_text(reading.strip(), number)
        return
    row = row_of(reading)
    if isinstance(reading, bytes):
        yield from _of_row(Rule(takes="bytes", number=Template("{data}")), row.length, number)
        return
    for layout in _layouts(row):
        rule = Rule(takes="bits", number=Template("{data}"), length=row.length, layout=layout)
        yield from _of_fields(rule, number)
        yield from _of_row(rule, layout.lengths()["data"], number)
    yield from _of_row(
        Rule(takes="bits", number=Template("{data}"), length=row.length), row.length, number
    )


def _layouts(row: Bits) -> list[Layout]:
    known = [rule.layout for preset in PRESETS.values() for rule in preset.rules if rule.layout]
    return [layout for layout in dict.fromkeys(known) if len(layout.signs) == row.length]


def _of_text(text: str, number: str) -> Iterator[Rule]:
    plain = Rule(takes="text", number=Template("{text}"))
    yield replace(plain, number=Template(f"{{text:0{len(number)}}}"))
    for at in _places(text, number):
        yield replace(
            plain, number=Template(f"{{text[{at - len(text)}:{_end(at, text, number)}]}}")
        )
        yield replace(plain, number=Template(f"{{text[{at}:{at + len(number)}]}}"))
    if len(text) % _LENGTH_IN_HEX == 0:
        hexadecimal = replace(plain, typed=Typed(reads="hex"), length=len(text))
        yield from _of_row(hexadecimal, len(text) * 4, number)
    for bits in _WIDTHS_OF_DECIMALS:
        decimal = replace(plain, typed=Typed(reads="decimal", bits=bits))
        yield from _of_row(decimal, bits, number)


def _places(text: str, number: str) -> Iterator[int]:
    for at in range(len(text) - len(number) + 1):
        if text.startswith(number, at):
            yield at


def _end(at: int, text: str, number: str) -> str:
    after = at + len(number) - len(text)
    return str(after) if after else ""


def _of_fields(rule: Rule, number: str) -> Iterator[Rule]:
    """Vary how facility and card are written."""
    for separator, width in product(_SEPARATORS, range(1, len(number))):
        front = max(0, len(number) - len(separator) - width)
        for facility, card in product(("", f":0{front}"), ("", f":0{width}")):
            text = f"{{facility{facility}}}{separator}{{card{card}}}"
            yield replace(rule, number=Template(text))
    for field, form in product(("card", "facility"), _forms(number)):
        yield replace(rule, number=Template(f"{{{field}{form}}}"))


def _of_row(rule: Rule, bits: int, number: str) -> Iterator[Rule]:
    """Vary the order and the part of the data, and how it is written."""
    orders = _ORDERS if bits % _BITS == 0 else _ORDERS[:1]
    templates = [Template(text) for text in dict.fromkeys(_templates(bits, number))]
    for order, template in product(orders, templates):
        yield replace(rule, order=order, number=template)


def _templates(bits: int, number: str) -> Iterator[str]:
    parts = ["", *(f"[-{part}:]" for part in _PARTS if part < bits)]
    parts += [f"[:{part}]" for part in _PARTS if part < bits]
    for part in parts:
        yield from (f"{{data{part}{form}}}" for form in _forms(number))
    yield from _split(bits)


def _forms(number: str) -> list[str]:
    """Return how one field may be written; filled up with zeros only where one is seen."""
    if number.startswith("0"):
        return [":X", ":x", "", f":0{len(number)}", f":0{len(number)}X"]
    return ["", ":X", ":x"]


def _split(bits: int) -> Iterator[str]:
    for (first, last), separator in product(_SPLITS, _SEPARATORS):
        if first + last > bits:
            continue
        front, back = f"data[-{first + last}:-{last}]", f"data[-{last}:]"
        yield f"{{{front}:0{_digits(first)}}}{separator}{{{back}:0{_digits(last)}}}"
        yield f"{{{front}}}{separator}{{{back}:0{_digits(last)}}}"
        yield f"{{{front}}}{separator}{{{back}}}"


def _digits(bits: int) -> int:
    return len(str((1 << bits) - 1))
