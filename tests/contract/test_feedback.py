"""What every feedback promises, whatever it is made of."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from select import select
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from terminal.feedback.console import Console, line_of
from terminal.feedback.gpio import GpioLamps
from terminal.feedback.lamps import NoLamps
from terminal.feedback.player import Player
from terminal.feedback.reader_lights import ReaderLights
from terminal.feedback.together import Performer, Together
from terminal.model import AnyCue, Chosen, Cue
from terminal.readers.pcsc.models import MODELS
from terminal.readers.pcsc.panel import ReaderPanel
from tests.parts.fake_pcsc import FakePcsc
from tests.parts.lamps import RecordedLamps
from tests.parts.reader_lights import Acr1252uLights, BrokenPanel, SlowPanel

if TYPE_CHECKING:
    from terminal.ports import Feedback

MANY = 2_000
AT_ONCE_SECONDS = 1.0
EVERY_CUE: list[AnyCue] = [*Cue, *(Chosen(position, "Dokter", 10) for position in range(1, 9))]


@contextmanager
def _on_gpio() -> Iterator[Performer]:
    from gpiozero.pins.mock import MockFactory  # noqa: PLC0415 - after gpio, see there

    with closing(Player(GpioLamps(17, 27, 22, MockFactory()))) as player:
        yield player


@contextmanager
def _on_broken_lamps() -> Iterator[Performer]:
    lamps = RecordedLamps()
    lamps.is_broken = True
    with closing(Player(lamps)) as player:
        yield player


@contextmanager
def _on_stopped_console() -> Iterator[Performer]:
    """Nobody reads the pipe until the end, as with a terminal after Ctrl-S."""
    far, near = os.pipe()
    with open(near, "w", encoding="utf-8") as stream, open(far, "rb") as reader:  # noqa: PTH123
        console = Console(stream)
        yield console
        console._cues.put(None)
        while console._thread.is_alive():
            if select([reader], [], [], 0.1)[0]:
                reader.read1(65_536)


@contextmanager
def _on_closed_console() -> Iterator[Performer]:
    stream = io.StringIO()
    stream.close()
    with closing(Console(stream)) as console:
        yield console


@contextmanager
def _on_several() -> Iterator[Performer]:
    with closing(Together(Player(NoLamps()), Console(io.StringIO()))) as together:
        yield together


@contextmanager
def _on_a_reader() -> Iterator[Performer]:
    pcsc = FakePcsc()
    pcsc.lights = Acr1252uLights()
    panel = ReaderPanel("", MODELS["acr1252u"], own_beep=False, calls=pcsc)
    with closing(ReaderLights("pcsc", panel)) as lights:
        yield lights


@contextmanager
def _on_a_broken_reader() -> Iterator[Performer]:
    with closing(ReaderLights("pcsc", BrokenPanel())) as lights:
        yield lights


@contextmanager
def _on_a_stuck_reader() -> Iterator[Performer]:
    panel = SlowPanel()
    lights = ReaderLights("pcsc", panel)
    with panel.stuck():
        yield lights
    lights.close()


EVERY = [
    _on_gpio,
    _on_broken_lamps,
    _on_stopped_console,
    _on_closed_console,
    _on_several,
    _on_a_reader,
    _on_a_broken_reader,
    _on_a_stuck_reader,
]
STOPPED = [_on_stopped_console, _on_a_stuck_reader]


@pytest.mark.parametrize("opened", EVERY)
def test_playing_never_blocks_and_never_raises(
    opened: Callable[[], AbstractContextManager[Performer]],
) -> None:
    """However many cues come, and however broken the other side is, capture goes on at once."""
    with opened() as performer:
        feedback: Feedback = performer
        began = monotonic()
        for number in range(MANY):
            feedback.play(EVERY_CUE[number % len(EVERY_CUE)])
        assert monotonic() - began < AT_ONCE_SECONDS


@pytest.mark.parametrize("opened", [each for each in EVERY if each not in STOPPED])
def test_closing_is_quick_and_may_be_repeated(
    opened: Callable[[], AbstractContextManager[Performer]],
) -> None:
    """The end of the terminal does not wait for a fault that stands."""
    with opened() as performer:
        performer.play(Cue.STORAGE_FAULT)
        began = monotonic()
        performer.close()
        performer.close()
        assert monotonic() - began < AT_ONCE_SECONDS


def test_the_console_writes_a_line_for_each_cue() -> None:
    """Every cue is one line, in order, none missing when it was closed."""
    stream = io.StringIO()
    with closing(Console(stream)) as console:
        for cue in EVERY_CUE:
            console.play(cue)
    assert stream.getvalue().splitlines() == [line_of(cue) for cue in EVERY_CUE]


def test_the_console_names_what_was_chosen() -> None:
    """In the words of people, as the lights cannot."""
    assert line_of(Chosen(2, "Dokter / Médecin", 10)).split(maxsplit=1) == [
        "CHOSEN",
        "Dokter / Médecin: swipe within 10 seconds; the same again cancels it",
    ]


@pytest.mark.parametrize("cue", list(Cue))
def test_a_line_of_text_names_the_cue_and_says_what_it_means(cue: Cue) -> None:
    """A person reads which cue it is and what to make of it."""
    name, _, meaning = line_of(cue).partition(" ")
    assert name == cue.value.upper()
    assert meaning.strip()


def test_several_feedbacks_get_the_same_cues() -> None:
    """What one shows, all show."""
    streams = [io.StringIO(), io.StringIO()]
    with closing(Together(*(Console(stream) for stream in streams))) as together:
        together.play(Cue.ACCEPTED)
        together.play(Cue.REPEATED)
    assert streams[0].getvalue() == streams[1].getvalue() != ""
