"""Virtual badges, one after another, on a real pcscd."""

from threading import Event, Thread, Timer
from time import monotonic

import pytest

from terminal.model import Presented
from terminal.readers.pcsc.reader import PcscReader
from terminal.simulator.presenting import present
from terminal.simulator.virtual_badge import VirtualBadge
from terminal.simulator.vpcd import NoVirtualReader
from tests.parts.pcscd import Pcscd

BADGE = bytes.fromhex("04A1B2C3D4E5F6")
SOON = 5.0


def test_badges_one_after_another_are_each_read(reader: PcscReader) -> None:
    """What `simulate badge` does: all of them, in order, without a missed one."""
    identifiers = [bytes([number]) * 4 for number in range(4)]
    were_read: list[bool] = []
    simulation = Thread(target=lambda: were_read.extend(present(identifiers, stop=Event())))
    simulation.start()
    assert [reader.wait(SOON) for _ in identifiers] == [Presented(each) for each in identifiers]
    simulation.join()
    assert were_read == [True] * len(identifiers)


def test_presenting_can_be_stopped(pcscd: Pcscd) -> None:
    """In the midst of a badge that nobody reads, and then no other follows."""
    del pcscd
    stop = Event()
    Timer(0.2, stop.set).start()
    begun = monotonic()
    assert list(present([BADGE] * 100, stop=stop, reading_seconds=60)) == [False]
    assert monotonic() - begun < SOON


def test_without_a_virtual_reader_a_badge_says_what_to_do(pcscd: Pcscd) -> None:
    """And names the place where it looked."""
    pcscd.stop()
    with pytest.raises(NoVirtualReader, match=r"127\.0\.0\.1:35963.*install vsmartcard-vpcd"):
        VirtualBadge(BADGE).insert()
