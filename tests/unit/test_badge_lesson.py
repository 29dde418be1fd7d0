"""A lesson with several badges."""

from terminal.badge_numbers import PRESETS
from terminal.cli.badge_lesson import Lesson
from terminal.model import Bits
from tests.parts.badge_encoder import encoded


def test_a_phone_teaches_nothing() -> None:
    """A random identifier is refused before its number is asked for."""
    told: list[str] = []
    assert not Lesson(told.append).takes(bytes.fromhex("08123456"))
    assert "as phones do" in told[0]


def test_a_cut_identifier_is_learned_from_with_a_warning() -> None:
    """It may be a real one."""
    told: list[str] = []
    assert Lesson(told.append).takes(bytes.fromhex("880451AA"))
    assert "only the first half" in told[0]


def test_bits_and_text_are_taken() -> None:
    """Only identifiers can be random."""
    lesson = Lesson(print)
    assert lesson.takes(Bits(5, 26))
    assert lesson.takes("08123456")
    assert lesson.takes("")


def test_it_is_over_with_one_rule_from_two_badges_or_with_none() -> None:
    """One badge is never enough, and no further badge brings a rule back."""
    lesson = Lesson(print)
    assert not lesson.is_over
    lesson.learn("X-1", "X-1")
    assert (len(lesson.found), lesson.is_over) == (1, False)
    lesson.learn("Y-2", "Y-2")
    assert (lesson.badges, lesson.is_over) == (2, True)

    other = Lesson(print)
    other.learn("X-1", "unheard-of")
    assert (other.found, other.is_over) == ([], True)


def test_long_lists_are_cut() -> None:
    """The likeliest rules are named, and that there are more."""
    told: list[str] = []
    (rule,) = PRESETS["hid-37-facility"].rules
    Lesson(told.append).learn(encoded(rule, "00000000044", 35), "00000000044")
    assert told[0].startswith("15 rules fit: hid-37-facility, ")
    assert told[0].endswith(", …")


def test_rules_of_ones_own_are_named_by_what_they_write() -> None:
    """The number, and the order where it is not the usual one."""
    told: list[str] = []
    Lesson(told.append).learn(bytes.fromhex("04AF68DAC85A80"), "68AF04")
    assert told[0] == '1 rule fits: "{data[-24:]:X}" byte_order lsb-first'
