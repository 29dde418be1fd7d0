"""Readers that type: found, taken away from others, and read key by key."""

import errno
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.model import Presented, ReaderEvent, ReaderFound, ReaderLost, Unreadable
from terminal.readers.device import DeviceReader, Unusable
from terminal.readers.input_devices import Wanted
from terminal.readers.key_layouts import LayoutName, layout
from terminal.readers.keyboard import Keyboard, Manner, keyboard_reader
from tests.parts.fake_input import (
    BACKSLASH,
    CAPS_LOCK,
    ENTER,
    NAME,
    NUM_LOCK,
    PLACE,
    SHIFT,
    TAB,
    USB_ID,
    FakeInput,
)

SOON = 5.0
PACE = 0.05
QUIET = 0.12
READER = Wanted(usb_id=USB_ID)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[FakeInput]:
    """Return a machine with a reader, and with the power button that every machine has."""
    machine = FakeInput(tmp_path)
    machine.plug_in("event0", name="Power Button", place="LNXPWRBN/button/input0", keys="1000 0")
    machine.plug_in()
    with closing(machine):
        yield machine


def _opened(machine: FakeInput, **manner: object) -> DeviceReader:
    """Return a reader that was found long ago."""
    reader = keyboard_reader(
        READER,
        Manner(pace_seconds=PACE, **manner),  # type: ignore[arg-type]  # as Manner has them
        open_keyboard=machine.open,
        retry_seconds=0.02,
    )
    assert reader.wait(SOON) == ReaderFound(NAME)
    assert reader.wait(2 * PACE) is None
    return reader


@pytest.fixture
def reader(machine: FakeInput) -> Iterator[DeviceReader]:
    """Return that reader, listened to."""
    with closing(_opened(machine)) as reader:
        yield reader


def _heard(reader: DeviceReader) -> list[ReaderEvent]:
    heard = []
    while (event := reader.wait(QUIET)) is not None:
        heard.append(event)
    return heard


def test_a_number_is_read_with_its_leading_zeros(machine: FakeInput, reader: DeviceReader) -> None:
    """And the reader types for nobody else."""
    machine.type("0012345678")
    assert _heard(reader) == [Presented("0012345678")]
    assert len(machine.grabbed) == 1


def test_letters_are_read_as_they_are_typed(machine: FakeInput, reader: DeviceReader) -> None:
    """Capitals with Shift, or with Caps Lock."""
    machine.type("04a1B2")
    machine.key(CAPS_LOCK)
    machine.type("04a1b2")
    machine.key(CAPS_LOCK)
    machine.type("04a1b3")
    assert _heard(reader) == [Presented("04a1B2"), Presented("04A1B2"), Presented("04a1b3")]


def test_the_keypad_types_digits_too(machine: FakeInput, reader: DeviceReader) -> None:
    """Some readers use it, with Num Lock before."""
    machine.key(NUM_LOCK)
    machine.type("0123456789", end=96, on_keypad=True)
    assert _heard(reader) == [Presented("0123456789")]


def test_a_held_key_is_one_key(machine: FakeInput, reader: DeviceReader) -> None:
    """The kernel repeats it, the reader did not."""
    machine.event(1, 2, 1)
    machine.event(1, 2, 2)
    machine.event(1, 2, 0)
    machine.type("2")
    assert _heard(reader) == [Presented("12")]


@pytest.mark.parametrize("code", [BACKSLASH, TAB, 12])
def test_another_key_makes_the_number_unreadable(
    machine: FakeInput, reader: DeviceReader, code: int
) -> None:
    """A wrong layout looks like this, or a wrong end key; the log says which key it was."""
    machine.type("12", end=code)
    machine.type("34")
    [heard] = _heard(reader)
    assert isinstance(heard, Unreadable)
    assert f"(code {code})" in heard.reason


def test_shifted_digits_are_signs(machine: FakeInput, reader: DeviceReader) -> None:
    """A reader set to a French keyboard on a terminal that expects another."""
    machine.event(1, SHIFT, 1)
    machine.type("12")
    machine.event(1, SHIFT, 0)
    machine.type("12")
    first, second = _heard(reader)
    assert isinstance(first, Unreadable)
    assert second == Presented("12")


def test_keys_that_got_lost_spoil_the_number(machine: FakeInput, reader: DeviceReader) -> None:
    """Up to the next end: what the kernel dropped may have been one."""
    machine.type("12", end=None)
    machine.drop()
    machine.event(1, ENTER, 1)
    machine.event(0, 0, 0)
    machine.type("34")
    machine.type("56")
    assert _heard(reader) == [
        Unreadable("keys got lost: the machine was too busy"),
        Presented("56"),
    ]


def test_half_a_number_is_unreadable(machine: FakeInput, reader: DeviceReader) -> None:
    """And its rest is none either."""
    machine.type("0012", end=None)
    assert _heard(reader) == [Unreadable("it broke off in the middle")]
    machine.type("345678")
    assert _heard(reader) == [Unreadable("it broke off in the middle")]


def test_times_of_keys_are_the_kernels(machine: FakeInput, reader: DeviceReader) -> None:
    """A pause counts although the terminal was too busy to notice it."""
    machine.now = 10_000_000.0
    machine.type("0012", end=None)
    machine.now += 2 * PACE
    machine.type("345678")
    heard = _heard(reader)
    assert len(heard) == 2
    assert not any(isinstance(each, Presented) for each in heard)


def test_a_reader_that_ends_with_tab(machine: FakeInput) -> None:
    """Or with whatever was configured."""
    with closing(_opened(machine, end_key="tab")) as reader:
        machine.type("0012", end=TAB)
        assert _heard(reader) == [Presented("0012")]


def test_a_reader_that_ends_with_nothing(machine: FakeInput) -> None:
    """A pause ends the number, and its length says whether it is whole."""
    with closing(_opened(machine, end_key="none", length=4)) as reader:
        machine.type("0012", end=None)
        assert _heard(reader) == [Presented("0012")]
        machine.type("001", end=None)
        assert _heard(reader) == [Unreadable("it has 3 signs, not 4")]


def test_a_reader_pulled_in_the_middle_of_a_number(
    machine: FakeInput, reader: DeviceReader
) -> None:
    """It is found again under another node, and begins anew."""
    machine.type("0012", end=None)
    assert reader.wait(0.0) is None
    machine.unplug()
    assert reader.wait(SOON) == ReaderLost(f"“{NAME}” was unplugged")
    assert reader.wait(QUIET) is None
    machine.plug_in("event11")
    assert reader.wait(SOON) == ReaderFound(NAME)


def test_what_is_typed_while_it_is_found_is_no_number(machine: FakeInput) -> None:
    """It may be the rest of one."""
    reader = keyboard_reader(READER, Manner(), open_keyboard=machine.open)
    with closing(reader):
        assert reader.wait(SOON) == ReaderFound(NAME)
        machine.type("345678")
        assert reader.wait(SOON) == Unreadable("it began before the reader was found")


@pytest.mark.parametrize(
    "wanted",
    [Wanted("RFID"), Wanted("1.4/"), Wanted(usb_id="08ff:0009"), Wanted("1.4/", "08ff:0009")],
)
def test_a_reader_is_found_by_name_place_or_product(machine: FakeInput, wanted: Wanted) -> None:
    """Among others, and never one without digits."""
    machine.unplug()
    machine.plug_in("event2", name="Keyboard", place="isa0060/serio0/input0", usb_id="0001:0001")
    machine.plug_in("event10", name="RFID", place=PLACE.replace("1.3/", "1.4/"), usb_id="08ff:0009")
    machine.plug_in("event9", name="RFID Consumer Control", usb_id="08ff:0009", keys="3f 0 0")
    with closing(machine.open(wanted, Manner().keys)) as found:
        assert found.name == "RFID"
        assert found.take(0.0) == []


def test_what_is_there_instead_is_named(machine: FakeInput) -> None:
    """Whoever configures it copies from there."""
    with pytest.raises(Unusable) as told:
        machine.open(Wanted("OMNIKEY"), Manner().keys)
    assert str(told.value) == f"no reader fits; there are: “{NAME}” ({USB_ID}, {PLACE})"
    machine.unplug()
    with pytest.raises(Unusable, match="no keyboard and no such reader is plugged in"):
        machine.open(READER, Manner().keys)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.EBUSY, "another program has taken"),
        (errno.ENODEV, "was unplugged"),
        (errno.EIO, "does not work: Input/output error"),
    ],
)
def test_a_reader_that_cannot_be_had_says_why(machine: FakeInput, code: int, said: str) -> None:
    """And leaves nothing open."""
    machine.refusal = code
    with pytest.raises(Unusable, match=said):
        machine.open(READER, Manner().keys)


def test_a_reader_that_goes_while_it_is_opened(machine: FakeInput) -> None:
    """Described, but not there any more; or there, but read in vain."""
    (machine.dev_input / "event3").unlink()
    with pytest.raises(Unusable, match="was unplugged"):
        machine.open(READER, Manner().keys)
    (machine.dev_input / "event3").mkdir()
    with (
        closing(machine.open(READER, Manner().keys)) as opened,
        pytest.raises(Unusable, match="does not work: Is a directory"),
    ):
        opened.take(0.0)
    (machine.dev_input / "event3").rmdir()
    (machine.dev_input / "event3").touch()


def test_a_machine_without_input_devices_is_nothing_special() -> None:
    """A server has none."""
    nowhere = Path("/nonexistent")
    with pytest.raises(Unusable, match="no keyboard"):
        Keyboard(READER, Manner().keys, sys_input=nowhere, dev_input=nowhere)


AZERTY_ROWS = {16: "a", 17: "z", 30: "q", 39: "m", 44: "w", 50: None, 12: None}
QWERTZ_ROWS = {21: "z", 44: "y", 16: "q", 50: "m", 39: None}


@pytest.mark.parametrize(("name", "keys"), [("azerty", AZERTY_ROWS), ("qwertz", QWERTZ_ROWS)])
def test_layouts_of_letters(name: LayoutName, keys: dict[int, str | None]) -> None:
    """The same place of a key is another letter."""
    for code, sign in keys.items():
        assert layout(name).sign(code, shift=False, caps=False) == sign
        assert layout(name).sign(code, shift=True, caps=False) == (sign and sign.upper())


@given(code=st.integers(2, 11), shift=st.booleans(), caps=st.booleans())
def test_layouts_of_digits(code: int, shift: bool, caps: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
    """French ones need Shift or Caps Lock; the others must not have Shift."""
    digit = str((code - 1) % 10)
    azerty = layout("azerty").sign(code, shift=shift, caps=caps)
    qwerty = layout("qwerty").sign(code, shift=shift, caps=caps)
    assert azerty == (digit if shift != caps else None)
    assert qwerty == (None if shift else digit)
