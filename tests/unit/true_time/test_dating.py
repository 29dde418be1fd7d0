"""Dating an instant from what is known next to it."""

from datetime import timedelta

from terminal.model import Anchor
from terminal.true_time.dating import Dated, dated
from tests.parts.fakes import NOON

HOUR_NS = 3600 * 10**9


def anchor(hours: int, off_seconds: float = 0.0, *, half_width_seconds: float = 0.0) -> Anchor:
    """Return one that the boot clock is off by, at so many hours after the start."""
    at = NOON + timedelta(hours=hours, seconds=off_seconds)
    half = timedelta(seconds=half_width_seconds)
    return Anchor(
        boot_id="boot-1", boottime_ns=hours * HOUR_NS, earliest=at - half, latest=at + half
    )


def test_nothing_known_gives_no_date() -> None:
    """A time is not made up."""
    assert dated(HOUR_NS, []) is None


def test_one_anchor_dates_both_ways() -> None:
    """The error grows by what the boot clock may have run off since, or will have."""
    for hours in (1, 3):
        assert dated(hours * HOUR_NS, [anchor(2)]) == Dated(
            true_at=NOON + timedelta(hours=hours), error_seconds=1.8
        )


def test_between_two_anchors_the_drift_is_taken_out() -> None:
    """Two weeks without trust, in which the clock lost 24 seconds: a third in a third of them."""
    found = dated(112 * HOUR_NS, [anchor(0), anchor(336, 24)])

    assert found
    assert found.true_at == NOON + timedelta(hours=112, seconds=8)
    assert found.error_seconds < 112 * 3600 * 500e-6 + 8.001


def test_the_nearest_anchors_count() -> None:
    """What was learnt further away tells less."""
    found = dated(2 * HOUR_NS, [anchor(0), anchor(2), anchor(4), anchor(9)])
    assert found == Dated(true_at=NOON + timedelta(hours=2), error_seconds=0.0)


def test_a_guess_keeps_within_what_is_proven() -> None:
    """The line between two vague anchors may leave what a third of them allows."""
    found = dated(
        HOUR_NS, [anchor(1, half_width_seconds=0.5), anchor(2, 60, half_width_seconds=70)]
    )

    assert found
    assert abs(found.true_at - NOON - timedelta(hours=1)) <= timedelta(seconds=0.5)


def test_two_anchors_that_contradict_both_count_into_the_error() -> None:
    """The later one is believed, and may be the wrong one."""
    found = dated(HOUR_NS, [anchor(0), anchor(2, 600)])

    assert found
    assert found.true_at == NOON + timedelta(hours=1, seconds=600)
    assert 600 < found.error_seconds < 604
