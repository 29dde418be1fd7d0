"""What counts as a presentation: the counter of a reader's events decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.model import Presented, ReaderEvent, ReaderFound, Unreadable
from terminal.readers.pcsc.reader import PcscReader
from tests.parts.fake_pcsc import IDENTIFIER, READER, FakePcsc

AT_ONCE = 0.0
SOON = 3.0
A_BADGE = Presented(IDENTIFIER)
MISSED = Unreadable("it was taken away too soon")


def _watched(pcsc: FakePcsc) -> PcscReader:
    """Return a reader that has looked at what is there when it was found."""
    reader = PcscReader(calls=pcsc)
    assert reader.wait(SOON) == ReaderFound(READER)
    return reader


def _heard(reader: PcscReader) -> list[ReaderEvent]:
    """Return all that the reader has to say now."""
    heard = []
    while (event := reader.wait(AT_ONCE)) is not None:
        heard.append(event)
    return heard


@pytest.fixture
def pcsc() -> FakePcsc:
    """Return PC/SC with one reader and nothing on it."""
    return FakePcsc()


def test_a_badge_left_lying_is_one_presentation(pcsc: FakePcsc) -> None:
    """However often somebody waits, it is told once."""
    reader = _watched(pcsc)
    pcsc.lay()
    assert _heard(reader) == [A_BADGE]
    assert _heard(reader) == []


def test_the_same_badge_again_is_another_presentation(pcsc: FakePcsc) -> None:
    """Even if the reader was never seen empty in between."""
    reader = _watched(pcsc)
    pcsc.lay()
    assert _heard(reader) == [A_BADGE]
    pcsc.take()
    pcsc.lay()
    assert _heard(reader) == [A_BADGE]


def test_a_badge_that_lies_there_at_the_start_is_told_once(pcsc: FakePcsc) -> None:
    """It may have been laid there while the terminal was down."""
    pcsc.lay()
    assert _heard(_watched(pcsc)) == [A_BADGE]


@pytest.mark.parametrize("swipes", [1, 2])
def test_a_badge_that_came_and_went_unseen_is_unreadable(pcsc: FakePcsc, swipes: int) -> None:
    """A person hears that it was too short, instead of nothing."""
    reader = _watched(pcsc)
    assert _heard(reader) == []
    for _ in range(swipes):
        pcsc.swipe()
    assert _heard(reader) == [MISSED]


def test_a_badge_missed_behind_one_that_was_read_is_unreadable(pcsc: FakePcsc) -> None:
    """The going of the first is no event; the coming and going of the second is."""
    reader = _watched(pcsc)
    pcsc.lay()
    assert _heard(reader) == [A_BADGE]
    pcsc.take()
    pcsc.swipe()
    assert _heard(reader) == [MISSED]


def test_the_counter_may_wrap(pcsc: FakePcsc) -> None:
    """After 65,535 events comes 0, and the next badge is as new as any."""
    pcsc.readers_there[READER].events = 0xFFFF
    reader = _watched(pcsc)
    assert _heard(reader) == []
    pcsc.lay()
    assert _heard(reader) == [A_BADGE]
    pcsc.take()
    assert _heard(reader) == []
    pcsc.readers_there[READER].events = 0xFFFF
    assert _heard(reader) == []
    pcsc.swipe()
    assert _heard(reader) == [MISSED]


def test_a_badge_that_lies_there_while_somebody_interrupts_is_not_new(pcsc: FakePcsc) -> None:
    """A cancelled wait says nothing of the reader's state, so it changes nothing."""
    reader = _watched(pcsc)
    pcsc.lay()
    assert _heard(reader) == [A_BADGE]
    pcsc.in_between.append(reader.interrupt)
    assert reader.wait(SOON) is None
    assert _heard(reader) == []


def test_a_counter_that_begins_anew_is_no_missed_badge(pcsc: FakePcsc) -> None:
    """Replugged under its old name between two looks, a reader starts from nothing."""
    pcsc.readers_there[READER].events = 40
    reader = _watched(pcsc)
    assert _heard(reader) == []
    pcsc.readers_there[READER].events = 0
    assert _heard(reader) == []


def test_without_a_counter_the_bit_decides(pcsc: FakePcsc) -> None:
    """A stack that counts nothing still gives one presentation for each time it lies there."""
    reader = _watched(pcsc)
    assert _heard(reader) == []
    for _ in range(2):
        pcsc.lay()
        pcsc.readers_there[READER].events = 0
        assert _heard(reader) == [A_BADGE]
        pcsc.take()
        pcsc.readers_there[READER].events = 0
        assert _heard(reader) == []


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=30))
def test_every_badge_that_lies_there_is_told_exactly_once(
    looks: list[tuple[int, bool]],
) -> None:
    """Whatever came and went between two looks, one look tells at most one thing, and the truth."""
    pcsc = FakePcsc()
    reader = _watched(pcsc)
    assert _heard(reader) == []
    for swipes, lies_there in looks:
        for _ in range(swipes):
            pcsc.swipe()
        if lies_there:
            pcsc.lay()
        expected = [A_BADGE] if lies_there else [MISSED] if swipes else []
        assert _heard(reader) == expected
        if lies_there:
            pcsc.take()
