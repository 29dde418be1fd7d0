"""Buttons choose, and what nobody swiped for comes to its end by itself."""

import logging
from datetime import timedelta
from threading import Event, Lock, Thread
from time import monotonic

import pytest

from terminal.choice import Choice
from terminal.choosing import WAIT_SECONDS, Choosing, NoButtons
from terminal.faults import Faults
from terminal.model import (
    ActivityEnd,
    ButtonEvent,
    Chosen,
    Cue,
    Moment,
    Option,
    Pressed,
    ReaderFound,
    ReaderLost,
)
from terminal.ports import OutboxUnavailable
from tests.parts.fakes import FakeClock, RecordingFeedback

END = Option(name="end", label="Einde", position=1, selection=ActivityEnd())


class PatientButtons:
    """Buttons on which time passes: a wait without an event lasts as long as it may."""

    def __init__(self, clock: FakeClock, *events: ButtonEvent) -> None:
        self._clock = clock
        self._events = list(events)
        self.waits: list[float] = []
        self.interruptions = 0

    def wait(self, timeout_seconds: float) -> ButtonEvent | None:
        self.waits.append(timeout_seconds)
        if self._events:
            return self._events.pop(0)
        self._clock.advance(timeout_seconds)
        return None

    def interrupt(self) -> None:
        self.interruptions += 1


class ButtonsWhileWriting(PatientButtons):
    """Buttons of which one is pressed while a swipe is being written."""

    def __init__(self, clock: "WatchedClock", choice: Choice, pressed: Pressed) -> None:
        super().__init__(clock, pressed)
        self._watched = clock
        self._deciding = choice.deciding

    def wait(self, timeout_seconds: float) -> ButtonEvent | None:
        self._deciding.acquire()
        self._watched.is_watched = True
        return super().wait(timeout_seconds)


class WatchedClock(FakeClock):
    """A clock that tells when it is asked, from some time on."""

    is_watched = False

    def __init__(self) -> None:
        super().__init__()
        self.asked = Event()

    def now(self) -> Moment:
        now = super().now()
        if self.is_watched:
            self.asked.set()
        return now


class Board:
    """A board that can be full."""

    def __init__(self) -> None:
        self.is_full = False
        self.told: list[tuple[str, str, str]] = []

    def report(self, part: str, condition: str, detail: str) -> None:
        if self.is_full:
            raise OutboxUnavailable("disk full")
        self.told.append((part, condition, detail))


class Panel:
    """A panel with one button, and what it leads to."""

    def __init__(self, *events: ButtonEvent) -> None:
        self.clock = FakeClock()
        self.feedback = RecordingFeedback()
        self.board = Board()
        self.buttons = PatientButtons(self.clock, *events)
        self.choice = Choice(deciding=Lock(), timeout=timedelta(seconds=14), feedback=self.feedback)
        self.choosing = Choosing(
            buttons=self.buttons,
            options={"end": END},
            choice=self.choice,
            clock=self.clock,
            faults=Faults(self.feedback),
            board=self.board,
        )

    def step(self, times: int) -> None:
        for _ in range(times):
            self.choosing.step()


def test_a_press_chooses() -> None:
    """What the button is for waits for its swipe, and the lights say which."""
    panel = Panel(Pressed("end"))

    panel.step(1)

    assert panel.choice.waiting(panel.clock.now()) == END
    assert panel.feedback.cues == [Chosen(1, "Einde", 14)]


def test_a_press_counts_from_when_it_was() -> None:
    """It waits while a swipe is being written; what is swiped after it has the choice."""
    clock, feedback = WatchedClock(), RecordingFeedback()
    choice = Choice(deciding=Lock(), timeout=timedelta(seconds=14), feedback=feedback)
    choosing = Choosing(
        buttons=ButtonsWhileWriting(clock, choice, Pressed("end")),
        options={"end": END},
        choice=choice,
        clock=clock,
        faults=Faults(feedback),
        board=Board(),
    )
    step = Thread(target=choosing.step)
    step.start()
    was_asked_at_once = clock.asked.wait(10)
    swiped = clock.advance(1)
    clock.advance(1)
    choice.deciding.release()
    step.join(10)

    assert was_asked_at_once
    assert choice.waiting(swiped) == END


def test_a_second_press_cancels() -> None:
    """As with a function badge."""
    panel = Panel(Pressed("end"), Pressed("end"))

    panel.step(2)

    assert panel.choice.waiting(panel.clock.now()) is None
    assert panel.feedback.cues[-1] == Cue.SELECTION_OVER


def test_a_choice_ends_when_its_time_is_over() -> None:
    """It is waited for once, not looked for again and again."""
    panel = Panel(Pressed("end"))

    panel.step(3)

    assert panel.buttons.waits == [WAIT_SECONDS, WAIT_SECONDS, 2.0]
    assert panel.feedback.cues[1:] == [Cue.SELECTION_OVER]


def test_while_nothing_was_chosen_steps_are_long() -> None:
    """An idle machine sleeps."""
    panel = Panel()

    panel.step(2)

    assert panel.buttons.waits == [WAIT_SECONDS, WAIT_SECONDS]
    assert panel.feedback.cues == []


def test_buttons_that_are_lost_are_a_fault_until_they_are_found(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is shown, logged and reported, as with a reader; the start shows nothing."""
    caplog.set_level(logging.INFO)
    found = ReaderFound("buttons on GPIO5")
    panel = Panel(found, ReaderLost("jammed"), found)

    panel.step(3)

    assert panel.feedback.cues == [Cue.READER_FAULT, Cue.READY]
    assert [told[:2] for told in panel.board.told] == [
        ("buttons", "found"),
        ("buttons", "lost"),
        ("buttons", "found"),
    ]
    assert "buttons lost reason=jammed" in caplog.text
    assert 'buttons found name="buttons on GPIO5"' in caplog.text


def test_buttons_are_off_once_nobody_listens() -> None:
    """What was lost then is no matter of a terminal without buttons."""
    panel, silent = Panel(ReaderLost("jammed")), Panel()
    for each in (panel, silent):
        each.step(1)
        each.choosing.close()

    assert panel.board.told[-1] == ("buttons", "off", "the terminal has stopped")
    assert silent.board.told == []


def test_a_board_that_is_full_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Buttons choose on a full disk too."""
    panel = Panel(ReaderLost("jammed"), Pressed("end"))
    panel.board.is_full = True

    panel.step(2)

    assert 'condition not kept part=buttons reason="disk full"' in caplog.text
    assert panel.choice.waiting(panel.clock.now()) == END


def test_an_interruption_reaches_the_buttons() -> None:
    """A stop does not wait for the step's time-out."""
    panel = Panel()

    panel.choosing.interrupt()

    assert panel.buttons.interruptions == 1


def test_without_buttons_a_wait_ends_by_interruption_or_time_out() -> None:
    """So that a function badge can have its end waited for."""
    buttons = NoButtons()
    waiting = Thread(target=buttons.wait, args=(30,))
    began = monotonic()
    waiting.start()
    buttons.interrupt()
    waiting.join(10)
    buttons.interrupt()
    buttons.wait(30)
    buttons.wait(0.01)
    buttons.close()

    assert monotonic() - began < 10
