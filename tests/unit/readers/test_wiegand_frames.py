"""Rows of bits: whole, half, with glitches, and of two badges at once."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.model import Bits, Presented, Unreadable
from terminal.readers.wiegand_frames import LONGEST_SECONDS, Pulse, WiegandFrames
from terminal.readers.wiegand_swap import SwappedWires
from tests.parts.wiegand_wall import inverted, row_of, with_parity

STANDARD_STEPS = st.floats(200e-6, 20e-3)
ROWS = st.integers(26, 48).flatmap(
    lambda length: st.builds(Bits, st.integers(0, (1 << length) - 1), st.just(length))
)


def pulses(bits: Bits, step_seconds: float = 2e-3, at: float = 100.0) -> list[Pulse]:
    """Return the pulses of a badge."""
    return [Pulse(at + index * step_seconds, bit) for index, bit in enumerate(row_of(bits))]


def heard_of(train: list[Pulse], length: int = 0) -> list[Presented | Unreadable]:
    """Return what a train of pulses makes."""
    return [row.heard for row in WiegandFrames(length).read(train)]


@given(bits=ROWS, step=STANDARD_STEPS, jitter=st.randoms(use_true_random=False))
def test_a_row_at_any_pace_of_the_standard_comes_through(
    bits: Bits, step: float, jitter: Random
) -> None:
    """Leading zeros included, whatever the kernel's clock is late by, in whatever order told."""
    train = [Pulse(at + jitter.uniform(0, 40e-6), bit) for at, bit in pulses(bits, step)]
    jitter.shuffle(train)
    assert heard_of(train) == [Presented(bits)]


@given(bits=ROWS, kept=st.integers(1, 25), place=st.booleans())
def test_half_a_row_is_no_badge(bits: Bits, kept: int, place: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
    """Fewer than 26 bits never are, whichever are missing."""
    train = pulses(bits)[:kept] if place else pulses(bits)[-kept:]
    assert not any(isinstance(heard, Presented) for heard in heard_of(train))


@given(bits=ROWS, missing=st.integers(1, 10))
def test_a_row_of_another_length_is_no_badge(bits: Bits, missing: int) -> None:
    """Whoever says how many bits there are never gets a part of a longer row."""
    [heard] = heard_of(pulses(bits)[:-missing], bits.length)
    assert isinstance(heard, Unreadable)
    assert heard_of(pulses(bits), bits.length) == [Presented(bits)]


@given(
    bits=ROWS,
    place=st.integers(0, 24),
    at=st.one_of(st.floats(0.01, 0.49), st.floats(0.51, 0.99)),
    wire=st.integers(0, 1),
)
def test_a_glitch_between_two_bits_is_found(bits: Bits, place: int, at: float, wire: int) -> None:
    """It comes too soon after one of its neighbours, on the same wire or the other."""
    train = pulses(bits)
    step = train[1].at - train[0].at
    train.append(Pulse(train[place].at + at * step, wire))
    assert [type(each) for each in heard_of(train)] == [Unreadable]


@given(bits=ROWS, noise=st.lists(st.integers(0, 1), min_size=1, max_size=3))
def test_a_few_stray_pulses_are_noise(bits: Bits, noise: list[int]) -> None:
    """A lift that starts beeps at nobody."""
    stray = [Pulse(50.0 + index, wire) for index, wire in enumerate(noise)]
    assert heard_of(stray) == []
    assert heard_of(stray + pulses(bits)) == [Presented(bits)]


def test_two_rows_are_two_badges() -> None:
    """As soon as there is more time between them than within one."""
    one, other = with_parity(1, 26), with_parity(2, 26)
    later = 100.0 + 25 * 2e-3 + LONGEST_SECONDS + 1e-3
    assert heard_of(pulses(one) + pulses(other, at=later)) == [Presented(one), Presented(other)]


@pytest.mark.parametrize("delay_seconds", [0.0, 0.3e-3, 1e-3, 1.7e-3, 26 * 2e-3])
def test_two_badges_through_each_other_are_unreadable(delay_seconds: float) -> None:
    """Two readers on one pair of wires, or one that sends without a pause."""
    one, other = with_parity(1, 26), with_parity(2, 26)
    [heard] = heard_of(pulses(one) + pulses(other, at=100.0 + delay_seconds))
    assert isinstance(heard, Unreadable)


@pytest.mark.parametrize(
    ("train", "reason"),
    [
        (pulses(Bits(0b1010, 4)), "4 bits: a key of the reader"),
        (pulses(Bits(0, 14)), "14 bits, all on D0: is D1 connected?"),
        (pulses(Bits(2**12 - 1, 12)), "12 bits, all on D1: is D0 connected?"),
        (pulses(Bits(5, 25)), "25 bits, not 26 to 48"),
        (pulses(Bits(5, 49)), "49 bits, not 26 to 48"),
        (
            pulses(Bits(5, 26)) + pulses(Bits(10, 26), at=100.0 + 20e-6),
            "pulses on D0 and D1 at the same time",
        ),
        ([*pulses(Bits(0, 26)), Pulse(100.0 + 5e-6, 0)], "a pulse 5 µs after another"),
    ],
)
def test_what_is_wrong_with_a_row_is_told(train: list[Pulse], reason: str) -> None:
    """An installer reads it in the log."""
    [heard] = heard_of(train)
    assert isinstance(heard, Unreadable)
    assert heard.reason.startswith(reason)


def test_the_rest_of_a_row_that_came_too_late_is_no_badge() -> None:
    """Even if it looks like one: what it belongs to is over."""
    train = pulses(Bits(2**60 + 5, 62))
    frames = WiegandFrames()
    assert [type(row.heard) for row in frames.read(train[:30])] == [Presented]
    [late] = frames.read(train[30:])
    assert late.heard == Unreadable("the rest of a row of bits came too late")
    whole = with_parity(7, 34)
    assert frames.read(pulses(whole, at=200.0))[0].heard == Presented(whole)


def test_a_clock_set_back_costs_one_badge_at_most() -> None:
    """Older kernels give the times of edges by the wall clock."""
    frames = WiegandFrames()
    frames.read(pulses(with_parity(1, 26), at=5000.0))
    frames.read(pulses(with_parity(2, 26), at=100.0))
    bits = with_parity(3, 26)
    assert frames.read(pulses(bits, at=200.0))[0].heard == Presented(bits)


LENGTHS_WITH_PARITY = st.sampled_from([26, 30, 34, 37])


@st.composite
def badges(draw: st.DrawFn) -> list[Bits]:
    """Return three different badges of one format with parity."""
    length = draw(LENGTHS_WITH_PARITY)
    content = st.integers(0, (1 << (length - 2)) - 1)
    return [with_parity(each, length) for each in draw(st.lists(content, min_size=3, unique=True))]


@given(badges())
def test_swapped_wires_are_suspected_after_three_badges(rows: list[Bits]) -> None:
    """The same badge again proves nothing more."""
    wires = SwappedWires()
    for bits in rows[:2] * 3:
        wires.see(inverted(bits))
        assert not wires.is_suspected
    wires.see(inverted(rows[2]))
    assert wires.is_suspected
    wires.see(rows[0])
    assert not wires.is_suspected


@given(badges())
def test_one_badge_that_fits_ends_all_suspicion(rows: list[Bits]) -> None:
    """Nobody swaps wires while a terminal runs."""
    wires = SwappedWires()
    wires.see(rows[0])
    for bits in rows:
        wires.see(inverted(bits))
    assert not wires.is_suspected


def test_badges_that_fit_neither_way_say_nothing() -> None:
    """Nor do formats of which nothing is known."""
    wires = SwappedWires()
    for content in range(10):
        right = with_parity(content, 26)
        wires.see(Bits(right.value ^ 1, 26))
        wires.see(inverted(Bits(right.value << 6, 32)))
        if content % 3:
            wires.see(inverted(right))
    assert not wires.is_suspected
