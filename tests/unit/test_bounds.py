"""Between which true times a swipe must lie whose boot ended without trust."""

from datetime import datetime, timedelta

import pytest

from terminal.bounds import Bounds, bounds_of
from terminal.model import Anchor, Boot, Moment
from terminal.model.anchor import DRIFT
from tests.parts.fakes import NOON

MINUTE = timedelta(minutes=1)
MINUTE_NS = 60 * 10**9


def at(boot: str, minutes: float) -> Moment:
    """Return a moment of a boot, so many minutes after its start, by a clock nobody trusts."""
    return Moment(at=NOON, boot_id=boot, boottime_ns=round(minutes * MINUTE_NS), is_trusted=False)


def known(boot: str, minutes: float, true_minutes: float) -> Anchor:
    """Return that a boot was so many minutes old at so many minutes past noon, exactly."""
    true_at = NOON + true_minutes * MINUTE
    return Anchor(
        boot_id=boot, boottime_ns=round(minutes * MINUTE_NS), earliest=true_at, latest=true_at
    )


def boot(
    name: str, minutes: float, *, start: float | None = None, end: float | None = None
) -> Boot:
    """Return a boot that was seen to last so many minutes."""
    return Boot(
        boot_id=name,
        seen_boottime_ns=round(minutes * MINUTE_NS),
        start=None if start is None else known(name, 0, start),
        end=None if end is None else known(name, minutes, end),
    )


def minutes_past_noon(bounds: Bounds) -> tuple[float | None, float | None]:
    """Return bounds in minutes, rounded to the precision of the figures in these tests."""
    return _minutes(bounds.not_before), _minutes(bounds.not_after)


def _minutes(at: datetime | None) -> float | None:
    return None if at is None else round((at - NOON) / MINUTE, 6)


SURE = 1 - DRIFT
"""Of each minute that the boot clock counted, so much has surely passed."""


def test_it_lies_between_the_boots_before_and_after() -> None:
    """After the last that is known of the one, by its own boot time; before the other's start."""
    boots = [boot("a", 30, end=0), boot("b", 20), boot("c", 5, start=100)]

    assert minutes_past_noon(bounds_of(at("b", 12), boots)) == (12 * SURE, 100 - 8 * SURE)


def test_untrusted_boots_in_between_count_with_what_they_lasted() -> None:
    """Each ran after the one before it, for at least as long as was seen."""
    boots = [
        boot("a", 30, end=0),
        boot("b", 20),
        boot("c", 7),
        boot("d", 9),
        boot("e", 1, start=90),
    ]

    assert minutes_past_noon(bounds_of(at("c", 3), boots)) == (
        round(23 * SURE, 6),
        round(90 - 13 * SURE, 6),
    )


def test_an_earlier_true_time_within_a_boot_counts_with_what_it_lasted_afterwards() -> None:
    """Such as that of a clocking, followed by hours in which the terminal ran."""
    boots = [boot("a", 600), boot("b", 20)]
    bounds = bounds_of(at("b", 12), boots, anchors=[known("a", 100, 0)])

    assert minutes_past_noon(bounds) == (512 * SURE, None)


def test_a_later_clocking_bounds_it_as_well() -> None:
    """With all that surely ran in between."""
    boots = [boot("a", 20), boot("b", 600)]
    bounds = bounds_of(at("a", 15), boots, anchors=[known("b", 100, 0)])

    assert minutes_past_noon(bounds) == (None, -105 * SURE)


def test_within_its_own_boot_it_is_known_by_the_boot_clock() -> None:
    """Before and after what is known there, only drift is left."""
    boots = [boot("a", 100, start=0), boot("b", 100, end=300)]

    assert minutes_past_noon(bounds_of(at("a", 50), boots)) == (50 * SURE, 50 * (1 + DRIFT))
    assert minutes_past_noon(bounds_of(at("b", 60), boots)) == (
        300 - 40 * (1 + DRIFT),
        300 - 40 * SURE,
    )


def test_a_swipe_after_the_last_note_shows_how_long_its_boot_lasted() -> None:
    """Notes are an hour apart, and a power cut makes none."""
    boots = [boot("a", 1), boot("b", 1, start=60)]

    assert minutes_past_noon(bounds_of(at("a", 30), boots)) == (None, 60)
    reached = bounds_of(at("a", 30), boots, ran_until={"a": 45 * MINUTE_NS})
    assert minutes_past_noon(reached) == (None, 60 - 15 * SURE)


@pytest.mark.parametrize("boots", [[], [boot("a", 30, start=0)]])
def test_of_a_boot_that_was_never_noted_nothing_is_known(boots: list[Boot]) -> None:
    """Nor where it belongs among the others."""
    assert bounds_of(at("x", 12), boots) == Bounds(not_before=None, not_after=None)


def test_what_is_known_of_boots_that_were_never_noted_is_left_out() -> None:
    """It cannot be told whether they came before or after."""
    bounds = bounds_of(at("a", 12), [boot("a", 30)], anchors=[known("x", 1, 0)])

    assert bounds == Bounds(not_before=None, not_after=None)


def test_a_contradiction_proves_nothing() -> None:
    """If the boot before ended after the next began, some clock was wrong: both ends are open."""
    boots = [boot("a", 30, end=200), boot("b", 20), boot("c", 5, start=100)]

    assert bounds_of(at("b", 12), boots) == Bounds(not_before=None, not_after=None)


def test_bounds_allow_what_lies_within() -> None:
    """Both ends included, an open end allows everything."""
    bounds = Bounds(not_before=NOON, not_after=NOON + MINUTE)
    for minutes, is_within in ((-0.1, False), (0, True), (0.5, True), (1, True), (1.1, False)):
        assert bounds.allow(NOON + minutes * MINUTE) is is_within
    assert Bounds(not_before=None, not_after=None).allow(NOON)


def test_years_of_daily_boots_are_no_burden() -> None:
    """Ten years of a terminal that is switched off each night."""
    boots = [boot(f"{day}", 600, start=day * 1440.0) for day in range(3650)]
    boots[1800] = boot("1800", 600)

    assert minutes_past_noon(bounds_of(at("1800", 60), boots)) == (
        1799 * 1440 + round(660 * SURE, 6),
        1801 * 1440 - round(540 * SURE, 6),
    )
