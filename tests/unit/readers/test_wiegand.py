"""A Wiegand reader on gpiozero's mock pins, with pulses that are true to the microsecond."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from threading import Thread
from time import monotonic

import pytest

from terminal.model import Bits, Presented, ReaderEvent, ReaderFound, ReaderLost, Unreadable
from terminal.readers.wiegand import LOOK_SECONDS, Pins, WiegandReader, wiegand_reader
from terminal.readers.wiegand_pins import WiegandPins
from tests.parts.wiegand_wall import D0, D1, STEP_SECONDS, WallReader, inverted, row_of, with_parity

SOON = 5.0
QUIET = 0.1
NAME = "wall"
BADGES = [with_parity(content, 26) for content in (0x0A1234, 0xFF0001, 0x123456, 0x00FFEE)]


def _reader(wall: WallReader, length: int = 0, look_seconds: float = LOOK_SECONDS) -> WiegandReader:
    open_pins = partial(WiegandPins, D0, D1, pin_factory=wall.factory)
    return WiegandReader(
        NAME,
        open_pins,
        length=length,
        silence_seconds=0.01,
        patience_seconds=0.04,
        look_seconds=look_seconds,
    )


@pytest.fixture
def wall() -> WallReader:
    """Return a reader on a wall."""
    return WallReader()


@pytest.fixture
def reader(wall: WallReader) -> Iterator[WiegandReader]:
    """Return what listens to it, found."""
    with closing(_reader(wall)) as reader:
        assert reader.wait(SOON) == ReaderFound(NAME)
        yield reader


def _heard(reader: WiegandReader) -> list[ReaderEvent]:
    heard, is_over = list[ReaderEvent](), False
    while not is_over:
        # A busy machine may take longer than that for all that was told.
        was_told = not reader._told.empty()
        event = reader.wait(QUIET)
        heard += [event] if event else []
        is_over = event is None and not was_told
    return heard


@pytest.mark.parametrize("bits", [*BADGES, Bits(0, 48), Bits(2**37 - 1, 37), with_parity(5, 34)])
@pytest.mark.parametrize("step_seconds", [200e-6, 2e-3, 20e-3])
def test_a_badge_is_read(
    wall: WallReader, reader: WiegandReader, bits: Bits, step_seconds: float
) -> None:
    """At every pace of the standard, with each of its leading zeros."""
    wall.send(bits, step_seconds)
    assert _heard(reader) == [Presented(bits)]


@pytest.mark.slow
def test_a_badge_held_for_an_hour_is_one_presentation(
    wall: WallReader, reader: WiegandReader
) -> None:
    """A reader that tells of it every 0.9 s tells of it 4000 times."""
    heard = []
    for _ in range(40):
        for _ in range(100):
            wall.send(BADGES[0])
            wall.now += 0.9 - 26 * STEP_SECONDS
        heard += _heard(reader)
    assert heard == [Presented(BADGES[0])]
    wall.now += 2.0
    wall.send(BADGES[0])
    assert _heard(reader) == [Presented(BADGES[0])]


def test_two_badges_in_turn_are_one_presentation_each(
    wall: WallReader, reader: WiegandReader
) -> None:
    """However the reader mixes them."""
    for _ in range(5):
        for bits in BADGES[:2]:
            wall.send(bits)
            wall.now += 0.3
    assert _heard(reader) == [Presented(BADGES[0]), Presented(BADGES[1])]


def test_half_a_badge_and_a_glitch_are_unreadable(wall: WallReader, reader: WiegandReader) -> None:
    """And the next badge is read."""
    wall.pulse(row_of(BADGES[0])[:20])
    wall.now += 1
    wall.pulse(row_of(BADGES[0])[:10])
    wall.pulse([0], 10e-6)
    wall.pulse(row_of(BADGES[0])[10:])
    wall.now += 1
    wall.send(BADGES[1])
    half, glitch, whole = _heard(reader)
    assert half == Unreadable("20 bits, not 26 to 48")
    assert isinstance(glitch, Unreadable)
    assert whole == Presented(BADGES[1])


def test_only_the_length_that_was_said_is_read(wall: WallReader) -> None:
    """Which keeps a part of a longer row from being a badge."""
    with closing(_reader(wall, 34)) as reader:
        assert reader.wait(SOON) == ReaderFound(NAME)
        wall.send(BADGES[0])
        assert _heard(reader) == [Unreadable("26 bits, not 34")]


def test_pulses_while_it_waits_are_gathered(wall: WallReader, reader: WiegandReader) -> None:
    """They come in a thread of their own."""
    sending = Thread(target=wall.send, args=(BADGES[0],))
    sending.start()
    assert reader.wait(SOON) == Presented(BADGES[0])
    sending.join()


def test_a_row_that_is_told_of_haltingly_is_read(wall: WallReader) -> None:
    """A machine that is busy tells of pulses late; their times are true all the same."""
    open_pins = partial(WiegandPins, D0, D1, pin_factory=wall.factory)
    with closing(WiegandReader(NAME, open_pins, length=26)) as reader:
        assert reader.wait(SOON) == ReaderFound(NAME)
        wall.pulse(row_of(BADGES[0])[:13])
        assert reader.wait(0.0) is None
        assert reader.wait(0.1) is None
        wall.pulse(row_of(BADGES[0])[13:])
        assert reader.wait(SOON) == Presented(BADGES[0])


def test_noise_without_end_ends_no_wait_late(wall: WallReader, reader: WiegandReader) -> None:
    """Nor does it fill the memory."""
    wall.pulse([0, 1] * 6000)
    assert reader.wait(0.0) is None
    assert reader.wait(SOON) == Unreadable("10000 bits, not 26 to 48")
    assert [type(each) for each in _heard(reader)] == [Unreadable]


def test_swapped_wires_are_said_and_nothing_is_read(
    wall: WallReader, reader: WiegandReader
) -> None:
    """Until one badge fits."""
    for bits in BADGES[:3]:
        wall.send(inverted(bits))
        wall.now += 1
    first, second, lost, third = _heard(reader)
    assert [first, second] == [Presented(inverted(bits)) for bits in BADGES[:2]]
    assert isinstance(lost, ReaderLost)
    assert "swapped" in lost.reason
    assert third == Unreadable(lost.reason)
    wall.now += 1
    wall.send(BADGES[3])
    assert _heard(reader) == [ReaderFound(NAME), Presented(BADGES[3])]


@pytest.mark.parametrize(("wires", "named"), [([0], "D0"), ([1], "D1"), ([0, 1], "D0 and D1")])
def test_a_wire_held_low_is_a_loss(wall: WallReader, wires: list[int], named: str) -> None:
    """A reader without power pulls both down; said once, and once when it is back."""
    with closing(_reader(wall, look_seconds=0.02)) as reader:
        assert reader.wait(SOON) == ReaderFound(NAME)
        for wire in wires:
            wall.fall(wire)
        assert reader.wait(SOON) == ReaderLost(
            f"{named} held low: has the reader power, are GND and wires right?"
        )
        assert reader.wait(0.1) is None
        for wire in wires:
            wall.rise(wire)
        assert reader.wait(SOON) == ReaderFound(NAME)
        wall.now += 1
        wall.send(BADGES[0])
        assert reader.wait(SOON) == Presented(BADGES[0])


def test_a_badge_says_that_the_wires_are_right_again(wall: WallReader) -> None:
    """Sooner than the next look at them; and another wire is another reason, in the log."""
    with closing(_reader(wall, look_seconds=0.02)) as reader:
        assert reader.wait(SOON) == ReaderFound(NAME)
        wall.fall(0)
        assert isinstance(reader.wait(SOON), ReaderLost)
        wall.rise(0)
        wall.now += 1
        wall.send(BADGES[0])
        assert _heard(reader) == [ReaderFound(NAME), Presented(BADGES[0])]


def test_another_wire_held_low_is_another_reason(
    wall: WallReader, caplog: pytest.LogCaptureFixture
) -> None:
    """For the log: the door knows already that it is lost."""
    caplog.set_level(logging.INFO)
    with closing(_reader(wall, look_seconds=0.01)) as reader:
        assert reader.wait(SOON) == ReaderFound(NAME)
        wall.fall(0)
        assert isinstance(reader.wait(SOON), ReaderLost)
        wall.fall(1)
        assert reader.wait(0.1) is None
        assert "D0 and D1 held low" in caplog.text


def test_pins_that_cannot_be_had_are_tried_again(wall: WallReader) -> None:
    """Somebody may put the user into the right group, or stop the other program."""
    failures = [RuntimeError("GPIO busy"), RuntimeError("GPIO busy")]

    def open_pins(on_pulse: Callable[[float, int], None]) -> Pins:
        if failures:
            raise failures.pop()
        return WiegandPins(D0, D1, on_pulse, wall.factory)

    with closing(WiegandReader(NAME, open_pins, retry_seconds=0.01)) as reader:
        assert reader.wait(SOON) == ReaderLost(
            "no GPIO for it: RuntimeError: GPIO busy; "
            "see to python3-lgpio and group gpio, or that no other program has these pins"
        )
        assert reader.wait(SOON) == ReaderFound(NAME)


def test_pins_that_fail_at_work_are_given_back_and_had_anew(wall: WallReader) -> None:
    """As of a chip that was unplugged: badges are read again when it is back."""
    failures = [OSError("the chip is gone")]

    class FailingPins(WiegandPins):
        def low(self) -> list[str]:
            if failures:
                raise failures.pop()
            return super().low()

    open_pins = partial(FailingPins, D0, D1, pin_factory=wall.factory)
    reader = WiegandReader(NAME, open_pins, look_seconds=0.01, retry_seconds=0.01)
    with closing(reader):
        found, lost = reader.wait(SOON), reader.wait(SOON)
        assert isinstance(lost, ReaderLost)
        assert "OSError: the chip is gone" in lost.reason
        assert reader.wait(SOON) == found == ReaderFound(NAME)
        wall.send(BADGES[0])
        assert reader.wait(SOON) == Presented(BADGES[0])


@pytest.mark.skipif(os.path.exists("/dev/gpiochip0"), reason="this machine has GPIO")  # noqa: PTH110
def test_a_machine_without_gpio_says_so() -> None:
    """And does not end."""
    with closing(wiegand_reader(D0, D1, 26)) as reader:
        lost = reader.wait(SOON)
        assert isinstance(lost, ReaderLost)
        assert lost.reason.startswith("no GPIO for it: ")


def test_pins_are_given_back(wall: WallReader) -> None:
    """Also if only the first of them could be had."""
    for _ in range(3):
        WiegandPins(D0, D1, lambda *_: None, wall.factory).close()
        with pytest.raises(Exception, match="already in use"):
            WiegandPins(D0, D0, lambda *_: None, wall.factory)


def test_a_pulse_costs_little(wall: WallReader, reader: WiegandReader) -> None:
    """A reader sends 5000 pulses in a second at the very most, and 500 as a rule."""
    pin = wall.factory.pin(D0)
    pulses = 10_000
    begun = monotonic()
    for _ in range(pulses):
        pin._call_when_changed()
    assert (monotonic() - begun) / pulses < 100e-6
    assert isinstance(reader, WiegandReader)
