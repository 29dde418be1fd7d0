"""How a badge becomes an identifier, whatever the calls return."""

import pytest

from terminal.model import Presented, ReaderFound, ReaderLost, Unreadable
from terminal.readers.pcsc.codes import ABOUT_THE_BADGE, Code
from terminal.readers.pcsc.reader import PcscReader
from tests.parts.fake_pcsc import IDENTIFIER, READER, SUCCEEDED, FakePcsc

AT_ONCE = 0.0
SOON = 3.0
RETRY_SECONDS = 0.1
ENDLESS = 100
UNHEARD_OF = 0x80101234


@pytest.fixture
def pcsc() -> FakePcsc:
    """Return PC/SC with one reader and nothing on it."""
    return FakePcsc()


@pytest.fixture
def reader(pcsc: FakePcsc) -> PcscReader:
    """Return a reader that was found, with nothing on it."""
    reader = PcscReader(calls=pcsc, retry_seconds=RETRY_SECONDS)
    assert reader.wait(SOON) == ReaderFound(READER)
    assert reader.wait(AT_ONCE) is None
    return reader


@pytest.mark.parametrize("length", [4, 7, 10])
def test_an_identifier_of_each_known_length_is_read(
    pcsc: FakePcsc, reader: PcscReader, length: int
) -> None:
    """4, 7 and 10 bytes come through as they are."""
    pcsc.answer = bytes(range(length)) + SUCCEEDED
    pcsc.lay()
    assert reader.wait(SOON) == Presented(bytes(range(length)))


@pytest.mark.parametrize("length", [0, 1, 3, 5, 6, 8, 9, 11, 254])
def test_an_identifier_of_another_length_is_unreadable(
    pcsc: FakePcsc, reader: PcscReader, length: int
) -> None:
    """No number is made of an identifier that nobody could know."""
    pcsc.answer = bytes(length) + SUCCEEDED
    pcsc.lay()
    heard = reader.wait(SOON)
    assert heard == Unreadable(f"its identifier has {length} bytes, not 4, 7 or 10")


@pytest.mark.parametrize("answer", ["", "90", "6A81", "04A1B2C36300", "04A1B2C39001"])
def test_an_answer_without_success_is_tried_again(
    pcsc: FakePcsc, reader: PcscReader, answer: str
) -> None:
    """Cut short or with another status, an answer is never taken; the next one may be."""
    pcsc.answer = bytes.fromhex(answer)
    pcsc.in_between.append(lambda: setattr(pcsc, "answer", IDENTIFIER + SUCCEEDED))
    pcsc.lay()
    assert reader.wait(SOON) == Presented(IDENTIFIER)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", "its answer was cut short"),
        ("90", "its answer was cut short"),
        ("6A81", "it answered with status 6A81"),
        ("04A1B2C36300", "it answered with status 6300"),
    ],
)
def test_a_badge_that_never_succeeds_is_unreadable(
    pcsc: FakePcsc, reader: PcscReader, answer: str, reason: str
) -> None:
    """After some tries a person is told, and the badge is not tried again while it lies."""
    pcsc.answer = bytes.fromhex(answer)
    pcsc.lay()
    assert reader.wait(SOON) == Unreadable(reason)
    assert reader.wait(AT_ONCE) is None
    assert pcsc.called["transmit"] == 5


@pytest.mark.parametrize("code", ABOUT_THE_BADGE)
@pytest.mark.parametrize("call", ["connect", "transmit"])
def test_a_code_that_blames_the_badge_is_tried_again(
    pcsc: FakePcsc, reader: PcscReader, call: str, code: int
) -> None:
    """Reset or unpowered by another program, or not ready: the next try reads the badge."""
    pcsc.fail(call, code)
    pcsc.in_between.append(lambda: None)
    pcsc.lay()
    assert reader.wait(SOON) == Presented(IDENTIFIER)
    assert reader.wait(AT_ONCE) is None
    assert not pcsc.connections


def test_a_badge_is_let_go_of_after_the_swipe_and_before_anything_else(
    pcsc: FakePcsc, reader: PcscReader
) -> None:
    """Nobody at the door waits for it, and no other program for long."""
    pcsc.lay()
    assert reader.wait(SOON) == Presented(IDENTIFIER)
    assert pcsc.called["disconnect"] == 0
    open_meanwhile: list[int] = []
    pcsc.in_between.append(lambda: open_meanwhile.extend(pcsc.connections))
    assert reader.wait(AT_ONCE) is None
    assert not open_meanwhile
    assert pcsc.called["disconnect"] == 1


def test_a_closed_reader_holds_no_badge(pcsc: FakePcsc, reader: PcscReader) -> None:
    """A badge that was read last of all is let go of, too."""
    pcsc.lay()
    assert reader.wait(SOON) == Presented(IDENTIFIER)
    reader.close()
    assert not pcsc.connections
    assert not pcsc.contexts


@pytest.mark.parametrize("code", ABOUT_THE_BADGE)
def test_a_code_that_stays_is_told_in_words(pcsc: FakePcsc, reader: PcscReader, code: int) -> None:
    """The tries are bounded, and the context is kept."""
    pcsc.fail("connect", *[code] * ENDLESS)
    pcsc.in_between.extend([lambda: None] * ENDLESS)
    pcsc.lay()
    assert reader.wait(SOON) == Unreadable(ABOUT_THE_BADGE[code])
    assert pcsc.called["establish"] == 1


def test_a_badge_pulled_in_the_middle_is_unreadable(pcsc: FakePcsc, reader: PcscReader) -> None:
    """An empty success and then an empty reader: once unreadable, and no more."""
    pcsc.answer = b""
    pcsc.in_between.append(pcsc.take)
    pcsc.lay()
    assert reader.wait(SOON) == Unreadable("it was taken away too soon")
    assert reader.wait(AT_ONCE) is None


def test_a_badge_laid_back_in_the_middle_is_read(pcsc: FakePcsc, reader: PcscReader) -> None:
    """Of a presentation that was cut off by the next one, only the next one is heard."""

    def flutter() -> None:
        pcsc.take()
        pcsc.lay()
        pcsc.answer = IDENTIFIER + SUCCEEDED

    pcsc.answer = b""
    pcsc.in_between.append(flutter)
    pcsc.lay()
    assert reader.wait(SOON) == Presented(IDENTIFIER)
    assert reader.wait(AT_ONCE) is None


def test_an_interruption_does_not_spoil_a_reading(pcsc: FakePcsc, reader: PcscReader) -> None:
    """A cancelled look between two tries says nothing about the badge."""
    pcsc.answer = b""

    def interrupt() -> None:
        pcsc.answer = IDENTIFIER + SUCCEEDED
        reader.interrupt()

    pcsc.in_between.append(interrupt)
    pcsc.lay()
    assert reader.wait(SOON) == Presented(IDENTIFIER)


@pytest.mark.parametrize("call", ["wait_for_change", "connect", "transmit"])
@pytest.mark.parametrize("code", [UNHEARD_OF, Code.COMM_ERROR, Code.READER_UNAVAILABLE])
def test_any_other_code_replaces_the_context_and_the_badge_is_read_then(
    pcsc: FakePcsc, reader: PcscReader, call: str, code: int
) -> None:
    """The reader is lost and found, and the badge that lies there is not forgotten."""
    pcsc.fail(call, code)
    pcsc.lay()
    lost = reader.wait(SOON)
    assert isinstance(lost, ReaderLost)
    assert f"0x{code:08X}" in lost.reason
    assert not pcsc.contexts
    assert not pcsc.connections
    assert reader.wait(SOON) == ReaderFound(READER)
    assert reader.wait(SOON) == Presented(IDENTIFIER)
    assert len(pcsc.contexts) == 1


def test_ten_thousand_readings_leave_nothing_open(pcsc: FakePcsc, reader: PcscReader) -> None:
    """One context, and no connection, however many badges came and whatever they did."""
    for number in range(10_000):
        if number % 100 == 0:
            pcsc.fail("transmit", Code.RESET_CARD)
            pcsc.in_between.append(lambda: None)
        pcsc.lay()
        assert reader.wait(SOON) == Presented(IDENTIFIER)
        pcsc.take()
    assert reader.wait(AT_ONCE) is None
    assert len(pcsc.contexts) == 1
    assert not pcsc.connections
    assert pcsc.called["establish"] == 1
    assert pcsc.called["disconnect"] == 10_100
