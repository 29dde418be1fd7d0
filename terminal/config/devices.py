"""What must hold for the devices and pins of all readers together."""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from terminal.config.problems import Problem, shown
from terminal.config.readers import KeyboardReader, PcscReader, Reader, SerialReader, WiegandReader
from terminal.config.sections import Feedback
from terminal.config.selections import Selection

_SHORTEST_ROW_BITS = 26
_LINES_OF_THE_HEADER = ("/dev/serial0", "/dev/ttyAMA0", "/dev/ttyS0")
_PINS_OF_THE_LINE = (14, 15)
_SPEEDS = (300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400)

_WITHOUT_MODEL = (("lights", True), ("own_beep", False))


def wrong_devices(readers: Sequence[Reader]) -> Iterator[Problem]:
    """Yield what is wrong with a reader by itself, beyond what each of its keys may be."""
    for index, reader in enumerate(readers):
        if isinstance(reader, PcscReader):
            yield from _model(reader, f"readers[{index}]")
        if isinstance(reader, SerialReader):
            yield from _serial(reader, f"readers[{index}]")
        if isinstance(reader, WiegandReader):
            yield from _wiegand(reader, f"readers[{index}]")
        if isinstance(reader, KeyboardReader):
            yield from _keyboard(reader, f"readers[{index}]")


def shared_devices(readers: Sequence[Reader]) -> Iterator[Problem]:
    """Yield the devices that two readers want to have."""
    for (first, one), (second, other) in combinations(enumerate(readers), 2):
        if isinstance(one, SerialReader) and isinstance(other, SerialReader):
            yield from _same_line(one, other, first, second)
        if isinstance(one, KeyboardReader) and isinstance(other, KeyboardReader):
            yield from _same_keyboard(one, other, first, second)


def shared_pins(
    readers: Sequence[Reader], selections: Sequence[Selection], feedback: Feedback
) -> Iterator[Problem]:
    """Yield the pins that two parts are said to be wired to."""
    # A line of the header cannot be moved to other pins: whoever else wants them is to blame.
    wired = [
        *_pins_of_readers(readers),
        *_pins_of_buttons(selections),
        *_pins_of_feedback(feedback),
    ]
    for (first, one), (second, other) in combinations(wired, 2):
        if one == other:
            yield Problem(
                second,
                f"is {other}, the pin of {first} already",
                "Write the GPIO number that this part is wired to",
            )


def gpio_pins(
    readers: Sequence[Reader], selections: Sequence[Selection], feedback: Feedback
) -> tuple[int, ...]:
    """Return the pins that this program drives or listens to."""
    wired = (
        _pins_of_feedback(feedback),
        _pins_of_walls(readers),
        _pins_of_buttons(selections),
    )
    return tuple(pin for _, pin in chain.from_iterable(wired))


def _pins_of_readers(readers: Sequence[Reader]) -> Iterator[tuple[str, int]]:
    lines = [
        f"readers[{index}].device"
        for index, reader in enumerate(readers)
        if isinstance(reader, SerialReader) and reader.device in _LINES_OF_THE_HEADER
    ]
    for where in lines[:1]:
        yield from ((where, pin) for pin in _PINS_OF_THE_LINE)
    yield from _pins_of_walls(readers)


def _pins_of_walls(readers: Sequence[Reader]) -> Iterator[tuple[str, int]]:
    for index, reader in enumerate(readers):
        if isinstance(reader, WiegandReader):
            yield f"readers[{index}].d0", reader.d0
            yield f"readers[{index}].d1", reader.d1


def _pins_of_buttons(selections: Sequence[Selection]) -> Iterator[tuple[str, int]]:
    for index, selection in enumerate(selections):
        if selection.button is not None:
            yield f"selections[{index}].button", selection.button


def _pins_of_feedback(feedback: Feedback) -> Iterator[tuple[str, int]]:
    for key in feedback.__struct_fields__:
        if (pin := getattr(feedback, key)) is not None:
            yield f"feedback.{key}", pin


def _model(reader: PcscReader, where: str) -> Iterator[Problem]:
    unlike = [key for key, default in _WITHOUT_MODEL if getattr(reader, key) is not default]
    for key in unlike if not reader.model else ():
        yield Problem(
            f"{where}.{key}",
            "is set, but only readers whose model is known can be told",
            f'Write model = "acr122u" or "acr1252u", or take {key} out',
        )
    if reader.model and reader.own_beep and not reader.lights:
        yield Problem(
            f"{where}.model",
            f"is {shown(reader.model)}, but the reader neither shows cues nor is silenced",
            "Take model, lights and own_beep out, or write own_beep = false",
        )


def _wiegand(reader: WiegandReader, where: str) -> Iterator[Problem]:
    if 0 < reader.bits < _SHORTEST_ROW_BITS:
        yield Problem(
            f"{where}.bits",
            f"is {reader.bits}, fewer than any badge has",
            "Write 26 to 48, or 0 if you do not know",
        )


def _serial(reader: SerialReader, where: str) -> Iterator[Problem]:
    if reader.baud not in _SPEEDS:
        near = min(_SPEEDS, key=lambda speed: abs(speed - reader.baud))
        yield Problem(
            f"{where}.baud",
            f"is {reader.baud}, which is no speed of a serial line",
            f"Did you mean {near}?",
        )
    if reader.length and reader.protocol != "lines":
        yield Problem(
            f"{where}.length",
            f"is {reader.length}, but frames of {shown(reader.protocol)} have no other length",
            'Take it out, or write protocol = "lines"',
        )


def _same_line(
    one: SerialReader, other: SerialReader, first: int, second: int
) -> Iterator[Problem]:
    if one.device == other.device:
        yield Problem(
            f"readers[{second}].device",
            f"is {shown(other.device)}, the device of readers[{first}] already",
            "Write for each the line that it is connected to",
        )


def _keyboard(reader: KeyboardReader, where: str) -> Iterator[Problem]:
    if not reader.match and not reader.usb_id:
        yield Problem(
            f"{where}.usb_id",
            "is missing, and so is match: any keyboard would be taken for the reader",
            'Write the vendor and product that `lsusb` shows, such as usb_id = "ffff:0035"',
        )
    if reader.end_key == "none" and not reader.length:
        yield Problem(
            f"{where}.length",
            'is missing, but end_key is "none", so nothing tells a number from a part of one',
            "Write how many digits and letters each number has, such as length = 10",
        )


def _same_keyboard(
    one: KeyboardReader, other: KeyboardReader, first: int, second: int
) -> Iterator[Problem]:
    are_two_products = one.usb_id != other.usb_id and one.usb_id and other.usb_id
    if not are_two_products and (one.match in other.match or other.match in one.match):
        yield Problem(
            f"readers[{second}].match",
            f"is {shown(other.match)}, and {shown(one.match)} of readers[{first}] may mean the "
            "same device",
            "Write for each a part of its name or place that the other device does not have",
        )
