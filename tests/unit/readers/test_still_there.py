"""Badges that lie on a reader which tells of them again and again."""

import pytest

from terminal.readers.still_there import AWAY_SECONDS, SETTLING_SECONDS, StillThere

HOUR_SECONDS = 3600
A, B = b"\x0a", b"\x0b"


@pytest.fixture
def lying() -> StillThere:
    """Return what knows of no badge yet."""
    return StillThere()


def test_a_badge_held_for_an_hour_is_one_presentation(lying: StillThere) -> None:
    """However often the reader tells of it."""
    told = [lying.is_new(A, at / 10) for at in range(HOUR_SECONDS * 10)]
    assert told.index(True) == 0
    assert told.count(True) == 1


def test_two_badges_are_one_presentation_each(lying: StillThere) -> None:
    """However the reader mixes them."""
    told = [lying.is_new((A, B)[at % 2], at / 10) for at in range(1000)]
    assert told == [True, True] + [False] * 998


def test_a_badge_that_was_away_is_presented_again(lying: StillThere) -> None:
    """It is away when the reader has been silent for a moment."""
    assert lying.is_new(A, 0.0)
    assert not lying.is_new(A, AWAY_SECONDS)
    assert lying.is_new(A, 2.1 * AWAY_SECONDS)


def test_what_was_taken_away_is_forgotten(lying: StillThere) -> None:
    """Memory does not grow with the number of badges of a company."""
    for number in range(1000):
        lying.is_new(number.to_bytes(5, "big"), number * AWAY_SECONDS)
    assert len(lying._told_at) <= 2


def test_a_badge_that_lay_there_when_the_reader_was_lost_is_no_news(lying: StillThere) -> None:
    """Nobody presented it: somebody mended a plug."""
    lying.is_new(A, 0.0)
    lying.is_new(B, 10.0)
    lying.lost(10.1)
    lying.found(HOUR_SECONDS)
    assert not lying.is_new(B, HOUR_SECONDS + 0.9 * SETTLING_SECONDS)
    assert lying.is_new(A, HOUR_SECONDS + 0.9 * SETTLING_SECONDS)


def test_a_badge_presented_long_after_the_return_is_news(lying: StillThere) -> None:
    """Even if it was the last one before the loss."""
    lying.is_new(A, 0.0)
    lying.lost(0.1)
    lying.found(HOUR_SECONDS)
    assert lying.is_new(A, HOUR_SECONDS + 1.1 * SETTLING_SECONDS)
