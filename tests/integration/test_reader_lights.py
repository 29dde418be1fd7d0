"""Cues on lights and buzzer of a reader, with the real thread."""

import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from terminal.feedback.player import Player
from terminal.feedback.reader_lights import ReaderLights
from terminal.feedback.together import Together
from terminal.model import Cue, Presented, ReaderFound
from terminal.readers.pcsc.models import MODELS
from terminal.readers.pcsc.panel import ReaderPanel
from terminal.readers.pcsc.reader import PcscReader
from terminal.simulator.virtual_badge import VirtualBadge
from tests.parts.fake_pcsc import READER, FakePcsc
from tests.parts.lamps import RecordedLamps
from tests.parts.pcscd import VIRTUAL_READER, running_pcscd
from tests.parts.reader_lights import Acr122uLights, Acr1252uLights, BrokenPanel, SlowPanel
from tests.parts.stored_badges import GOOD
from tests.parts.until import until

GREEN_TONE = bytes.fromhex("FF0040AE0401000101")
GREEN = bytes.fromhex("FF00400E0400000000")
RED_TONE = bytes.fromhex("FF00405D0406000101")
RED_SHORT_TONE = bytes.fromhex("FF00405D0401000101")
RED = bytes.fromhex("FF00400D0400000000")
DARK = bytes.fromhex("FF00400C0400000000")
SILENCED = bytes.fromhex("FF00520000")
SOON = 5.0


@pytest.fixture
def pcsc() -> FakePcsc:
    """Return PC/SC with an ACR122U, whose lights can be looked at."""
    pcsc = FakePcsc()
    pcsc.lights = Acr122uLights()
    return pcsc


@pytest.fixture
def lights(pcsc: FakePcsc) -> Iterator[ReaderLights]:
    """Return feedback on it."""
    with closing(ReaderLights("pcsc", _panel(pcsc))) as lights:
        yield lights


def _panel(pcsc: FakePcsc) -> ReaderPanel:
    return ReaderPanel("", MODELS["acr122u"], own_beep=False, calls=pcsc)


def _recorded(pcsc: FakePcsc) -> Acr122uLights:
    assert isinstance(pcsc.lights, Acr122uLights)
    return pcsc.lights


def test_the_reader_is_silenced_before_the_first_badge(
    pcsc: FakePcsc, lights: ReaderLights
) -> None:
    """Its own beep promises nothing; no cue has to come for it."""
    del lights
    _recorded(pcsc).wait_for(DARK)
    assert _recorded(pcsc).commands == [SILENCED, DARK]


def test_a_cue_is_played_to_its_end(pcsc: FakePcsc, lights: ReaderLights) -> None:
    """Then it is dark."""
    lights.play(Cue.ACCEPTED)
    _recorded(pcsc).wait_for(GREEN_TONE, GREEN, DARK)


def test_a_fault_stands_until_it_ends(pcsc: FakePcsc, lights: ReaderLights) -> None:
    """Other cues interrupt it; its refrain makes no sound."""
    lights.play(Cue.READER_FAULT)
    _recorded(pcsc).wait_for(RED_TONE, DARK, RED_SHORT_TONE, DARK, RED)
    lights.play(Cue.ACCEPTED)
    _recorded(pcsc).wait_for(GREEN_TONE, GREEN, RED)
    lights.play(Cue.READY)
    _recorded(pcsc).wait_for(GREEN, DARK, GREEN, DARK, GREEN, DARK)


def test_a_reader_that_came_back_is_silenced_again(pcsc: FakePcsc, lights: ReaderLights) -> None:
    """It may have lost its power and found its voice."""
    _recorded(pcsc).wait_for(DARK)
    lights.play(Cue.READER_FAULT)
    _recorded(pcsc).beeps_by_itself = True
    lights.play(Cue.READY)
    until(lambda: not _recorded(pcsc).beeps_by_itself)


def test_the_end_is_dark(pcsc: FakePcsc) -> None:
    """And gives everything back."""
    lights = ReaderLights("pcsc", _panel(pcsc))
    lights.play(Cue.STORAGE_FAULT)
    _recorded(pcsc).wait_for(RED_TONE)
    lights.close()
    assert _recorded(pcsc).commands[-1] == DARK
    assert not pcsc.contexts


def test_what_cannot_be_told_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    """With the reader's name and what to do; swipes go on."""
    pcsc = FakePcsc()
    pcsc.lights = Acr1252uLights(takes_escapes=False)
    panel = ReaderPanel("", MODELS["acr1252u"], own_beep=False, calls=pcsc)
    with caplog.at_level(logging.WARNING), closing(ReaderLights("front", panel)) as lights:
        for _ in range(3):
            lights.play(Cue.ACCEPTED)
            until(lambda: pcsc.called["control"] > 1)
    (record,) = caplog.records
    assert "swipes are stored all the same" in record.getMessage()
    assert "reader=front" in record.getMessage()
    assert "docs/readers.md" in record.getMessage()


def test_a_fault_of_the_program_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    """The thread goes on."""
    with caplog.at_level(logging.WARNING), closing(ReaderLights("front", BrokenPanel())) as lights:
        for _ in range(3):
            lights.play(Cue.ACCEPTED)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "RuntimeError: a fault of its own" in caplog.text


def test_a_reader_that_hangs_delays_nobody() -> None:
    """Wired lamps beside it show their cue at once, and what comes meanwhile takes no time."""
    lamps, panel = RecordedLamps(), SlowPanel()
    together = Together(Player(lamps), ReaderLights("pcsc", panel))
    with panel.stuck():
        began = monotonic()
        for _ in range(1000):
            together.play(Cue.ACCEPTED)
        assert monotonic() - began < 1.0
        assert lamps.states[-1] == (True, False, True)
        assert panel.shown == 1
    # Of a thousand cues only the last is still of interest: its first step, or a few more.
    together.close()
    assert panel.shown < 10


def test_ten_thousand_cues_leak_nothing(pcsc: FakePcsc, lights: ReaderLights) -> None:
    """Cues come faster than they can be played; what was not played is gone."""
    lights.play(Cue.ACCEPTED)
    _recorded(pcsc).wait_for(GREEN_TONE)
    gc.collect()
    before = sys.getallocatedblocks()
    for number in range(10_000):
        lights.play(list(Cue)[number % len(Cue)])
    lights.play(Cue.READY)
    lights.play(Cue.ACCEPTED)
    _recorded(pcsc).wait_for(GREEN_TONE, GREEN, DARK)
    _recorded(pcsc).commands.clear()
    gc.collect()
    assert sys.getallocatedblocks() - before < 1_000
    assert (len(pcsc.contexts), len(pcsc.connections)) == (1, 0)


def test_a_reader_that_is_unplugged_is_quiet_and_comes_back(
    pcsc: FakePcsc, lights: ReaderLights, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever reads badges from it says that it is lost: here is nothing to be said."""
    _recorded(pcsc).wait_for(DARK)
    pcsc.unplug()
    with caplog.at_level(logging.WARNING):
        lights.play(Cue.READER_FAULT)
        until(lambda: pcsc.called["readers"] > 2)
        pcsc.plug(READER)
        lights.play(Cue.READY)
        lights.play(Cue.ACCEPTED)
        _recorded(pcsc).wait_for(GREEN_TONE, GREEN, DARK)
    assert not caplog.records


def test_beside_a_real_pcscd_every_badge_is_read_and_answered(tmp_path: Path) -> None:
    """Both use the reader and the badge at once: neither is disturbed."""
    badges = [bytes([0x04, number, 1, 2]) for number in range(6)]
    with (
        running_pcscd(tmp_path),
        closing(PcscReader(VIRTUAL_READER)) as reader,
        closing(
            ReaderLights("pcsc", ReaderPanel(VIRTUAL_READER, MODELS["acr122u"], own_beep=False))
        ) as lights,
    ):
        assert isinstance(reader.wait(SOON), ReaderFound)
        for identifier in badges:
            with VirtualBadge(identifier) as badge:
                assert reader.wait(SOON) == Presented(identifier)
                lights.play(Cue.ACCEPTED)
                until(lambda: badge.lights[-3:] == [GREEN_TONE, GREEN, DARK])
                # Asked for while the lights are told.
                assert reader.wait(0.1) is None
            assert reader.wait(0.6) is None


@pytest.mark.parametrize("name", ["type 2, many pages", "block", "steps"])
def test_a_stored_number_is_read_while_a_fault_stands(tmp_path: Path, name: str) -> None:
    """The lights change all the time, and never come in between two commands to the badge."""
    chip, source, stored = GOOD[name]
    panel = ReaderPanel(VIRTUAL_READER, MODELS["acr122u"], own_beep=False)
    with (
        running_pcscd(tmp_path),
        closing(PcscReader(VIRTUAL_READER, source)) as reader,
        closing(ReaderLights("pcsc", panel)) as lights,
    ):
        assert isinstance(reader.wait(SOON), ReaderFound)
        lights.play(Cue.CONFIGURATION_FAULT)
        for _ in range(5):
            with VirtualBadge(bytes(7), chip=deepcopy(chip)) as badge:
                assert reader.wait(SOON) == Presented(stored)
                until(partial(_is_told, badge))
                assert reader.wait(0.1) is None
            assert reader.wait(0.6) is None


def _is_told(badge: VirtualBadge) -> bool:
    return bool(badge.lights)


def _is_answered(badge: VirtualBadge) -> bool:
    return badge.lights[-3:] == [GREEN_TONE, GREEN, DARK]


def test_the_escape_of_a_real_pcscd_is_refused_by_its_virtual_reader(tmp_path: Path) -> None:
    """As by a driver that does not let it through: it is said, and nothing is left open."""
    with running_pcscd(tmp_path):
        panel = ReaderPanel(VIRTUAL_READER, MODELS["acr1252u"], own_beep=False)
        for _ in range(210):
            told = panel.show(green=True, red=False, tone_seconds=0.1)
        panel.close()
    assert "lets no escape commands through" in told
