"""Oddities among the badges that come by."""

from terminal.badge_numbers import NumberWatch
from terminal.badge_numbers.watch import COLLISION, CUT
from terminal.model import BadgeNumber, Bits

ONE, OTHER = BadgeNumber("12345"), BadgeNumber("54321")


def test_two_badges_with_one_number_are_found_once() -> None:
    """The second badge is told of, and then no more."""
    watch = NumberWatch()
    first, second = bytes.fromhex("01003039"), bytes.fromhex("02003039")

    assert [watch.notice("door", each, ONE) for each in (first, first, second)] == [
        None,
        None,
        COLLISION,
    ]
    assert [watch.notice("door", each, ONE) for each in (first, second)] == [None, None]


def test_one_badge_at_two_readers_is_no_collision() -> None:
    """Each reader has its own way to deliver the same badge."""
    watch = NumberWatch()
    assert watch.notice("door", bytes.fromhex("00003039"), ONE) is None
    assert watch.notice("wall", Bits(12345, 26), ONE) is None
    assert watch.notice("door", "12345", ONE) is None
    assert watch.notice("gate", "0000012345", ONE) is None


def test_a_cut_identifier_is_told_of_once() -> None:
    """The same badge is not told of at each swipe."""
    watch = NumberWatch()
    cut = bytes.fromhex("880451AA")
    assert [watch.notice("door", cut, ONE) for _ in range(3)] == [CUT, None, None]


def test_it_forgets_the_badge_not_seen_for_longest() -> None:
    """Its memory is bounded."""
    watch = NumberWatch(most=1)
    first, second = bytes(4), bytes(7)
    assert watch.notice("door", first, ONE) is None
    assert watch.notice("door", first, OTHER) is None
    assert watch.notice("door", second, ONE) is None


def test_it_keeps_no_number() -> None:
    """Whoever sees its memory learns neither number nor identifier."""
    watch = NumberWatch()
    watch.notice("door", "98765432", BadgeNumber("98765432"))
    assert "98765432" not in repr(vars(watch))
