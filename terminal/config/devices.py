"""What must hold for the devices and pins of all readers together."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from terminal.config.problems import Problem, shown
from terminal.config.readers import Reader, SerialReader

_SPEEDS = (300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400)


def wrong_devices(readers: Sequence[Reader]) -> Iterator[Problem]:
    """Yield what is wrong with a reader by itself, beyond what each of its keys may be."""
    for index, reader in enumerate(readers):
        if isinstance(reader, SerialReader):
            yield from _serial(reader, f"readers[{index}]")


def shared_devices(readers: Sequence[Reader]) -> Iterator[Problem]:
    """Yield the devices that two readers want to have."""
    for (first, one), (second, other) in combinations(enumerate(readers), 2):
        if isinstance(one, SerialReader) and isinstance(other, SerialReader):
            yield from _same_line(one, other, first, second)


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
