"""What push buttons promise, made of pins or by hand."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from terminal.model import Pressed, ReaderFound, ReaderLost
from terminal.ports import Buttons
from tests.parts.button_benches import Bench, buttons_on_mock_pins, fake_buttons
from tests.parts.open_files import open_files

if TYPE_CHECKING:
    from terminal.model import ButtonEvent

SOON = 5.0
LONG = 60.0
QUIET = 0.25
BENCHES: dict[str, Callable[[], AbstractContextManager[Bench]]] = {
    "fake": fake_buttons,
    "mock-pins": buttons_on_mock_pins,
}


@pytest.fixture(params=BENCHES)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Return buttons, with what it takes to use them."""
    with BENCHES[request.param]() as bench:
        yield bench


def _ready(bench: Bench) -> Buttons:
    assert isinstance(bench.buttons.wait(SOON), ReaderFound)
    return bench.buttons


def test_they_say_first_that_they_are_there(bench: Bench) -> None:
    """And say nothing else by themselves."""
    buttons = _ready(bench)
    begun = monotonic()
    assert buttons.wait(0.3) is None
    assert 0.25 < monotonic() - begun < 1.3


def test_each_press_is_told_of_once_in_order(bench: Bench) -> None:
    """Whichever button it is."""
    buttons = _ready(bench)
    names = ["lunch", "doctor", "doctor", "lunch", "lunch"]
    for name in names:
        bench.press(name)
    assert [buttons.wait(SOON) for _ in names] == [Pressed(name) for name in names]
    assert buttons.wait(QUIET) is None


def test_a_button_that_is_held_is_pressed_once(bench: Bench) -> None:
    """And told of while it is held; the others work meanwhile."""
    buttons = _ready(bench)
    bench.hold("lunch")
    assert buttons.wait(SOON) == Pressed("lunch")
    assert buttons.wait(QUIET) is None
    bench.press("doctor")
    assert buttons.wait(SOON) == Pressed("doctor")
    bench.release("lunch")
    assert buttons.wait(QUIET) is None
    bench.press("lunch")
    assert buttons.wait(SOON) == Pressed("lunch")


def test_an_interruption_ends_the_wait_or_the_next_one(bench: Bench) -> None:
    """From another thread; afterwards a press is told of as ever."""
    buttons = _ready(bench)
    heard: list[ButtonEvent | None] = []
    waiting = Thread(target=lambda: heard.append(buttons.wait(LONG)))
    waiting.start()
    buttons.interrupt()
    waiting.join(SOON)
    assert heard == [None]
    bench.press("lunch")
    assert buttons.wait(SOON) == Pressed("lunch")


def test_a_loss_and_a_return_are_said_once(bench: Bench) -> None:
    """Nobody has to restart anything."""
    buttons = _ready(bench)
    for _ in range(3):
        bench.break_down()
        lost = buttons.wait(SOON)
        assert isinstance(lost, ReaderLost)
        assert lost.reason
        assert buttons.wait(QUIET) is None
        bench.mend()
        assert isinstance(buttons.wait(SOON), ReaderFound)
        bench.press("doctor")
        assert buttons.wait(SOON) == Pressed("doctor")


@pytest.mark.slow
def test_nothing_leaks_over_ten_thousand_presses(bench: Bench) -> None:
    """Neither memory nor file descriptors, at buttons that are there for years."""
    buttons = _ready(bench)
    _press(bench, buttons, 500)
    before = _blocks(), open_files()
    _press(bench, buttons, 10_000)
    after = _blocks(), open_files()
    assert after[0] < before[0] + 1_000
    assert after[1] <= before[1]


def _press(bench: Bench, buttons: Buttons, times: int) -> None:
    for _ in range(times):
        bench.press("lunch")
        assert buttons.wait(SOON) == Pressed("lunch")


def _blocks() -> int:
    gc.collect()
    return sys.getallocatedblocks()
