"""What every reader promises, whatever it is made of."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import NamedTuple

import pytest

from terminal.model import Presented, ReaderEvent, ReaderFound, ReaderLost, Unreadable
from terminal.ports import Reader
from terminal.readers.still_there import AWAY_SECONDS
from tests.parts.line_benches import (
    keyboard_in_a_folder,
    lines_on_a_terminal,
    rdm6300_on_a_terminal,
)
from tests.parts.open_files import open_files
from tests.parts.pcscd import running_pcscd
from tests.parts.reader_bench import Bench
from tests.parts.reader_benches import (
    PcscBench,
    console_on_a_pipe,
    console_on_a_terminal,
    pcsc_in_memory,
    wiegand_on_mock_pins,
)

SOON = 5.0
LONG = 60.0
BENCHES: dict[str, Callable[[], AbstractContextManager[Bench]]] = {
    "console-pipe": console_on_a_pipe,
    "console-terminal": console_on_a_terminal,
    "pcsc-in-memory": pcsc_in_memory,
    "serial-rdm6300": rdm6300_on_a_terminal,
    "serial-lines": lines_on_a_terminal,
    "wiegand": wiegand_on_mock_pins,
    "keyboard": keyboard_in_a_folder,
}
AS_INSTALLED = BENCHES | {
    "serial-rdm6300": partial(rdm6300_on_a_terminal, AWAY_SECONDS),
    "serial-lines": partial(lines_on_a_terminal, AWAY_SECONDS),
    "keyboard": partial(keyboard_in_a_folder, AWAY_SECONDS),
}
"""Readers that take a badge for gone after as long a silence as at a door."""


@pytest.fixture(params=[*BENCHES, "pcsc"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """Return each reader, with what it takes to use it."""
    if request.param != "pcsc":
        with BENCHES[request.param]() as bench:
            yield bench
        return
    with _on_pcscd(tmp_path) as bench:
        yield bench


@pytest.fixture(params=[*AS_INSTALLED, "pcsc"])
def installed_bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """Return each reader as it is at a door."""
    if request.param != "pcsc":
        with AS_INSTALLED[request.param]() as bench:
            yield bench
        return
    with _on_pcscd(tmp_path) as bench:
        yield bench


@contextmanager
def _on_pcscd(folder: Path) -> Iterator[Bench]:
    with running_pcscd(folder) as pcscd:
        bench = PcscBench(pcscd)
        with closing(bench.reader):
            yield bench


@pytest.fixture(params=BENCHES)
def quick_bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Return each reader that reads thousands of badges in seconds."""
    with BENCHES[request.param]() as bench:
        yield bench


def _ready(bench: Bench) -> Reader:
    assert isinstance(bench.reader.wait(SOON), ReaderFound)
    return bench.reader


def test_it_says_first_that_it_is_there(bench: Bench) -> None:
    """And says nothing else by itself."""
    reader = _ready(bench)
    assert reader.wait(bench.settle_seconds) is None


def test_without_an_event_the_time_out_ends_the_wait(bench: Bench) -> None:
    """Neither much sooner nor much later."""
    reader = _ready(bench)
    begun = monotonic()
    assert reader.wait(0.3) is None
    assert 0.25 < monotonic() - begun < 1.3


def test_each_badge_is_presented_once_in_order(bench: Bench) -> None:
    """However long it lies there."""
    reader = _ready(bench)
    for number in (11, 22, 11):
        reading = bench.present(number)
        assert reader.wait(SOON) == Presented(reading)
        assert reader.wait(bench.settle_seconds) is None
        bench.take_away()
        assert reader.wait(bench.settle_seconds) is None


def test_what_is_only_a_part_never_becomes_a_number(bench: Bench) -> None:
    """Nor does noise; it is said, and the next badge is read."""
    reader = _ready(bench)
    for _ in range(3):
        bench.disturb(11)
        heard = [reader.wait(SOON)]
        while heard[-1] is not None:
            heard.append(reader.wait(bench.settle_seconds))
        assert {type(each) for each in heard[:-1]} == {Unreadable}
        bench.take_away()
        assert reader.wait(bench.settle_seconds) is None
    assert reader.wait(bench.doubt_seconds) is None
    reading = bench.present(11)
    assert reader.wait(SOON) == Presented(reading)
    bench.take_away()


def test_two_badges_at_once_are_never_a_third(bench: Bench) -> None:
    """Each is presented once at most, whatever the reader sees of the two; then it reads on."""
    reader = _ready(bench)
    readings = bench.present_both(11, 22)
    heard = _heard(reader, SOON, bench.settle_seconds)
    presented = [each.reading for each in heard if isinstance(each, Presented)]
    assert presented
    assert len(set(presented)) == len(presented)
    assert set(presented) <= set(readings)
    bench.take_away()
    assert reader.wait(bench.settle_seconds) is None
    reading = bench.present(33)
    assert reader.wait(SOON) == Presented(reading)
    bench.take_away()


@pytest.mark.slow
def test_a_badge_held_for_an_hour_is_presented_once(installed_bench: Bench) -> None:
    """However often the reader tells of it; taken away and presented, it is presented again."""
    reader = _ready(installed_bench)
    held = installed_bench.hold(11)
    reading = next(held)
    heard = _heard(reader, SOON, 0.01)
    for _ in held:
        heard += _heard(reader, 0.03, 0.03)
    assert heard == [Presented(reading)]
    installed_bench.take_away()
    assert reader.wait(2 * AWAY_SECONDS) is None
    assert installed_bench.present(11) == reading
    assert reader.wait(SOON) == Presented(reading)
    installed_bench.take_away()


def _heard(reader: Reader, first_seconds: float, more_seconds: float) -> list[ReaderEvent]:
    """Return what it tells, if it begins in time, until it falls silent."""
    heard = []
    seconds = first_seconds
    while (event := reader.wait(seconds)) is not None:
        heard.append(event)
        seconds = more_seconds
    return heard


def test_an_interruption_ends_a_wait(bench: Bench) -> None:
    """Repeated until it has, as one that comes too early may be lost; others go on as ever."""
    reader = _ready(bench)
    heard: list[ReaderEvent | None] = []
    waiting = Thread(target=lambda: heard.append(reader.wait(LONG)))
    waiting.start()
    begun = monotonic()
    while waiting.is_alive() and monotonic() - begun < SOON:
        reader.interrupt()
        waiting.join(0.05)
    assert heard == [None]
    reader.wait(0)
    begun = monotonic()
    assert reader.wait(0.3) is None
    assert monotonic() - begun > 0.25


def test_after_an_interruption_it_reads_on(bench: Bench) -> None:
    """One that comes while nobody waits costs at most one empty wait."""
    reader = _ready(bench)
    reader.interrupt()
    reader.wait(bench.settle_seconds)
    reading = bench.present(11)
    assert reader.wait(SOON) == Presented(reading)
    bench.take_away()


def test_a_loss_is_said_once(bench: Bench) -> None:
    """A reader that is gone says so, and then waits quietly."""
    reader = _ready(bench)
    bench.break_down()
    assert isinstance(reader.wait(SOON), ReaderLost)
    begun = monotonic()
    assert reader.wait(0.3) is None
    assert monotonic() - begun > 0.25


def test_a_return_is_said_once_and_then_it_reads_on(bench: Bench) -> None:
    """Whatever was wrong, nobody has to restart anything; it works as before."""
    reader = _ready(bench)
    if not bench.heals:
        return
    descriptors = open_files()
    for number in (11, 22, 33):
        bench.break_down()
        assert isinstance(reader.wait(SOON), ReaderLost)
        assert reader.wait(bench.settle_seconds) is None
        bench.mend()
        assert isinstance(reader.wait(SOON), ReaderFound)
        reading = bench.present(number)
        assert reader.wait(SOON) == Presented(reading)
        bench.take_away()
        assert reader.wait(bench.settle_seconds) is None
    assert open_files() <= descriptors


@pytest.mark.slow
def test_nothing_leaks_over_ten_thousand_swipes(quick_bench: Bench) -> None:
    """Neither memory nor file descriptors, at a reader that runs for years."""
    reader = _ready(quick_bench)
    quick_bench.tells = 1
    _swipe(quick_bench, reader, range(1, 500))
    before = _held(quick_bench, reader)
    _swipe(quick_bench, reader, range(1_000, 11_000))
    after = _held(quick_bench, reader)
    assert after.descriptors <= before.descriptors
    assert after.blocks < before.blocks + 2_000


def _swipe(bench: Bench, reader: Reader, numbers: range) -> None:
    for number in numbers:
        reading = bench.present(number)
        assert reader.wait(SOON) == Presented(reading)
        bench.take_away()


class _Held(NamedTuple):
    descriptors: int
    blocks: int


def _held(bench: Bench, reader: Reader) -> _Held:
    """Return what is in use once nothing lies on the reader but one badge."""
    assert reader.wait(bench.settle_seconds) is None
    _swipe(bench, reader, range(20_000, 20_001))
    assert reader.wait(bench.settle_seconds) is None
    gc.collect()
    blocks = sys.getallocatedblocks()
    return _Held(open_files(), blocks)


def test_it_may_be_interrupted_after_it_was_closed(bench: Bench) -> None:
    """Whoever ends the program need not know which threads have ended already."""
    _ready(bench)
    bench.reader.close()
    bench.reader.interrupt()
