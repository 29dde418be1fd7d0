"""How a reader is lost and found."""

import logging
from threading import Thread
from time import monotonic

import pytest

from terminal.model import Presented, ReaderFound, ReaderLost
from terminal.readers.pcsc.codes import Code, ReaderState
from terminal.readers.pcsc.reader import PcscReader
from tests.parts.fake_pcsc import EMPTY, IDENTIFIER, READER, SUCCEEDED, FakePcsc

AT_ONCE = 0.0
SOON = 3.0
RETRY_SECONDS = 0.1
ELSEWHERE = "ACS ACR122U PICC Interface 01 00"
UNHEARD_OF = 0x80101234
OTHER = bytes.fromhex("04D4E5F6")


@pytest.fixture
def pcsc() -> FakePcsc:
    """Return PC/SC with one reader and nothing on it."""
    return FakePcsc()


def _found(pcsc: FakePcsc, match: str = "") -> PcscReader:
    reader = PcscReader(match, calls=pcsc, retry_seconds=RETRY_SECONDS)
    assert isinstance(reader.wait(SOON), ReaderFound)
    assert reader.wait(AT_ONCE) is None
    return reader


@pytest.mark.parametrize("match", ["", "ACR122U", READER])
def test_a_reader_is_found_by_a_part_of_its_name(match: str) -> None:
    """Another reader in front of it is left alone, unless any will do."""
    pcsc = FakePcsc(READER, "Some Other Reader 00 00") if not match else FakePcsc("Other", READER)
    assert PcscReader(match, calls=pcsc, retry_seconds=RETRY_SECONDS).wait(SOON) == ReaderFound(
        READER
    )


def test_it_says_which_readers_there_are_if_none_fits() -> None:
    """A wrong configuration is seen at a glance."""
    lost = PcscReader("OMNIKEY", calls=FakePcsc("A", "B")).wait(SOON)
    assert lost == ReaderLost("no reader has “OMNIKEY” in its name; there are: A, B")


def test_a_reader_plugged_in_later_is_found(pcsc: FakePcsc) -> None:
    """Without a reader it is lost, once, until one is there."""
    pcsc.unplug()
    reader = PcscReader(calls=pcsc, retry_seconds=RETRY_SECONDS)
    assert reader.wait(SOON) == ReaderLost("no reader is plugged in")
    assert reader.wait(0.05) is None
    pcsc.plug(READER)
    assert reader.wait(SOON) == ReaderFound(READER)


def test_a_reader_is_found_again_under_another_name(pcsc: FakePcsc) -> None:
    """Plugged in elsewhere it has another name, and it reads."""
    reader = _found(pcsc, "ACR122U")
    pcsc.unplug()
    assert reader.wait(SOON) == ReaderLost(f"the reader “{READER}” was unplugged")
    pcsc.plug(ELSEWHERE)
    assert reader.wait(SOON) == ReaderFound(ELSEWHERE)
    pcsc.lay(ELSEWHERE)
    assert reader.wait(SOON) == Presented(IDENTIFIER)
    pcsc.unplug(ELSEWHERE)
    assert reader.wait(SOON) == ReaderLost(f"the reader “{ELSEWHERE}” was unplugged")


def test_a_badge_that_lay_there_all_the_while_is_no_other_swipe(pcsc: FakePcsc) -> None:
    """Left lying is one swipe, whatever the reader went through; another badge is another."""
    reader = _found(pcsc)
    pcsc.lay()
    assert reader.wait(SOON) == Presented(IDENTIFIER)
    for answer, told in ((pcsc.answer, None), (OTHER + SUCCEEDED, Presented(OTHER))):
        pcsc.fail("wait_for_change", UNHEARD_OF)
        pcsc.answer = answer
        assert isinstance(reader.wait(SOON), ReaderLost)
        assert isinstance(reader.wait(SOON), ReaderFound)
        assert reader.wait(AT_ONCE) == told


def test_a_reader_whose_name_the_call_does_not_know_is_gone(pcsc: FakePcsc) -> None:
    """It left before the wait began: the same as during it, and the context is kept."""
    reader = _found(pcsc)
    pcsc.unplug()
    pcsc.fail("wait_for_change", Code.UNKNOWN_READER)
    assert reader.wait(SOON) == ReaderLost(f"the reader “{READER}” was unplugged")
    assert pcsc.called["establish"] == 1


def test_a_reader_that_stays_in_the_list_but_does_not_answer_is_lost(pcsc: FakePcsc) -> None:
    """It is found again once it answers, and never sought in a hurry meanwhile."""
    reader = _found(pcsc)
    pcsc.readers_there[READER].bits = ReaderState.UNAVAILABLE
    lost = reader.wait(SOON)
    assert isinstance(lost, ReaderLost)
    assert "does not answer" in lost.reason
    looks = pcsc.called["wait_for_change"]
    assert reader.wait(0.3) is None
    assert pcsc.called["wait_for_change"] - looks == 1
    pcsc.readers_there[READER].bits = EMPTY
    assert reader.wait(SOON) == ReaderFound(READER)


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        (Code.NO_SERVICE, "systemctl start pcscd.socket"),
        (Code.SECURITY_VIOLATION, "polkit"),
        (UNHEARD_OF, "0x80101234"),
    ],
)
def test_pcscd_out_of_reach_is_said_once_with_what_to_do(
    pcsc: FakePcsc, code: int, hint: str
) -> None:
    """Some tries later the reader is found, and what lies on it is read."""
    pcsc.fail("establish", code, code, code)
    pcsc.lay()
    reader = PcscReader(calls=pcsc, retry_seconds=RETRY_SECONDS)
    lost = reader.wait(SOON)
    assert isinstance(lost, ReaderLost)
    assert hint in lost.reason
    assert reader.wait(SOON) == ReaderFound(READER)
    assert reader.wait(SOON) == Presented(IDENTIFIER)


def test_another_reason_while_lost_is_logged_only(
    pcsc: FakePcsc, caplog: pytest.LogCaptureFixture
) -> None:
    """The service is back but without a reader: no second event, but a line for the operator."""
    pcsc.unplug()
    pcsc.fail("establish", Code.NO_SERVICE)
    reader = PcscReader(calls=pcsc, retry_seconds=RETRY_SECONDS)
    with caplog.at_level(logging.INFO):
        assert isinstance(reader.wait(SOON), ReaderLost)
        assert reader.wait(0.2) is None
    assert [record.message for record in caplog.records] == [
        'reader still lost match="" reason="no reader is plugged in"'
    ]


@pytest.mark.parametrize("call", ["readers", "wait_for_change"])
def test_a_context_that_fails_is_replaced(pcsc: FakePcsc, call: str) -> None:
    """Even if it cannot be given back, which a dead one never can."""
    pcsc.fail(call, UNHEARD_OF)
    pcsc.fail("release", Code.INVALID_HANDLE)
    reader = PcscReader(calls=pcsc, retry_seconds=RETRY_SECONDS)
    assert isinstance(reader.wait(SOON), ReaderLost)
    assert reader.wait(SOON) == ReaderFound(READER)
    assert len(pcsc.contexts) == 1


def test_what_fails_at_once_every_time_is_not_tried_in_a_hurry(pcsc: FakePcsc) -> None:
    """A stack in a bad state costs a try from time to time, not a processor."""
    pcsc.fail("readers", *[UNHEARD_OF] * 100)
    reader = PcscReader(calls=pcsc, retry_seconds=RETRY_SECONDS)
    assert isinstance(reader.wait(SOON), ReaderLost)
    assert reader.wait(0.35) is None
    assert pcsc.called["readers"] <= 4


def test_an_idle_wait_is_one_blocked_call(pcsc: FakePcsc) -> None:
    """Nothing is polled, with a reader or without."""
    reader = _found(pcsc)
    before = sum(pcsc.called.values())
    assert reader.wait(0.2) is None
    assert sum(pcsc.called.values()) - before == 1


def test_an_interruption_while_pcscd_is_down_ends_the_wait(pcsc: FakePcsc) -> None:
    """The pause between two tries is as easy to end as a wait in pcscd."""
    pcsc.fail("establish", *[Code.NO_SERVICE] * 100)
    reader = PcscReader(calls=pcsc, retry_seconds=RETRY_SECONDS)
    assert isinstance(reader.wait(SOON), ReaderLost)
    waiting = Thread(target=reader.wait, args=(60.0,))
    waiting.start()
    reader.interrupt()
    waiting.join(SOON)
    assert not waiting.is_alive()
    begun = monotonic()
    reader.wait(AT_ONCE)
    assert reader.wait(0.3) is None
    assert monotonic() - begun > 0.25


def test_an_interruption_before_a_wait_is_not_lost(pcsc: FakePcsc) -> None:
    """Pcscd knows nothing of it, yet the wait does not even begin; the next one does."""
    reader = _found(pcsc)
    reader.interrupt()
    pcsc.lay()
    assert reader.wait(SOON) is None
    while (heard := reader.wait(SOON)) is None:
        pass
    assert heard == Presented(IDENTIFIER)


def test_a_closed_reader_holds_nothing_and_can_begin_anew(pcsc: FakePcsc) -> None:
    """Closing twice is once."""
    reader = _found(pcsc)
    reader.close()
    reader.close()
    assert not pcsc.contexts
    reader.interrupt()
