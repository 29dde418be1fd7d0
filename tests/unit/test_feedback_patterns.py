"""The rhythms of the cues."""

from itertools import groupby, islice

import pytest

from terminal.feedback.patterns import (
    PATTERNS,
    UNIT_SECONDS,
    Pattern,
    Step,
    drawing,
    performance,
    standing_after,
)
from terminal.model import Cue

FAULTS = {Cue.STORAGE_FAULT, Cue.READER_FAULT, Cue.CONFIGURATION_FAULT}
STORED = {Cue.ACCEPTED, Cue.ACCEPTED_OFFLINE}
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


def test_exactly_the_faults_stand() -> None:
    """The three faults go on until they are ended; everything else ends by itself."""
    assert {cue for cue in Cue if PATTERNS[cue].stands} == FAULTS


def test_cues_can_be_told_by_ear() -> None:
    """No two cues that sound have the same rhythm of tones."""
    heard = [tuple(_tones(cue)) for cue in Cue if _tones(cue)]
    assert len(set(heard)) == len(heard) == len(Cue) - 1


def test_cues_can_be_told_without_seeing_colours() -> None:
    """No two cues have the same rhythm of light, whichever lamp it comes from."""
    seen = [_light(pattern.opening) for pattern in PATTERNS.values()]
    assert len(set(seen)) == len(seen)


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
    assert not refrain or not (refrain[-1].green or refrain[-1].red)


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


@pytest.mark.parametrize("standing", [None, *FAULTS])
def test_ready_ends_any_fault(standing: Cue | None) -> None:
    """READY takes away whatever stands."""
    assert standing_after(Cue.READY, standing) is None


@pytest.mark.parametrize("cue", sorted(FAULTS))
def test_a_new_fault_replaces_the_one_that_stands(cue: Cue) -> None:
    """One fault stands at a time: the newest."""
    assert standing_after(cue, Cue.READER_FAULT) is cue


def test_an_answer_leaves_the_fault_standing() -> None:
    """An answer in between does not end a fault."""
    assert standing_after(Cue.ACCEPTED_OFFLINE, Cue.CONFIGURATION_FAULT) is Cue.CONFIGURATION_FAULT


def test_an_answer_without_a_fault_ends() -> None:
    """Without a fault, what is played is the opening and no more."""
    assert tuple(performance(Cue.ACCEPTED, None)) == PATTERNS[Cue.ACCEPTED].opening


def test_an_answer_is_followed_by_the_refrain_of_the_fault() -> None:
    """The fault goes on after the answer, without sounding again."""
    refrain = PATTERNS[Cue.READER_FAULT].refrain
    opening = PATTERNS[Cue.ACCEPTED].opening
    steps = tuple(
        islice(performance(Cue.ACCEPTED, Cue.READER_FAULT), len(opening) + 2 * len(refrain))
    )
    assert steps == opening + refrain + refrain


def test_a_drawing_shows_only_the_lamps_in_use() -> None:
    """Ten signs stand for a second; what is never on has no row."""
    assert drawing(PATTERNS[Cue.ACCEPTED_OFFLINE]) == "green █··███████  buzzer █··█······"


def test_a_drawing_shows_the_refrain_apart() -> None:
    """A standing fault is drawn as its opening, then what repeats."""
    pattern = Pattern("", (Step(0.1, red=True, buzzer=True),), (Step(0.1, red=True), Step(0.2)))
    assert drawing(pattern) == "red █…█··  buzzer █…···"
