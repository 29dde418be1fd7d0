"""The kinds of reader. A new kind is a class here and a member of `Reader`, no more."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from terminal.config.pins import Pin
from terminal.model import LONGEST_BADGE_NUMBER

ReaderName = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][a-z0-9-]{0,62}\Z",
        description="1 to 63 small letters, digits and hyphens, beginning with a letter or digit",
    ),
]
SelectionName = Annotated[
    str,
    Meta(
        pattern=r"^([a-z0-9][a-z0-9-]{0,62})?\Z",
        description='the name of one of [[selections]], or "" for what was chosen',
    ),
]

DevicePath = Annotated[
    str,
    Meta(
        pattern=r"^/dev/[^/\s][^\s]*\Z",
        description="the path of a device, such as /dev/serial0",
        examples=["/dev/serial0"],
    ),
]
Baud = Annotated[int, Meta(ge=300, le=230400, description="a speed, mostly 9600")]
Length = Annotated[
    int,
    Meta(
        ge=0,
        le=LONGEST_BADGE_NUMBER,
        description=f"a whole number from 0 to {LONGEST_BADGE_NUMBER}",
    ),
]

UsbId = Annotated[
    str,
    Meta(
        pattern=r"^([0-9a-f]{4}:[0-9a-f]{4})?\Z",
        description="vendor and product as `lsusb` shows them, such as ffff:0035, in small letters",
    ),
]
Switch = Annotated[bool, Meta(description="true or false, without quotes")]
Pace = Annotated[float, Meta(ge=0.02, le=2, description="a number of seconds from 0.02 to 2")]
# 0 or 26 to 48: what lies between is refused by a rule of its own.
BitCount = Annotated[int, Meta(ge=0, le=48, description="a number of bits from 26 to 48, or 0")]


class PcscReader(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pcsc", tag_field="kind"
):
    """A USB or built-in reader behind pcscd.

    Attributes:
        name: What it is called in the outbox and in logs.
        selection: The selection of all its swipes; empty for what was chosen before each.
        match: Part of the device's own name; empty takes whichever is there.
        model: What it is, where it is to show cues itself or to be silenced; empty for nothing.
        lights: Whether cues play on its own lights and buzzer.
        own_beep: Whether it may beep by itself when it notices a badge.
    """

    name: ReaderName = "pcsc"
    selection: SelectionName = ""
    match: str = ""
    model: Literal["", "acr122u", "acr1252u"] = ""
    lights: Switch = True
    own_beep: Switch = False


class ConsoleReader(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="console", tag_field="kind"
):
    """Badge numbers typed on the terminal that the program was started from.

    Attributes:
        name: What it is called in the outbox and in logs.
        selection: The selection of all its swipes; empty for what was chosen before each.
    """

    name: ReaderName = "console"
    selection: SelectionName = ""


class SerialReader(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="serial", tag_field="kind"
):
    """A reader on a serial line.

    Attributes:
        name: What it is called in the outbox and in logs.
        selection: The selection of all its swipes; empty for what was chosen before each.
        device: The path of the line.
        baud: Its speed.
        protocol: Frames of an RDM6300 and its relatives, or lines of text.
        length: How many signs a line must have; 0 allows any.
    """

    name: ReaderName = "serial"
    selection: SelectionName = ""
    device: DevicePath
    baud: Baud = 9600
    protocol: Literal["rdm6300", "lines"] = "rdm6300"
    length: Length = 0


class WiegandReader(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="wiegand", tag_field="kind"
):
    """A wall reader with Wiegand wires on two GPIO pins.

    Attributes:
        name: What it is called in the outbox and in logs.
        selection: The selection of all its swipes; empty for what was chosen before each.
        d0: The pin of the wire D0.
        d1: The pin of the wire D1.
        bits: How many bits a badge has; 0 allows 26 to 48.
    """

    name: ReaderName = "wiegand"
    selection: SelectionName = ""
    d0: Pin
    d1: Pin
    bits: BitCount = 0


class KeyboardReader(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="keyboard", tag_field="kind"
):
    """A reader that types like a keyboard.

    Attributes:
        name: What it is called in the outbox and in logs.
        selection: The selection of all its swipes; empty for what was chosen before each.
        match: Part of the device's own name, or of the place where it is plugged in.
        usb_id: Its vendor and product; empty is any.
        layout: The layout of the keyboard that it plays.
        end_key: The key that it presses after each number.
        pace_seconds: The longest time between two keys of one number.
        length: How many signs a number has; 0 allows any.
    """

    name: ReaderName = "keyboard"
    selection: SelectionName = ""
    match: str = ""
    usb_id: UsbId = ""
    layout: Literal["qwerty", "qwertz", "azerty"] = "qwerty"
    end_key: Literal["enter", "tab", "none"] = "enter"
    pace_seconds: Pace = 0.2
    length: Length = 0


Reader = PcscReader | ConsoleReader | SerialReader | WiegandReader | KeyboardReader
