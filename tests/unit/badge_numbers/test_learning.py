"""Finding a rule from badges whose numbers are known."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from terminal.badge_numbers import PRESETS, Rule
from terminal.badge_numbers.candidates import Candidate, every_number
from terminal.badge_numbers.learning import Contradiction, Known, fitting
from terminal.badge_numbers.template import Piece
from terminal.model import Bits, Reading
from tests.parts.badge_encoder import encoded
from tests.unit.badge_numbers.test_vectors import every_rule, number_of, written

PATTERN = "11010110101111001000110101101011110010001101011010111100100011010110"


def badge(rule: Rule, *, is_small: bool) -> Known:
    """Return a badge with a number of many digits, or of few."""
    if rule.fields() == ["text"]:
        number = "7" if is_small else "AB-1234567"
        return Known(number, number)
    bits = _bits(rule)
    number = rule.number.text
    for place, piece in enumerate(rule.number.pieces):
        text = number[number.index("{") : number.index("}") + 1]
        value = 5 + place if is_small else int(PATTERN[: _width(rule, piece, bits)], 2)
        number = number.replace(text, written(piece, value), 1)
    if rule.number.text == "{data:X}":
        number = number.rjust(bits // 4, "0")
    return Known(encoded(rule, number, bits, "10" if is_small else "110"), number)


def _bits(rule: Rule) -> int:
    if rule.layout:
        return rule.layout.lengths()["data"]
    return rule.length * (4 if rule.takes == "text" else 8) or 32


def _width(rule: Rule, piece: Piece, bits: int) -> int:
    whole = rule.layout.lengths()[piece.name] if rule.layout else bits
    first, last = piece.bounds(whole)
    return last - first


def names(found: list[Candidate]) -> list[str]:
    """Return what a person would read of them."""
    return [each.preset or each.rules[0].number.text for each in found]


@pytest.mark.parametrize(("name", "place"), list(every_rule()))
def test_two_badges_are_enough_for_every_preset(name: str, place: int) -> None:
    """A number of few digits and one of many leave one rule, which makes what the preset makes."""
    rule = PRESETS[name].rules[place]
    badges = [badge(rule, is_small=True), badge(rule, is_small=False)]

    (found,) = fitting(badges)

    # What was typed and what it means in hexadecimal are the same for ten capital digits.
    assert found.preset == ("typed" if rule.takes == "text" and name == "em4100-hex" else name)
    assert [found.number_of(each.reading) for each in badges] == [each.number for each in badges]


@settings(deadline=None, max_examples=60)
@given(where=st.sampled_from(list(every_rule())), data=st.data())
def test_the_right_rule_is_never_lost(where: tuple[str, int], data: st.DataObject) -> None:
    """Whatever two badges are presented, one of the rules that fit makes the third one's number."""
    name, place = where
    rule = PRESETS[name].rules[place]
    badges = [_any_badge(rule, data) for _ in range(3)]
    assume(len({each.number for each in badges}) == len({each.reading for each in badges}) == 3)

    found = fitting(badges[:2])

    assert badges[2].number in {each.number_of(badges[2].reading) for each in found}


def _any_badge(rule: Rule, data: st.DataObject) -> Known:
    if rule.fields() == ["text"]:
        number = data.draw(st.from_regex(r"\A[0-9A-F]{10}\Z"))
        return Known(number, number)
    bits = _bits(rule)
    number = number_of(rule, data, bits)
    if rule.number.text == "{data:X}":
        number = number.rjust(bits // 4, "0")
    rest = data.draw(st.from_regex(r"\A[01]{64}\Z"))
    return Known(encoded(rule, number, bits, rest), number)


@pytest.mark.parametrize(
    ("badges", "expected"),
    [
        (
            [("529D06E3", "1386022627"), ("90D752C5", "2430030533")],
            ["uid-decimal", "uid-decimal-10"],
        ),
        ([("00000000", "00000000")], ["uid-hex", "uid-hex-reversed"]),
        (
            [("01003039", "12345"), ("02003038", "12344")],
            ["{data[-16:]}", "{data[-24:]}"],
        ),
    ],
)
def test_what_the_badges_do_not_decide_is_ambiguous(
    badges: list[tuple[str, str]], expected: list[str]
) -> None:
    """Rules that would differ for other badges are all there."""
    known = [Known(bytes.fromhex(reading), number) for reading, number in badges]
    assert names(fitting(known))[: len(expected)] == expected


def test_a_third_badge_decides() -> None:
    """What was ambiguous is not any more."""
    known = [
        Known(bytes.fromhex("529D06E3"), "1386022627"),
        Known(bytes.fromhex("90D752C5"), "2430030533"),
        Known(bytes.fromhex("00000102"), "0000000258"),
    ]
    assert names(fitting(known)) == ["uid-decimal-10"]


def test_zeros_seen_on_any_badge_count() -> None:
    """The badge that shows how far numbers are filled up may come second."""
    known = [
        Known(bytes.fromhex("01A2B3C4"), "10662852"),
        Known(bytes.fromhex("02000102"), "00000258"),
    ]
    assert names(fitting(known)) == ["{data[-24:]:08}"]


@pytest.mark.parametrize(
    ("reading", "number", "expected"),
    [
        ("8234567", "0008234567", "{text:010}"),
        (";0008234567?", "0008234567", "{text[1:11]}"),
        ("0007625328", "116,23152", "{data[-24:-16]:03},{data[-16:]:05}"),
        ("0101436029", "7dca0b06", "{data:x}"),
        (bytes.fromhex("04AF68DAC85A80"), "68AF04", "{data[-24:]:X}"),
        (Bits(0x0C0000AB, 32), "0C0000AB", "{data:X}"),
        (Bits(0b101, 27), "5", "{data}"),
    ],
)
def test_rules_that_are_no_preset_are_found(reading: Reading, number: str, expected: str) -> None:
    """Parts, orders, splits and zeros are tried."""
    assert expected in names(fitting([Known(reading, number)]))


def test_no_rule_is_an_answer_too() -> None:
    """A number that has nothing to do with the badge fits no rule."""
    assert fitting([Known(bytes.fromhex("529D06E3"), "4711")]) == []


def test_badges_of_several_lengths_may_be_mixed() -> None:
    """One rule for four and for seven bytes."""
    known = [
        Known(bytes.fromhex("04AF68DAC85A80"), "04AF68DAC85A80"),
        Known(bytes.fromhex("0000A1B2"), "0000A1B2"),
    ]
    assert names(fitting(known)) == ["uid-hex"]


def test_one_badge_has_one_number() -> None:
    """A slip of the person is told, and not taken for a rule."""
    one, other = Known(bytes(4), "1"), Known(bytes(4), "2")
    with pytest.raises(Contradiction, match="given another number before"):
        fitting([one, other])


def test_two_badges_do_not_have_one_number() -> None:
    """A rule that could not tell two people apart is none."""
    one, other = Known(b"\x01\x01", "1"), Known(b"\x02\x01", "1")
    with pytest.raises(Contradiction, match="another badge has this number"):
        fitting([one, other])


def test_every_common_reading_of_a_badge() -> None:
    """All presets that take it, with their numbers."""
    numbers = {name: each.value for name, each in every_number(bytes.fromhex("0A004D7603")).items()}
    assert numbers["em4100-3-5"] == "077,30211"
    assert numbers["uid-decimal"] == "42954749443"
    assert not any(name.startswith("wiegand") for name in numbers)
    assert {name: each.value for name, each in every_number(Bits(0x21A6616, 26)).items()} == {
        "wiegand26": "01313067",
        "wiegand26-card": "13067",
        "wiegand26-decimal": "865035",
        "wiegand26-hex": "0D330B",
    }
