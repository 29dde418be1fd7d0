"""Numbers that come sign by sign, in whatever manner."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.model import Presented, Unreadable
from terminal.readers.device import Heard
from terminal.readers.text_lines import PACE_SECONDS, TextLines
from terminal.readers.typed import AFRESH_SECONDS, END, Typing

PACE = 0.1
STEP = PACE / 2
BEGUN_AT = 100.0
LATER = BEGUN_AT + 10
HALF = "it broke off in the middle"


class Keys:
    """Types at a pace of its own."""

    def __init__(self, typing: Typing) -> None:
        self.typing = typing
        self.at = LATER

    def type(self, text: str) -> list[Heard]:
        heard = list[Heard]()
        for sign in text:
            self.at += STEP
            heard.extend(self.typing.take(sign, self.at))
        return heard

    def pause(self, seconds: float) -> list[Heard]:
        self.at += seconds
        return list(self.typing.expire(self.at))


@pytest.fixture
def keys() -> Keys:
    """Return keys of a reader that ends each number."""
    return Keys(Typing(pace_seconds=PACE, begun_at=BEGUN_AT))


@pytest.fixture
def endless() -> Keys:
    """Return keys of a reader that ends no number."""
    return Keys(Typing(pace_seconds=PACE, length=4, has_end=False, begun_at=BEGUN_AT))


def test_an_end_makes_a_number(keys: Keys) -> None:
    """And not the pause after it; empty lines mean nothing."""
    assert keys.type(f"0012{END}") == [Presented("0012")]
    assert keys.typing.due_at() is None
    assert keys.type(f"{END} {END}") == []
    assert keys.type(f" 34 {END}") == [Presented("34")]
    assert keys.pause(60) == []


def test_half_a_number_is_unreadable_at_once(keys: Keys) -> None:
    """The person is still there and can try again."""
    assert keys.type("0012") == []
    assert keys.typing.due_at() == keys.at + PACE
    assert keys.pause(PACE * 1.01) == [Unreadable(HALF)]
    assert keys.typing.due_at() is None
    assert keys.pause(PACE) == []


def test_the_rest_of_a_number_never_counts(keys: Keys) -> None:
    """Neither if somebody looked during the pause, nor if nobody did."""
    keys.type("0012")
    keys.pause(PACE * 2)
    assert keys.type(f"3456{END}") == [Unreadable(HALF)]
    keys.type("0012")
    keys.at += PACE * 2
    assert keys.type(f"3456{END}") == [Unreadable(HALF), Unreadable(HALF)]
    assert keys.type(f"0012{END}") == [Presented("0012")]


def test_long_after_half_a_number_the_next_one_counts(keys: Keys) -> None:
    """Nobody has to swipe twice for what went wrong an hour ago."""
    keys.type("0012")
    keys.pause(AFRESH_SECONDS)
    assert keys.type(f"6{END}") == [Unreadable(HALF)]
    keys.type("0012")
    keys.pause(PACE * 2)
    keys.pause(AFRESH_SECONDS)
    assert keys.type(f"7{END}") == [Presented("7")]


def test_what_began_before_anybody_listened_never_counts() -> None:
    """A reader that is found in the middle of a number."""
    typing = Typing(pace_seconds=PACE, begun_at=BEGUN_AT)
    reason = "it began before the reader was found"
    assert typing.take("3", BEGUN_AT + STEP) == []
    assert typing.take("4", BEGUN_AT + 2.5 * STEP) == []
    assert typing.take(END, BEGUN_AT + 3.5 * STEP) == [Unreadable(reason)]
    assert typing.take("5", BEGUN_AT + 4 * STEP) == []
    assert typing.take(END, BEGUN_AT + 5 * STEP) == [Presented("5")]


def test_a_sign_that_does_not_belong_spoils_the_number(keys: Keys) -> None:
    """It is told at the end, or when none comes."""
    keys.type("12")
    assert keys.typing.spoil("what is this?", keys.at) == []
    assert keys.type(f"34{END}") == [Unreadable("what is this?")]
    keys.typing.spoil("what is this?", keys.at)
    assert keys.pause(PACE * 2) == [Unreadable("what is this?")]


def test_a_number_without_an_end_is_not_hoarded(keys: Keys) -> None:
    """Whatever types for minutes is no badge."""
    heard = keys.type("1" * 1000)
    assert heard
    assert set(heard) == {Unreadable("it has no end")}


@pytest.mark.parametrize("text", ["123", "12345"])
def test_another_length_is_unreadable(text: str) -> None:
    """Two numbers in one, or half of one."""
    keys = Keys(Typing(pace_seconds=PACE, length=4, begun_at=BEGUN_AT))
    assert keys.type(text + END) == [Unreadable(f"it has {len(text)} signs, not 4")]
    assert keys.type(f"1234{END}{END}") == [Presented("1234")]


def test_without_an_end_the_pause_makes_a_number(endless: Keys) -> None:
    """Some readers cannot be set to end a number."""
    assert endless.type("1234") == []
    assert endless.pause(PACE * 2) == [Presented("1234")]
    assert endless.type("5678") == []
    endless.at += PACE * 2
    assert endless.type("9") == [Presented("5678")]


@given(cut=st.integers(1, 3))
def test_without_an_end_a_part_has_the_wrong_length(cut: int) -> None:
    """Which is why such a reader must say how long its numbers are."""
    keys = Keys(Typing(pace_seconds=PACE, length=4, has_end=False, begun_at=BEGUN_AT))
    heard = [*keys.type("1234"[:cut]), *keys.pause(PACE * 2)]
    heard += [*keys.type("1234"[cut:]), *keys.pause(PACE * 2)]
    assert [type(each) for each in heard] == [Unreadable, Unreadable]


class TestTextLines:
    """Lines on a serial line."""

    @staticmethod
    def heard_of(received: bytes) -> list[Heard]:
        lines = TextLines(clock=lambda: BEGUN_AT)
        heard = lines.take(received, LATER)
        return [*heard, *lines.expire(LATER + PACE_SECONDS * 2)]

    @pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n", b"\x03", b"\r\n\x03"])
    @pytest.mark.parametrize("begin", [b"", b"\x02"])
    def test_any_usual_framing_is_understood(self, begin: bytes, end: bytes) -> None:
        """No reader has to be set up for this."""
        line = begin + b"0012AbC" + end
        assert self.heard_of(line + line) == [Presented("0012AbC")] * 2

    def test_a_line_that_begins_in_another_is_unreadable(self) -> None:
        """The first of the two broke off."""
        [heard] = self.heard_of(b"\x0200\x020012\x03")
        assert isinstance(heard, Unreadable)

    @pytest.mark.parametrize("noise", [b"\x00", b"\xff", b"\x1b[2J", "é".encode()])
    def test_noise_in_a_line_makes_it_unreadable(self, noise: bytes) -> None:
        """A wrong speed looks like this."""
        [heard] = self.heard_of(b"12" + noise + b"34\r\n")
        assert heard == Unreadable("what came is no text: do speed and protocol fit?")

    @given(st.binary(max_size=200))
    def test_anything_may_come(self, received: bytes) -> None:
        """What becomes a number was a whole line of text."""
        lines = {each.strip() for each in _split(received)}
        for heard in self.heard_of(received):
            assert isinstance(heard, Unreadable) or heard.reading in lines


def _split(received: bytes) -> list[str]:
    for byte in (b"\r", b"\x03", b"\x02"):
        received = received.replace(byte, b"\n")
    return received.decode("latin-1").split("\n")
