"""The player: real threads, lamps of air."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal.feedback.patterns import PATTERNS, Standing, Step
from terminal.feedback.player import Player
from terminal.model import Chosen, Cue
from tests.parts.lamps import DARK, RecordedLamps, State


@pytest.fixture
def lamps() -> RecordedLamps:
    """Lamps that keep what they showed."""
    return RecordedLamps()


@pytest.fixture
def player(lamps: RecordedLamps) -> Iterator[Player]:
    """Return a player that is closed afterwards."""
    player = Player(lamps)
    yield player
    player.close()


def _states(steps: tuple[Step, ...]) -> list[State]:
    return [(step.green, step.red, step.buzzer) for step in steps]


def _first(cue: Cue) -> State:
    return _states(PATTERNS[cue].opening)[0]


def test_a_cue_is_shown_step_by_step_and_ends_dark(lamps: RecordedLamps, player: Player) -> None:
    """An answer is over by itself."""
    player.play(Cue.ACCEPTED)
    lamps.wait_for([*_states(PATTERNS[Cue.ACCEPTED].opening), DARK])


def test_a_cue_has_begun_when_playing_it_returns(lamps: RecordedLamps, player: Player) -> None:
    """The beep waits for no other thread's turn."""
    for cue in Cue:
        player.play(cue)
        assert lamps.states[-1] == _first(cue)


def test_a_step_that_is_due_does_not_cover_a_cue_that_has_begun(
    lamps: RecordedLamps, player: Player
) -> None:
    """Whichever of the two is first, the lamps show the new cue and then what follows it."""
    with player._changing:
        player._cues.put(player._begin(Cue.ACCEPTED))
        _sleeps_for(2 * PATTERNS[Cue.ACCEPTED].opening[0].seconds, player)
        player._cues.put(player._begin(Cue.UNREADABLE))
        before = len(lamps.states)
    lamps.wait_for([_first(Cue.UNREADABLE), *_states(PATTERNS[Cue.UNREADABLE].opening[1:]), DARK])
    assert lamps.states[before - 1] == _first(Cue.UNREADABLE)
    assert lamps.states[before:] == [*_states(PATTERNS[Cue.UNREADABLE].opening[1:]), DARK]


def test_a_cue_after_the_end_lights_nothing(lamps: RecordedLamps, player: Player) -> None:
    """A swipe that is answered as the terminal ends must not leave a lamp on."""
    player.close()
    player.play(Cue.ACCEPTED)
    assert lamps.states == [DARK]


def test_a_new_cue_replaces_the_running_one_at_once(lamps: RecordedLamps, player: Player) -> None:
    """The next person does not wait for the end of a pattern of eight seconds."""
    player.play(Cue.STORAGE_FAULT)
    lamps.wait_for([_first(Cue.STORAGE_FAULT)])
    player.play(Cue.READY)
    lamps.wait_for([_first(Cue.STORAGE_FAULT), _first(Cue.READY)])


def test_a_fault_goes_on_after_an_answer_without_sounding(
    lamps: RecordedLamps, player: Player
) -> None:
    """A momentary cue interrupts a fault; then its silent refrain follows."""
    player.play(Cue.READER_FAULT)
    player.play(Cue.ACCEPTED)
    refrain = _states(PATTERNS[Cue.READER_FAULT].refrain)
    lamps.wait_for([*_states(PATTERNS[Cue.ACCEPTED].opening), refrain[0], refrain[1]])


def test_ready_ends_a_fault_for_good(lamps: RecordedLamps, player: Player) -> None:
    """After READY the lamps stay dark."""
    player.play(Cue.READER_FAULT)
    player.play(Cue.READY)
    lamps.wait_for([*_states(PATTERNS[Cue.READY].opening), DARK])
    assert player._standing == Standing()


def test_a_choice_comes_back_until_it_has_its_swipe(lamps: RecordedLamps, player: Player) -> None:
    """After a badge that was not read both lamps are on again; a swipe that counts ends that."""
    both: State = (True, True, False)
    player.play(Chosen(1, "Doctor", 10))
    lamps.wait_for([both])
    player.play(Cue.UNREADABLE)
    lamps.wait_for([*_states(PATTERNS[Cue.UNREADABLE].opening), both])
    player.play(Cue.ACCEPTED)
    lamps.wait_for([*_states(PATTERNS[Cue.ACCEPTED].opening), DARK])


def test_an_idle_player_never_wakes(lamps: RecordedLamps, player: Player) -> None:
    """While nothing plays, the thread sleeps without a time-out."""
    player.play(Cue.ACCEPTED)
    lamps.wait_for([*_states(PATTERNS[Cue.ACCEPTED].opening), DARK])
    assert any(_sleeps_for(0.3, player) for _ in range(10))


def _sleeps_for(seconds: float, player: Player) -> bool:
    before = _wake_ups(player)
    threading.Event().wait(seconds)
    return before == _wake_ups(player)


def _wake_ups(player: Player) -> str:
    status = Path(f"/proc/self/task/{player._thread.native_id}/status").read_text(encoding="utf-8")
    return next(line for line in status.splitlines() if line.startswith("voluntary"))


def test_closing_interrupts_a_cue_and_leaves_the_lamps_dark(lamps: RecordedLamps) -> None:
    """A terminal that ends leaves nothing on, and does not play to the end first."""
    player = Player(lamps)
    player.play(Cue.STORAGE_FAULT)
    lamps.wait_for([_first(Cue.STORAGE_FAULT)])
    player.close()
    assert lamps.states[-1] == DARK
    assert lamps.is_closed
    assert not player._thread.is_alive()


def test_broken_lamps_are_logged_once_and_end_nothing(
    lamps: RecordedLamps, player: Player, caplog: pytest.LogCaptureFixture
) -> None:
    """A GPIO that fails costs the lights, one line in the log, and nothing else."""
    lamps.is_broken = True
    player.play(Cue.ACCEPTED)
    lamps.wait_for([*_states(PATTERNS[Cue.ACCEPTED].opening), DARK])
    lamps.is_broken = False
    player.play(Cue.READY)
    lamps.wait_for([*_states(PATTERNS[Cue.READY].opening), DARK])
    failures = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in failures] == [
        "lamps failed; swipes are stored all the same"
    ]


def test_lamps_that_cannot_be_closed_keep_nobody(
    lamps: RecordedLamps, caplog: pytest.LogCaptureFixture
) -> None:
    """The end of the terminal does not depend on its lamps."""
    player = Player(lamps)
    lamps.is_broken = True
    player.close()
    assert not player._thread.is_alive()
    assert "lamps could not be closed" in caplog.text
