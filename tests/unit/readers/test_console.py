"""Badge numbers typed in every manner."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from terminal.model import Presented, ReaderEvent, ReaderFound, ReaderLost, Unreadable
from terminal.readers.console import LONGEST_LINE_BYTES, ConsoleReader

AT_ONCE = 0.0


@pytest.fixture
def keyboard() -> Iterator[tuple[ConsoleReader, int]]:
    """Return a reader that was found, and where to type."""
    read_end, write_end = os.pipe()
    with open(read_end) as stream, closing(ConsoleReader(stream)) as reader:  # noqa: PTH123 - a descriptor has no path
        assert reader.wait(AT_ONCE) == ReaderFound("console")
        yield reader, write_end


def _heard(reader: ConsoleReader) -> list[ReaderEvent]:
    heard = []
    while (event := reader.wait(AT_ONCE)) is not None:
        heard.append(event)
    return heard


def _typed(keyboard: tuple[ConsoleReader, int], *parts: bytes) -> list[ReaderEvent]:
    """Type the parts one after another and end the input; return what was heard."""
    reader, write_end = keyboard
    heard = []
    for part in parts:
        os.write(write_end, part)
        heard.extend(_heard(reader))
    os.close(write_end)
    return heard + _heard(reader)


END = ReaderLost("end of input")


@pytest.mark.parametrize(
    ("parts", "heard"),
    [
        ([b"0011\n"], [Presented("0011")]),
        ([b"1\n22\n333\n"], [Presented("1"), Presented("22"), Presented("333")]),
        ([b"12", b"34", b"\n56\n"], [Presented("1234"), Presented("56")]),
        ([b"\n", b" \t\r\n", b"  7 \r\n"], [Presented("7")]),
        ([b"1\n2"], [Presented("1"), Presented("2")]),
        (["ü".encode()[:1], "ü".encode()[1:] + b"\n"], [Presented("ü")]),
        ([b"\xff1234\n5\n"], [Unreadable("what was typed is no text"), Presented("5")]),
        ([b"\xff"], [Unreadable("what was typed is no text")]),
        ([], []),
    ],
)
def test_each_line_is_a_badge_number(
    keyboard: tuple[ConsoleReader, int], parts: list[bytes], heard: list[ReaderEvent]
) -> None:
    """In pieces or several at once, blank or not, and the last one even without its end."""
    assert _typed(keyboard, *parts) == [*heard, END]


def test_a_line_without_an_end_is_not_hoarded(keyboard: tuple[ConsoleReader, int]) -> None:
    """A stream of garbage is said to be unreadable and takes no memory."""
    flood = b"x" * (LONGEST_LINE_BYTES + 1)
    no_number = Unreadable("a line without an end is no badge number")
    assert _typed(keyboard, flood, flood, b"\n12\n") == [no_number, no_number, Presented("12"), END]


def test_a_piece_of_a_line_does_not_end_the_wait(keyboard: tuple[ConsoleReader, int]) -> None:
    """A wait goes on until there is a whole line or its time is up."""
    reader, write_end = keyboard
    os.write(write_end, b"12")
    assert reader.wait(0.1) is None
    os.write(write_end, b"3\n")
    assert reader.wait(AT_ONCE) == Presented("123")
    os.close(write_end)


def test_a_file_can_be_read_in_place_of_a_keyboard(tmp_path: Path) -> None:
    """Every line of it, then the end."""
    file = tmp_path / "numbers"
    file.write_text("1\n2\n")
    with file.open() as stream, closing(ConsoleReader(stream)) as reader:
        assert _heard(reader) == [ReaderFound("console"), Presented("1"), Presented("2"), END]


def test_a_terminal_that_fails_is_lost_with_the_reason() -> None:
    """The other side of a terminal line is gone."""
    ours, theirs = os.openpty()
    os.close(theirs)
    with open(ours) as stream, closing(ConsoleReader(stream)) as reader:  # noqa: PTH123 - a descriptor has no path
        assert _heard(reader) == [ReaderFound("console"), ReaderLost("Input/output error")]


def test_ten_thousand_interruptions_do_not_block_whoever_interrupts(
    keyboard: tuple[ConsoleReader, int],
) -> None:
    """Even if nobody waits."""
    reader, write_end = keyboard
    for _ in range(10_000):
        reader.interrupt()
    os.close(write_end)
