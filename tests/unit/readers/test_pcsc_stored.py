"""Numbers stored on a badge, whatever the calls return."""

from copy import deepcopy
from dataclasses import replace

import pytest

from terminal.model import Presented, ReaderFound, Reading, StoredBytes, Unreadable
from terminal.readers.pcsc.beside import Beside
from terminal.readers.pcsc.codes import ABOUT_THE_BADGE, Code
from terminal.readers.pcsc.exchange import Source
from terminal.readers.pcsc.identifier import identifier
from terminal.readers.pcsc.reader import PcscReader
from terminal.readers.pcsc.stored import Part, block_number
from terminal.simulator.chip import Chip
from tests.parts.chips import Classic, Type2
from tests.parts.fake_pcsc import IDENTIFIER, READER, FakePcsc
from tests.parts.stored_badges import (
    BAD,
    CLASSIC,
    DESFIRE,
    GOOD,
    KEY,
    NTAG,
    NUMBER,
    PULLED,
    SECTOR_1,
)

AT_ONCE = 0.0
SOON = 3.0


def opened(chip: Chip, source: Source) -> tuple[FakePcsc, PcscReader]:
    """Return a reader that was found, with a badge on it."""
    pcsc = FakePcsc()
    pcsc.chip = deepcopy(chip)
    reader = PcscReader(source=source, calls=pcsc)
    assert reader.wait(SOON) == ReaderFound(READER)
    pcsc.lay()
    return pcsc, reader


@pytest.mark.parametrize(("chip", "source", "stored"), GOOD.values(), ids=GOOD)
def test_what_is_stored_is_read(chip: Chip, source: Source, stored: Reading) -> None:
    """Undisturbed, in one connection, and everything is given back."""
    pcsc, reader = opened(chip, source)
    heard = reader.wait(SOON)
    assert heard == Presented(stored)
    assert isinstance(heard, Presented)
    assert isinstance(heard.reading, str | StoredBytes)
    assert (pcsc.called["begin"], pcsc.called["end"], pcsc.called["connect"]) == (1, 1, 1)
    assert reader.wait(AT_ONCE) is None
    assert not pcsc.connections


@pytest.mark.parametrize(("chip", "source", "reason"), BAD.values(), ids=BAD)
def test_a_badge_without_a_number_is_unreadable(chip: Chip, source: Source, reason: str) -> None:
    """It is said what is wrong with it, and its identifier is never asked for in its place."""
    pcsc, reader = opened(chip, source)
    pcsc.answer = b""
    assert reader.wait(SOON) == Unreadable(reason)
    assert reader.wait(AT_ONCE) is None
    assert pcsc.called["begin"] == pcsc.called["end"]


@pytest.mark.parametrize(("chip", "source", "_"), PULLED.values(), ids=PULLED)
def test_a_badge_that_is_pulled_is_no_number(chip: Chip, source: Source, _: str) -> None:
    """Wherever in the exchange it happens."""
    reader = opened(chip, source)[1]
    assert reader.wait(SOON) == Unreadable("its answer was cut short")


@pytest.mark.parametrize("call", ["begin", "transmit", "answer_to_reset"])
@pytest.mark.parametrize("code", ABOUT_THE_BADGE)
def test_what_blames_the_badge_is_tried_again(call: str, code: int) -> None:
    """As with identifiers: the next try reads it from the first command on."""
    pcsc, reader = opened(NTAG, GOOD["type 2"][1])
    pcsc.fail(call, code)
    assert reader.wait(SOON) == Presented(NUMBER)
    assert pcsc.called["connect"] == 2


def test_a_code_that_blames_the_reader_loses_it() -> None:
    """And gives everything back before."""
    pcsc, reader = opened(NTAG, GOOD["type 2"][1])
    pcsc.fail("transmit", Code.NO_SERVICE)
    assert "not running" in str(reader.wait(SOON))
    assert not pcsc.contexts


def test_a_key_is_shown_nowhere() -> None:
    """Not even by what a debugger or a traceback shows of the source."""
    assert KEY.hex() not in repr(SECTOR_1).lower()


@pytest.mark.parametrize(
    ("sector", "block", "number"), [(0, 1, 1), (1, 0, 4), (31, 2, 126), (32, 0, 128), (39, 14, 254)]
)
def test_blocks_are_counted_as_the_badge_does(sector: int, block: int, number: int) -> None:
    """32 sectors of four blocks, then eight of sixteen."""
    assert block_number(sector, block) == number


def test_text_ends_where_it_was_filled_up() -> None:
    """With zeros, spaces or erased bytes."""
    for filled in (b"0815", b"0815\x00\x00", b"0815  ", b"0815\xff\xff", b"0815 \x00xyz"):
        assert Part(content="text").of(filled) == "0815"


class TestBeside:
    """What a person who looks is shown as well."""

    @pytest.mark.parametrize(
        ("chip", "source", "found"),
        [
            (NTAG, identifier, {"stored text": NUMBER}),
            (DESFIRE, identifier, {"stored text": NUMBER}),
            (NTAG, GOOD["type 2"][1], {"identifier": IDENTIFIER.hex().upper()}),
            (
                CLASSIC,
                SECTOR_1,
                {
                    "identifier": IDENTIFIER.hex().upper(),
                    "stored text": f"none: {BAD['classic'][2]}",
                },
            ),
            (
                Type2(b""),
                identifier,
                {"stored text": "none: it breaks off: it was written only in part"},
            ),
        ],
    )
    def test_the_rest_is_told(self, chip: Chip, source: Source, found: dict[str, str]) -> None:
        """The reading is that of the configuration all the same."""
        beside = Beside()
        _, reader = opened(chip, beside.source(source))
        assert isinstance(reader.wait(SOON), Presented)
        assert beside.found == found

    def test_of_an_unreadable_badge_nothing_is_left_over(self) -> None:
        """Least of all from the one before."""
        beside = Beside()
        pcsc, reader = opened(NTAG, beside.source(GOOD["type 2"][1]))
        assert reader.wait(SOON) == Presented(NUMBER)
        pcsc.take()
        pcsc.chip = replace(NTAG, container=bytes(4))
        pcsc.lay()
        assert isinstance(reader.wait(SOON), Unreadable)
        assert beside.found == {}


def test_the_simulated_badge_forgets_what_was_opened() -> None:
    """A badge that comes again has to be opened again, as the real one."""
    chip = Classic({4: bytes(16)}, {(4, 0x60): KEY})
    chip.answer(b"\xff\x82\x00\x00\x06" + KEY)
    assert chip.answer(bytes.fromhex("FF860000050100046000")) == b"\x90\x00"
    chip.power()
    assert chip.answer(bytes.fromhex("FFB0000410")) == bytes.fromhex("6982")
