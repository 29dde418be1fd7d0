"""Frames of an RDM6300: whole, broken, noisy, and two badges at once."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.model import Presented, Unreadable
from terminal.readers.device import Heard
from terminal.readers.em4100 import MERCY_SECONDS, PAUSE_SECONDS, Em4100Frames, identifier_of
from tests.parts.serial_line import frame

A = bytes.fromhex("0A00B2C3D4")
B = bytes.fromhex("0A00B2C3D5")
LONG_AFTER = MERCY_SECONDS + PAUSE_SECONDS
IDENTIFIERS = st.binary(min_size=5, max_size=5).filter(any)
NOISE = st.binary(max_size=40).map(lambda noise: noise.replace(b"\x02", b"").replace(b"\x03", b""))


def heard_of(*parts: bytes) -> list[Heard]:
    """Return what is heard of bytes that come one part after the other, without a pause."""
    frames = Em4100Frames()
    heard = [each for part in parts for each in frames.take(part, 0.0)]
    return [*heard, *frames.expire(LONG_AFTER), *frames.expire(2 * LONG_AFTER)]


def test_a_frame_gives_the_five_bytes() -> None:
    """As an RDM6300 ends it, and as an ID-12LA does, in letters of either case."""
    assert heard_of(b"\x020415148EEE65\x03") == [Presented(bytes.fromhex("0415148EEE"))]
    assert heard_of(b"\x0204000b54c299\r\n\x03") == [Presented(bytes.fromhex("04000B54C2"))]


@given(identifier=IDENTIFIERS, cuts=st.lists(st.integers(0, 14)))
def test_a_frame_may_come_in_pieces(identifier: bytes, cuts: list[int]) -> None:
    """The line decides how many bytes come at once."""
    whole = frame(identifier)
    places = [0, *sorted(cuts), len(whole)]
    parts = [whole[begin:end] for begin, end in pairwise(places)]
    assert heard_of(*parts) == [Presented(identifier)]


@given(identifier=IDENTIFIERS, noise=NOISE)
def test_noise_between_frames_means_nothing(identifier: bytes, noise: bytes) -> None:
    """A module sends some when it is switched on."""
    assert heard_of(noise + frame(identifier) + noise) == [Presented(identifier)]
    assert heard_of(noise) == []


@given(identifier=IDENTIFIERS, begin=st.integers(0, 13), length=st.integers(1, 13))
def test_half_a_frame_never_becomes_a_number(identifier: bytes, begin: int, length: int) -> None:
    """Whatever is missing of it; whoever sees that a frame began says so."""
    whole = frame(identifier)
    half = whole[:begin] + whole[begin + length :]
    heard = heard_of(half)
    assert not any(isinstance(each, Presented) for each in heard)
    assert (len(heard) == 1) == half.startswith(b"\x02")


@given(identifier=IDENTIFIERS, place=st.integers(1, 12), wrong=st.integers(0, 255))
def test_a_wrong_byte_never_makes_another_number(identifier: bytes, place: int, wrong: int) -> None:
    """The checksum finds every change of one byte."""
    whole = bytearray(frame(identifier))
    whole[place] = wrong
    presented = [each for each in heard_of(bytes(whole)) if isinstance(each, Presented)]
    assert presented in ([], [Presented(identifier)])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"0A00B2C3D4", "without twelve"),
        (b"0A00B2C3D4AFF", "without twelve"),
        (b"0A00B2C3 D4F", "without twelve"),
        (b"0A00B2C3D4AE", "wrong checksum"),
        (b"000000000000", "zeros"),
        (b"", "without twelve"),
    ],
)
def test_what_is_wrong_with_a_frame_is_told(content: bytes, reason: str) -> None:
    """A person who looks for the cause reads it in the log."""
    with pytest.raises(ValueError, match=reason):
        identifier_of(content)
    [heard] = heard_of(b"\x02" + content + b"\x03")
    assert isinstance(heard, Unreadable)
    assert reason in heard.reason


def test_a_frame_without_an_end_is_not_hoarded() -> None:
    """The first fifteen bytes tell that it is none; what follows is noise."""
    assert heard_of(b"\x02" + b"0" * 1000) == [Unreadable("a frame has no end")]


def test_the_whole_frame_after_a_broken_one_counts() -> None:
    """A badge at the edge of the field is read in the end, and nobody hears of the try before."""
    frames = Em4100Frames()
    assert frames.take(frame(A)[:9], 0.0) == []
    assert frames.due_at() == PAUSE_SECONDS
    assert frames.take(frame(A), 0.065) == [Presented(A)]
    assert frames.due_at() is None
    assert frames.expire(LONG_AFTER) == []


def test_a_broken_frame_alone_is_unreadable_once() -> None:
    """After a while in which the badge could have been read."""
    frames = Em4100Frames()
    frames.take(frame(A)[:9], 1.0)
    assert frames.expire(1.0 + PAUSE_SECONDS / 2) == []
    assert frames.expire(1.2) == []
    assert frames.due_at() == 1.2 + MERCY_SECONDS
    assert frames.take(b"\x02", 1.3) == []
    assert frames.expire(1.6) == [Unreadable("a frame broke off")]


def test_two_badges_in_turn_are_both_read() -> None:
    """Each frame is one badge's, whatever lies beside it."""
    assert heard_of(frame(A) + frame(B) + frame(A)) == [Presented(A), Presented(B), Presented(A)]


def test_two_badges_through_each_other_are_unreadable() -> None:
    """Two modules on one wire, or two badges in one field, make no third number."""
    mixed = b"".join(bytes(pair) for pair in zip(frame(A), frame(B), strict=True))
    heard = heard_of(mixed)
    assert [type(each) for each in heard] == [Unreadable]
