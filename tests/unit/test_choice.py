"""What was chosen waits for one swipe, and not for long."""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Lock

import pytest

from terminal.choice import Choice
from terminal.model import ActivityEnd, Chosen, Cue, ExternalReference, Option, Reason
from tests.parts.fakes import NOON, FakeClock, RecordingFeedback

DOCTOR = Option(
    name="doctor",
    label="Dokter / Médecin",
    position=1,
    selection=Reason(ExternalReference("@absence-code", "DOCTOR")),
)
END = Option(name="end", label="end", position=2, selection=ActivityEnd())


class Desk:
    """A choice that waits for ten seconds, with its clock and lights."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.feedback = RecordingFeedback()
        self.changes = 0
        self.choice = Choice(
            deciding=Lock(),
            timeout=timedelta(seconds=10),
            feedback=self.feedback,
            changed=self.changed,
        )

    def changed(self) -> None:
        self.changes += 1

    def choose(self, option: Option) -> None:
        self.choice.choose(option, self.clock.now(), "reader door")

    def waiting(self) -> Option | None:
        return self.choice.waiting(self.clock.now())


@pytest.fixture
def desk() -> Desk:
    """Return a desk at which nothing was chosen."""
    return Desk()


def test_nothing_waits_before_anything_was_chosen(desk: Desk) -> None:
    """A swipe then has no selection, and nothing is over."""
    desk.choice.expire(desk.clock.now())

    assert desk.waiting() is None
    assert desk.choice.left_seconds(desk.clock.now()) is None
    assert desk.feedback.cues == []


def test_what_was_chosen_waits_and_is_shown(desk: Desk) -> None:
    """The cue says which one and for how long; whoever watches over its end is told."""
    desk.choose(DOCTOR)

    assert desk.waiting() == DOCTOR
    assert desk.feedback.cues == [Chosen(1, "Dokter / Médecin", 10)]
    assert desk.changes == 1


def test_it_waits_for_less_than_the_time_out(desk: Desk) -> None:
    """Just before the end it counts, at the end no more, wherever the wall clock was set."""
    desk.choose(DOCTOR)
    desk.clock.step_wall(3600)
    desk.clock.advance(9.9)
    assert desk.waiting() == DOCTOR
    assert desk.choice.left_seconds(desk.clock.now()) == pytest.approx(0.1)

    desk.clock.advance(0.1)
    assert desk.waiting() is None
    assert desk.choice.left_seconds(desk.clock.now()) == 0


def test_a_swipe_made_before_the_choice_does_not_have_it(desk: Desk) -> None:
    """Chosen first, then the swipe: one that still waited for the disk came first."""
    swiped = desk.clock.now()
    desk.clock.advance(0.2)
    desk.choose(DOCTOR)

    assert desk.choice.waiting(swiped) is None
    assert desk.waiting() == DOCTOR


def test_a_choice_of_another_boot_is_over(desk: Desk) -> None:
    """How long it has waited cannot be known."""
    desk.choose(DOCTOR)
    desk.clock.reboot(NOON)

    assert desk.waiting() is None


def test_choosing_the_same_again_cancels(desk: Desk) -> None:
    """The light says so, and the next swipe has none; a third time chooses again."""
    desk.choose(DOCTOR)
    desk.choose(DOCTOR)
    assert desk.waiting() is None
    assert desk.feedback.cues[-1] == Cue.SELECTION_OVER

    desk.choose(DOCTOR)
    assert desk.waiting() == DOCTOR


def test_choosing_another_takes_its_place(desk: Desk) -> None:
    """And waits for the whole time itself."""
    desk.choose(DOCTOR)
    desk.clock.advance(9)
    desk.choose(END)
    desk.clock.advance(9)

    assert desk.waiting() == END
    assert desk.feedback.cues == [Chosen(1, "Dokter / Médecin", 10), Chosen(2, "end", 10)]


def test_what_was_used_waits_no_more(desk: Desk) -> None:
    """Silently: the answer to the swipe says enough."""
    desk.choose(DOCTOR)
    desk.choice.use(desk.clock.now())

    assert desk.waiting() is None
    assert desk.feedback.cues == [Chosen(1, "Dokter / Médecin", 10)]


def _cancelled(desk: Desk) -> None:
    desk.choose(DOCTOR)


def _replaced(desk: Desk) -> None:
    desk.choose(END)


def _timed_out(desk: Desk) -> None:
    desk.clock.advance(9)
    desk.choice.expire(desk.clock.now())


@pytest.mark.parametrize("ended", [_cancelled, _replaced, _timed_out])
def test_a_swipe_made_before_the_end_has_the_choice(
    desk: Desk, ended: Callable[[Desk], None]
) -> None:
    """It was shown when the badge was, though the swipe waited for the disk; and once only."""
    before = desk.clock.now()
    desk.clock.advance(1)
    desk.choose(DOCTOR)
    desk.clock.advance(1)
    swiped = desk.clock.now()
    desk.clock.advance(0.1)
    ended(desk)
    left = desk.waiting()

    assert desk.choice.waiting(swiped) == DOCTOR
    assert desk.choice.waiting(before) is None

    desk.choice.use(swiped)
    assert desk.choice.waiting(swiped) is None
    assert desk.waiting() is left


def test_what_has_ended_cannot_be_cancelled(desk: Desk) -> None:
    """A function badge that was presented before another one, and is decided after it, chooses."""
    desk.choose(DOCTOR)
    presented = desk.clock.now()
    desk.clock.advance(1)
    desk.choose(END)
    desk.choice.choose(DOCTOR, presented, "reader door")

    assert desk.waiting() == DOCTOR
    assert Cue.SELECTION_OVER not in desk.feedback.cues


def test_what_nobody_swiped_for_is_over_once(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Not before its time; then the light says so, and the log why."""
    caplog.set_level(logging.INFO)
    desk.choose(DOCTOR)
    desk.clock.advance(9)
    desk.choice.expire(desk.clock.now())
    assert desk.waiting() == DOCTOR

    desk.clock.advance(1)
    desk.choice.expire(desk.clock.now())
    desk.choice.expire(desk.clock.now())

    assert desk.feedback.cues[1:] == [Cue.SELECTION_OVER]
    assert 'selection chosen selection=doctor by="reader door"' in caplog.text
    assert 'selection over selection=doctor reason="timed out"' in caplog.text


def test_after_the_time_out_the_same_is_chosen_anew(desk: Desk) -> None:
    """What is over cannot be cancelled, though nobody has shown yet that it is over."""
    desk.choose(DOCTOR)
    desk.clock.advance(10)
    desk.choose(DOCTOR)

    assert desk.waiting() == DOCTOR


def test_nobody_needs_to_be_told(desk: Desk) -> None:
    """A choice can do without one who watches over its end."""
    choice = Choice(deciding=Lock(), timeout=timedelta(seconds=3), feedback=desk.feedback)
    choice.choose(END, desk.clock.now(), "buttons")

    assert choice.waiting(desk.clock.now()) == END
    assert not choice.functions
