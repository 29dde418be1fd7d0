"""Which selection a swipe has: what was chosen before it, what its reader has fixed, or none."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.badge_numbers import IdentifierRule, LastingRule, Rule, Template
from terminal.choice import Choice
from terminal.model import (
    ActivityEnd,
    BadgeNumber,
    Chosen,
    Cue,
    ExternalReference,
    InOut,
    Kind,
    Option,
    Presented,
    Reason,
    Selection,
    Unreadable,
)
from terminal.model.struct import replace
from tests.parts.fakes import FakeClock
from tests.unit.test_capture import Door, conditions

DOCTOR = Option(
    name="doctor",
    label="Doctor",
    position=1,
    selection=Reason(ExternalReference("@absence-code", "DOCTOR")),
)
END = Option(name="end", label="End", position=2, selection=ActivityEnd())
ADA, BART = Presented("1955"), Presented("1962")
DOCTOR_BADGE, END_BADGE = Presented("9001"), Presented("9002")
FUNCTIONS = {BadgeNumber("9001"): DOCTOR, BadgeNumber("9002"): END}
TIMEOUT_SECONDS = 10


def with_choice(door: Door) -> Choice:
    """Let two selections be chosen at a door, by function badges."""
    choice = Choice(
        deciding=door.surroundings.recent.deciding,
        timeout=timedelta(seconds=TIMEOUT_SECONDS),
        feedback=door.feedback,
        functions=FUNCTIONS,
    )
    door.surroundings = replace(door.surroundings, choice=choice)
    return choice


def kinds(door: Door) -> list[Kind]:
    """Return the kinds of what is stored, oldest first."""
    return [each.selection.kind for each in reversed(door.stored())]


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """Return a door at which two selections can be chosen."""
    door = Door(tmp_path / "outbox.db", FakeClock())
    with_choice(door)
    yield door
    door.outbox.close()


def test_a_function_badge_is_no_swipe(door: Door) -> None:
    """It chooses, in light and silence: nothing is stored, and sync is not nudged."""
    door.present(DOCTOR_BADGE)

    assert door.stored() == []
    assert door.feedback.cues == [Chosen(1, "Doctor", TIMEOUT_SECONDS)]
    assert door.nudges == 0


def test_a_choice_belongs_to_one_swipe(door: Door) -> None:
    """The next badge has it, and the one after that none."""
    door.present(DOCTOR_BADGE, ADA, BART)

    newest, first = door.stored()
    assert (first.selection, newest.selection) == (DOCTOR.selection, InOut())
    assert door.feedback.cues[1:] == [Cue.ACCEPTED, Cue.ACCEPTED]


def test_a_choice_is_for_all_readers(door: Door) -> None:
    """Chosen at one, swiped at another."""
    door.present(END_BADGE, name="left")
    door.present(ADA, name="right")

    assert kinds(door) == [Kind.ACTIVITY_END]


def test_the_same_function_badge_again_cancels(door: Door) -> None:
    """The swipe after it is coming or going."""
    door.present(DOCTOR_BADGE, DOCTOR_BADGE, ADA)

    assert kinds(door) == [Kind.IN_OUT]
    assert door.feedback.cues[1] == Cue.SELECTION_OVER


def test_after_the_time_out_a_swipe_has_none(door: Door) -> None:
    """Whoever comes late is not booked for what somebody else chose."""
    door.present(DOCTOR_BADGE)
    door.clock.advance(TIMEOUT_SECONDS)
    door.present(ADA)

    assert kinds(door) == [Kind.IN_OUT]


def test_a_repeat_uses_the_choice(door: Door) -> None:
    """Doctor twice is booked once, and does not wait for the next person."""
    door.present(DOCTOR_BADGE, ADA, DOCTOR_BADGE, ADA, BART)

    assert kinds(door) == [Kind.REASON, Kind.IN_OUT]
    assert door.feedback.cues[3] == Cue.REPEATED


def test_another_selection_is_no_repeat(door: Door) -> None:
    """In, and at once to the doctor: two clockings."""
    door.present(ADA, DOCTOR_BADGE, ADA)

    assert kinds(door) == [Kind.IN_OUT, Kind.REASON]


@pytest.mark.parametrize("nothing", [Unreadable("pulled"), Presented(b"\x08\x12\x34\x56")])
def test_what_was_not_stored_does_not_use_the_choice(
    door: Door, nothing: Unreadable | Presented
) -> None:
    """A badge pulled too early, a phone: the person tries again."""
    rule = LastingRule(IdentifierRule())
    door.present(DOCTOR_BADGE, nothing, ADA, rule=rule)

    assert kinds(door) == [Kind.REASON]


def test_a_disk_that_fails_does_not_use_the_choice(door: Door) -> None:
    """Nothing was promised, so nothing is used."""
    door.disk.is_broken = True
    door.present(DOCTOR_BADGE, ADA)
    door.disk.is_broken = False
    door.present(ADA)

    assert kinds(door) == [Kind.REASON]


def test_a_reader_with_a_selection_leaves_the_choice_alone(door: Door) -> None:
    """Its swipes have its own, and what was chosen waits for a swipe elsewhere."""
    door.present(DOCTOR_BADGE)
    door.present(ADA, name="out", selection=ActivityEnd())
    door.present(BART)

    assert kinds(door) == [Kind.ACTIVITY_END, Kind.REASON]


def test_a_function_badge_chooses_at_a_reader_with_a_selection_too(door: Door) -> None:
    """It is never a swipe, wherever it is presented; another reader takes the choice."""
    door.present(DOCTOR_BADGE, name="out", selection=ActivityEnd())
    door.present(ADA)

    assert kinds(door) == [Kind.REASON]


def test_a_badge_with_the_number_of_a_function_badge_is_told_of(door: Door) -> None:
    """Its swipes choose and are never stored: a rule that drops digits, or a wrong number."""
    rule = Rule(takes="text", number=Template("{text[0:4]}"))
    door.present(DOCTOR_BADGE, rule=rule)
    assert "badge numbers" not in conditions(door)
    door.present(Presented("90017"), rule=rule)

    assert door.stored() == []
    assert conditions(door)["badge numbers"].condition == "collision"


def test_two_readers_never_share_a_choice(tmp_path: Path) -> None:
    """Two badges at the same time, at two readers: one of the two has it, again and again."""
    clock = FakeClock()
    door = Door(tmp_path / "outbox.db", clock)
    with_choice(door)
    for round_number in range(30):
        door.present(DOCTOR_BADGE)
        start = Barrier(2)
        threads = [
            Thread(target=_present_at, args=(door, start, f"{side}{round_number}", side))
            for side in ("left", "right")
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    door.outbox.close()

    assert sorted(kinds_of(tmp_path)) == [*[Kind.IN_OUT] * 30, *[Kind.REASON] * 30]


def test_a_swipe_that_waits_for_the_disk_has_what_was_shown_at_it(door: Door) -> None:
    """Meanwhile the choice times out: the light goes out, and the badge was there before."""
    choice, presented = with_choice(door), Event()
    door.surroundings = replace(door.surroundings, place=lambda _: presented.set())
    door.present(DOCTOR_BADGE)
    door.clock.advance(TIMEOUT_SECONDS - 1)
    swiping = Thread(target=door.present, args=(ADA,))
    with choice.deciding:
        swiping.start()
        assert presented.wait(10)
        choice.expire(door.clock.advance(1))
    swiping.join(10)

    assert kinds(door) == [Kind.REASON]


def _present_at(door: Door, start: Barrier, badge: str, name: str) -> None:
    start.wait(10)
    door.present(Presented(badge), name=name)


def kinds_of(folder: Path) -> list[Kind]:
    """Return the kinds of what an outbox holds."""
    clock = FakeClock()
    again = Door(folder / "outbox.db", clock)
    found = kinds(again)
    again.outbox.close()
    return found


class Rules:
    """What the rules say, in other words than the code: a choice is a name and when it ends."""

    def __init__(self) -> None:
        self.now = 0
        self.chosen: tuple[Option, int] | None = None
        self.stored: list[Selection] = []
        self.last: dict[tuple[str, Selection], int] = {}

    def choose(self, option: Option) -> None:
        waits = self.chosen is not None and self.now < self.chosen[1]
        is_same = self.chosen is not None and self.chosen[0] is option
        self.chosen = None if waits and is_same else (option, self.now + TIMEOUT_SECONDS)

    def swipe(self, badge: str, fixed: Selection | None, *, works: bool) -> None:
        waits = fixed is None and self.chosen is not None and self.now < self.chosen[1]
        selection = fixed or (self.chosen[0].selection if waits and self.chosen else InOut())
        earlier = self.last.get((badge, selection))
        is_repeat = earlier is not None and self.now - earlier < 60
        if not is_repeat and works:
            self.stored.append(selection)
            self.last[badge, selection] = self.now
        if waits and (is_repeat or works):
            self.chosen = None


CHOICES = st.tuples(st.just("choose"), st.sampled_from([DOCTOR_BADGE, END_BADGE]), st.booleans())
SWIPES = st.tuples(
    st.sampled_from(["swipe", "swipe", "swipe with a broken disk", "swipe at the fixed reader"]),
    st.sampled_from([ADA, BART]),
    st.booleans(),
)
WAITS = st.tuples(st.just("wait"), st.integers(1, 70), st.booleans())
EXPIRIES = st.tuples(st.just("expire"), st.none(), st.booleans())
STEPS = st.lists(st.one_of(CHOICES, SWIPES, WAITS, EXPIRIES), max_size=30)


@given(steps=STEPS)
@settings(max_examples=60, deadline=None)
def test_any_history_gives_each_swipe_the_selection_of_the_rules(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, Presented | int | None, bool]],
) -> None:
    """Chosen, cancelled, swiped, repeated, refused and timed out, at two readers, in any order."""
    door = Door(tmp_path_factory.mktemp("history") / "outbox.db", FakeClock())
    choice, rules = with_choice(door), Rules()
    for what, thing, is_left in steps:
        name = "left" if is_left else "right"
        match thing:
            case int(seconds):
                door.clock.advance(seconds)
                rules.now += seconds
            case None:
                choice.expire(door.clock.now())
            case Presented(str(number)) if what == "choose":
                door.present(thing, name=name)
                rules.choose(FUNCTIONS[BadgeNumber(number)])
            case Presented(str(number)):
                fixed = ActivityEnd() if what.endswith("fixed reader") else None
                door.disk.is_broken = what.endswith("broken disk")
                door.present(thing, name="out" if fixed else name, selection=fixed)
                rules.swipe(number, fixed, works=not door.disk.is_broken)
                door.disk.is_broken = False
            case _:
                raise AssertionError(thing)
    stored = [each.selection for each in reversed(door.stored())]
    door.outbox.close()
    assert stored == rules.stored
