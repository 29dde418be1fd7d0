"""The rhythms of the cues."""

from itertools import groupby, islice

import pytest

from terminal.feedback.patterns import (
    PATTERNS,
    UNIT_SECONDS,
    Pattern,
    Standing,
    Step,
    drawing,
    pattern_of,
    performance,
    standing_after,
)
from terminal.model import Chosen, Cue

FAULTS = {Cue.STORAGE_FAULT, Cue.READER_FAULT, Cue.CONFIGURATION_FAULT}
STORED = {Cue.ACCEPTED, Cue.ACCEPTED_OFFLINE}
SILENT = {Cue.READY, Cue.CHOSEN, Cue.SELECTION_OVER}
DOCTOR = Chosen(3, "Dokter / Médecin", 10)
ALL = list(Cue)
Rhythm = tuple[tuple[bool, int], ...]


def _rhythm(flags: list[tuple[bool, float]]) -> Rhythm:
    """Merge what cannot be told apart: two steps of the same state are one longer one."""
    return tuple(
        (is_on, round(sum(seconds for _, seconds in group) / UNIT_SECONDS))
        for is_on, group in groupby(flags, key=lambda flag: flag[0])
    )


def _sound(steps: tuple[Step, ...]) -> Rhythm:
    return _rhythm([(step.buzzer, step.seconds) for step in steps])


def _light(steps: tuple[Step, ...]) -> Rhythm:
    return _rhythm([(step.green or step.red, step.seconds) for step in steps])


def _tones(cue: Cue) -> list[str]:
    return [
        "long" if units > 3 else "short" for is_on, units in _sound(PATTERNS[cue].opening) if is_on
    ]


def test_every_cue_has_a_pattern() -> None:
    """No cue leaves the person without an answer."""
    assert set(Cue) == set(PATTERNS)
    assert all(pattern.opening and pattern.meaning for pattern in PATTERNS.values())


def test_exactly_the_faults_and_a_choice_stand() -> None:
    """The three faults and a choice go on until they are ended; all else ends by itself."""
    assert {cue for cue in Cue if PATTERNS[cue].stands} == {*FAULTS, Cue.CHOSEN}


def test_cues_can_be_told_by_ear() -> None:
    """No two cues that sound have the same rhythm of tones."""
    heard = [tuple(_tones(cue)) for cue in Cue if _tones(cue)]
    assert len(set(heard)) == len(heard)
    assert {cue for cue in Cue if not _tones(cue)} == SILENT


def test_cues_can_be_told_without_seeing_colours() -> None:
    """No two cues have the same rhythm of light, whichever lamp it comes from."""
    seen = [_light(pattern.opening) for pattern in PATTERNS.values()]
    assert len(set(seen)) == len(seen)


def test_selections_can_be_told_without_seeing_colours() -> None:
    """Each has a rhythm of its own, which is none of another cue; both lamps do the same."""
    chosen = [pattern_of(Chosen(position, "", 10)).opening for position in range(2, 13)]
    others = [pattern.opening for pattern in PATTERNS.values()]
    seen = [_light(steps) for steps in chosen + others]
    assert len(set(seen)) == len(seen)
    assert all(step.green == step.red for steps in chosen for step in steps)


def test_a_selection_blinks_as_often_as_its_place_says() -> None:
    """The third one blinks three times, then the lamps stay on while it waits; never a tone."""
    pattern = pattern_of(DOCTOR)
    blinks = "██··██··██·····██████████"
    assert drawing(Pattern("", pattern.opening)) == f"green {blinks}  red {blinks}"
    assert all(step.green and step.red and not step.buzzer for step in pattern.refrain)


def test_a_selection_is_told_in_the_words_of_people() -> None:
    """The line of text has its label in all languages, and what to do."""
    words = pattern_of(DOCTOR).meaning
    assert words.startswith("Dokter / Médecin: swipe within 10 seconds")


def test_standing_faults_can_be_told_without_seeing_colours() -> None:
    """The three faults still have rhythms of their own once the buzzer is silent."""
    seen = [_light(PATTERNS[cue].refrain) for cue in FAULTS]
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("cue", ALL)
def test_only_a_stored_swipe_sounds_like_success(cue: Cue) -> None:
    """Short tones alone are for stored swipes; all that is not one has a long tone, or none."""
    assert (set(_tones(cue)) == {"short"}) == (cue in STORED)


@pytest.mark.parametrize("cue", ALL)
def test_red_is_not_seen_on_success(cue: Cue) -> None:
    """The red lamp stays off when a swipe was stored."""
    if cue in STORED:
        assert not any(step.red for step in PATTERNS[cue].opening)


def test_a_storage_fault_never_shows_green() -> None:
    """A swipe that was not stored shows and sounds nothing of a success."""
    pattern = PATTERNS[Cue.STORAGE_FAULT]
    assert not any(step.green for step in pattern.opening + pattern.refrain)


@pytest.mark.parametrize("cue", ALL)
def test_no_fault_beeps_for_ever(cue: Cue) -> None:
    """After its opening a standing fault is silent, and dark for a while in each round."""
    refrain = PATTERNS[cue].refrain
    assert not any(step.buzzer for step in refrain)
    assert cue not in FAULTS or not (refrain[-1].green or refrain[-1].red)


@pytest.mark.parametrize("cue", ALL)
def test_an_answer_is_short(cue: Cue) -> None:
    """Whoever comes next does not wait for the answer to the one before."""
    if not PATTERNS[cue].stands:
        assert sum(step.seconds for step in PATTERNS[cue].opening) < 2


@pytest.mark.parametrize("cue", ALL)
def test_every_step_can_be_drawn(cue: Cue) -> None:
    """Steps last whole units, so a drawing shows their true lengths."""
    for step in PATTERNS[cue].opening + PATTERNS[cue].refrain:
        units = step.seconds / UNIT_SECONDS
        assert units == pytest.approx(round(units))
        assert round(units) > 0


@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_ready_ends_any_fault(fault: Cue | None) -> None:
    """READY takes away whatever fault stands, and nothing that was chosen."""
    assert standing_after(Cue.READY, Standing(fault, DOCTOR)) == Standing(None, DOCTOR)


@pytest.mark.parametrize("cue", sorted(FAULTS))
def test_a_new_fault_replaces_the_one_that_stands(cue: Cue) -> None:
    """One fault stands at a time: the newest."""
    assert standing_after(cue, Standing(Cue.READER_FAULT)) == Standing(cue)


def test_an_answer_leaves_the_fault_standing() -> None:
    """An answer in between does not end a fault."""
    fault = Standing(Cue.CONFIGURATION_FAULT)
    assert standing_after(Cue.ACCEPTED_OFFLINE, fault) == fault


@pytest.mark.parametrize("cue", ALL)
def test_a_choice_stands_until_it_is_used_or_over(cue: Cue) -> None:
    """A swipe that did not count leaves it: whoever comes next must see that it still waits."""
    ends = {*STORED, Cue.REPEATED, Cue.SELECTION_OVER}
    left = standing_after(cue, Standing(choice=DOCTOR)).choice
    assert left == (None if cue in ends else Cue.CHOSEN if cue is Cue.CHOSEN else DOCTOR)


def test_another_choice_takes_the_place_of_the_one_before() -> None:
    """The newest is the one that waits."""
    assert standing_after(DOCTOR, Standing(choice=Chosen(1, "", 10))).choice == DOCTOR


def test_an_answer_without_a_fault_ends() -> None:
    """Without a fault, what is played is the opening and no more."""
    assert tuple(performance(Cue.ACCEPTED, Standing())) == PATTERNS[Cue.ACCEPTED].opening


def test_an_answer_is_followed_by_the_refrain_of_the_fault() -> None:
    """The fault goes on after the answer, without sounding again."""
    refrain = PATTERNS[Cue.READER_FAULT].refrain
    opening = PATTERNS[Cue.ACCEPTED].opening
    standing = Standing(Cue.READER_FAULT)
    steps = tuple(islice(performance(Cue.ACCEPTED, standing), len(opening) + 2 * len(refrain)))
    assert steps == opening + refrain + refrain


def test_what_was_chosen_is_shown_before_a_fault() -> None:
    """A choice waits for seconds, a fault for days: it is shown again when the choice is over."""
    standing = Standing(Cue.READER_FAULT, DOCTOR)
    opening = PATTERNS[Cue.UNREADABLE].opening
    steps = tuple(islice(performance(Cue.UNREADABLE, standing), len(opening) + 1))
    assert steps == opening + pattern_of(DOCTOR).refrain
    over = standing_after(Cue.SELECTION_OVER, standing)
    assert over == Standing(Cue.READER_FAULT)


def test_a_drawing_shows_only_the_lamps_in_use() -> None:
    """Ten signs stand for a second; what is never on has no row."""
    assert drawing(PATTERNS[Cue.ACCEPTED_OFFLINE]) == "green █··███████  buzzer █··█······"


def test_a_drawing_shows_the_refrain_apart() -> None:
    """A standing fault is drawn as its opening, then what repeats."""
    pattern = Pattern("", (Step(0.1, red=True, buzzer=True),), (Step(0.1, red=True), Step(0.2)))
    assert drawing(pattern) == "red █…█··  buzzer █…···"
