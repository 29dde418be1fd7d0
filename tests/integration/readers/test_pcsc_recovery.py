"""How the PC/SC reader gets over what happens to a real pcscd."""

from collections.abc import Callable
from contextlib import closing
from threading import Timer
from time import monotonic

import pytest

from terminal.model import Presented, ReaderFound, ReaderLost
from terminal.readers.pcsc.reader import SETTLING_SECONDS, PcscReader
from terminal.simulator.virtual_badge import VirtualBadge
from terminal.simulator.vpcd import DRIVER
from tests.parts.open_files import open_files
from tests.parts.pcscd import VIRTUAL_READER, Pcscd

BADGE = bytes.fromhex("04A1B2C3D4E5F6")
SOON = 5.0
SETTLED = 0.5
FIRST = ReaderFound(f"{VIRTUAL_READER} 00 00")


@pytest.mark.parametrize("end", [Pcscd.stop, Pcscd.kill], ids=["terminated", "killed"])
def test_a_restarted_pcscd_is_found_again(
    pcscd: Pcscd, reader: PcscReader, end: Callable[[Pcscd], None]
) -> None:
    """It is lost at once, said once with what to do, and reads as before."""
    begun = monotonic()
    Timer(0.1, end, [pcscd]).start()
    lost = reader.wait(SOON)
    assert isinstance(lost, ReaderLost)
    assert "pcscd" in lost.reason
    assert monotonic() - begun < 1.0
    assert reader.wait(0.3) is None
    pcscd.start()
    assert reader.wait(SOON) == FIRST
    with VirtualBadge(BADGE):
        assert reader.wait(SOON) == Presented(BADGE)


@pytest.mark.parametrize("end", [Pcscd.stop, Pcscd.kill], ids=["terminated", "killed"])
def test_a_badge_lying_there_all_the_while_is_one_swipe(
    pcscd: Pcscd, reader: PcscReader, end: Callable[[Pcscd], None]
) -> None:
    """No restart of pcscd makes another one of it, and nothing is left open by any of them."""
    with VirtualBadge(BADGE):
        assert reader.wait(SOON) == Presented(BADGE)
        before = open_files()
        for _ in range(2):
            end(pcscd)
            assert isinstance(reader.wait(SOON), ReaderLost)
            pcscd.start()
            assert reader.wait(SOON) == FIRST
            assert reader.wait(SETTLING_SECONDS) is None
        assert open_files() == before
    assert reader.wait(SETTLED) is None
    with VirtualBadge(BADGE):
        assert reader.wait(SOON) == Presented(BADGE)


def test_pcscd_without_readers_and_then_with(pcscd: Pcscd) -> None:
    """No pcscd, then one without a reader, then all of it: lost once, found once."""
    pcscd.stop()
    with closing(PcscReader(retry_seconds=0.05)) as reader:
        lost = reader.wait(SOON)
        assert isinstance(lost, ReaderLost)
        assert "systemctl start pcscd.socket" in lost.reason
        pcscd.start(with_reader=False)
        assert reader.wait(0.3) is None
        pcscd.stop()
        pcscd.start()
        assert reader.wait(SOON) == FIRST


def test_without_any_reader_it_waits_quietly_and_can_be_interrupted(pcscd: Pcscd) -> None:
    """The name for any reader at all is one that the real thing knows."""
    pcscd.stop()
    pcscd.start(with_reader=False)
    with closing(PcscReader()) as reader:
        assert reader.wait(SOON) == ReaderLost("no reader is plugged in")
        assert reader.wait(0.2) is None
        begun = monotonic()
        Timer(0.2, reader.interrupt).start()
        assert reader.wait(SOON) is None
        assert monotonic() - begun < 1.0


def test_the_reader_is_the_one_whose_name_fits(pcscd: Pcscd) -> None:
    """A badge on the second of two readers, and one on the first that concerns nobody."""
    del pcscd
    host, port = DRIVER
    with closing(PcscReader("PCD 00 01")) as reader:
        assert reader.wait(SOON) == ReaderFound(f"{VIRTUAL_READER} 00 01")
        with VirtualBadge(bytes(4)), VirtualBadge(BADGE, driver=(host, port + 1)):
            assert reader.wait(SOON) == Presented(BADGE)
            assert reader.wait(SETTLED) is None
