"""What `badge read` says of a reading."""

from terminal.badge_numbers import FirstOf, IdentifierRule, LastingRule
from terminal.badge_numbers.presets import PRESETS
from terminal.cli.badge_words import as_object, as_words
from terminal.model import Bits

RULE = LastingRule(IdentifierRule())


def test_bytes_are_shown_both_ways_and_as_bits() -> None:
    """Every usual way to look at an identifier."""
    lines = as_words(bytes.fromhex("04A3B2C1"), RULE).splitlines()
    assert lines[0].split() == ["bytes", "04", "A3", "B2", "C1"]
    assert lines[1].split() == ["bytes", "reversed", "C1", "B2", "A3", "04"]
    assert lines[2].endswith("00000100 10100011 10110010 11000001")
    assert lines[4].split() == ["badge", "number", "04A3B2C1"]
    assert "uid-decimal-reversed     3249709828" in lines


def test_bits_are_shown_as_they_came() -> None:
    """A row of bits has no bytes."""
    told = as_object(Bits(0x21A6616, 26), FirstOf(PRESETS["wiegand26"].rules))
    assert (told["bits"], told["length"]) == ("10000110100110011000010110", 26)
    assert told["number"] == "01313067"
    assert "bytes" not in told


def test_a_badge_that_is_none_says_why() -> None:
    """Random and cut identifiers, and what no rule takes."""
    assert "as phones do" in as_words(bytes.fromhex("08123456"), RULE)
    assert "Probably the first half" in as_words(bytes.fromhex("880451AA"), RULE)
    told = as_object(Bits(0, 26), RULE)
    assert (told["number"], told["refusal"]) == (None, "a row of bits is no identifier")
    assert as_object(bytes.fromhex("880451AA"), RULE)["cut"] is True


def test_nothing_at_all_can_be_shown() -> None:
    """A badge that gave no byte does not end the verb."""
    assert "the badge gave no identifier" in as_words(b"", RULE)


def test_a_function_badge_is_told_from_others() -> None:
    """With the selection that it chooses, so that nobody gives it to a person."""
    functions = {"04A3B2C1": "doctor"}
    badge, other = bytes.fromhex("04A3B2C1"), bytes.fromhex("04A3B2C2")
    words = as_words(badge, RULE, functions=functions)
    assert "A function badge: it chooses doctor, and is never a swipe." in words
    assert "function badge" not in as_words(other, RULE, functions=functions)
    assert as_object(badge, RULE, functions=functions)["chooses"] == "doctor"
    assert as_object(other, RULE, functions=functions)["chooses"] is None
