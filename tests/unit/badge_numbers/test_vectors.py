"""Published badge numbers, and any number of any preset."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.badge_numbers import PRESETS, BadgeRule, FirstOf, Order, Rule, Template, Typed
from terminal.badge_numbers.template import Piece
from terminal.model import Bits, Reading
from tests.parts.badge_encoder import encoded

TABLE = Path(__file__).with_name("vectors.txt")
OWN = {
    "own": Rule(takes="bytes", number=Template("{data}")),
    "reversed": Rule(takes="bytes", number=Template("{data}"), order=Order(byte_order="lsb-first")),
    "hex": Rule(takes="text", number=Template("{data}"), typed=Typed(reads="hex")),
    "decimal": Rule(takes="text", number=Template("{data}"), typed=Typed(reads="decimal")),
    "decimal-reversed": Rule(
        takes="text",
        number=Template("{data}"),
        typed=Typed(reads="decimal"),
        order=Order(byte_order="lsb-first"),
    ),
}


def rows() -> list[list[str]]:
    """Return the cells of each row."""
    lines = TABLE.read_text(encoding="utf-8").partition("# Sources")[0].splitlines()
    return [[cell.strip() for cell in line.split(" | ")] for line in lines if " | " in line]


def sources() -> set[str]:
    """Return the names of the sources that are explained."""
    lines = TABLE.read_text(encoding="utf-8").partition("# Sources")[2].splitlines()
    return {line.partition(": ")[0] for line in lines if line}


def reading_of(text: str) -> Reading:
    """Return the reading that a cell stands for."""
    kind, _, content = text.partition(":")
    if kind == "bits":
        return Bits(int(content, 2), len(content))
    return bytes.fromhex(content) if kind == "bytes" else content


def rule_of(text: str) -> BadgeRule:
    """Return the rule that a cell stands for."""
    if text in PRESETS:
        return FirstOf(PRESETS[text].rules)
    kind, _, template = text.partition(":")
    own = OWN[kind]
    return Rule(takes=own.takes, typed=own.typed, order=own.order, number=Template(template))


@pytest.mark.parametrize(("reading", "rule", "number", "source"), rows())
def test_a_published_number_comes_out(reading: str, rule: str, number: str, source: str) -> None:
    """Each published reading gives the published badge number."""
    assert rule_of(rule)(reading_of(reading)).value == number
    assert source in sources()


def test_the_table_is_large_and_leaves_no_preset_out() -> None:
    """There are 150 published rows at least, one for each preset, none twice."""
    table = [tuple(row) for row in rows()]
    text = TABLE.read_text(encoding="utf-8")
    by_hand = {line.partition(": ")[0] for line in text.splitlines() if "worked out" in line}
    assert len([row for row in table if row[3] not in by_hand]) >= 150
    assert {row[1] for row in table} >= set(PRESETS)
    assert len(set(table)) == len(table)


def every_rule() -> Iterator[tuple[str, int]]:
    """Return each rule of each preset, by its name and place."""
    for name, preset in PRESETS.items():
        yield from ((name, place) for place in range(len(preset.rules)))


def written(piece: Piece, value: int) -> str:
    """Return a field as a person would write it."""
    digits = f"{value:X}" if piece.base else str(value)
    return digits.rjust(piece.digits, "0")


def number_of(rule: Rule, data: st.DataObject, bits: int) -> str:
    """Draw a number that a rule can write."""
    number = rule.number.text
    for piece in rule.number.pieces:
        text = number[number.index("{") : number.index("}") + 1]
        number = number.replace(text, written(piece, _value(rule, piece, data, bits)), 1)
    return number


def _value(rule: Rule, piece: Piece, data: st.DataObject, bits: int) -> int:
    if rule.layout and piece.name != "data":
        bits = rule.layout.signs.count(piece.name[0].upper())
    else:
        bits = len(range(bits)[slice(piece.start, piece.end)])
    return data.draw(st.integers(0, (1 << bits) - 1))


@pytest.mark.parametrize(("name", "place"), list(every_rule()))
@settings(deadline=None, max_examples=40)  # a busy machine is no failure
@given(data=st.data())
def test_any_number_of_any_preset_comes_back(name: str, place: int, data: st.DataObject) -> None:
    """A number put onto a badge is the number that is read from it."""
    rule = PRESETS[name].rules[place]
    if rule.takes == "text" and rule.typed.reads == "text":
        number = data.draw(st.from_regex(r"\A[0-9A-Z]{1,30}\Z"))
        bits = 0
    else:
        bits = _bits(rule, data)
        number = number_of(rule, data, bits)
        if rule.number.text == "{data:X}":
            number = number.rjust(bits // 4, "0")

    assert FirstOf(PRESETS[name].rules)(encoded(rule, number, bits)).value == number


def _bits(rule: Rule, data: st.DataObject) -> int:
    if rule.layout:
        return sum(sign in "FCID" for sign in rule.layout.signs)
    if rule.length:
        return rule.length * (8 if rule.takes == "bytes" else 4)
    return 8 * data.draw(st.sampled_from([4, 7, 10]))


@pytest.mark.parametrize(
    "name", [name for name, preset in PRESETS.items() if preset.rules[0].takes == "bits"]
)
@settings(deadline=None, max_examples=40)  # a busy machine is no failure
@given(data=st.data())
def test_no_bit_of_a_row_may_be_wrong(name: str, data: st.DataObject) -> None:
    """One bit turned over anywhere is found by the parity bits."""
    (rule,) = PRESETS[name].rules
    bits = _bits(rule, data)
    right = encoded(rule, number_of(rule, data, bits), bits)
    assert isinstance(right, Bits)
    wrong = Bits(right.value ^ 1 << data.draw(st.integers(0, right.length - 1)), right.length)

    with pytest.raises(ValueError, match="parity"):
        rule(wrong)
