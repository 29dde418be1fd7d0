"""The values of the model."""

from datetime import datetime, timedelta, timezone

import pytest

from terminal.model import BadgeNumber, Moment, Place
from tests.parts.fakes import NOON, FakeClock


def test_a_badge_number_shows_only_its_end() -> None:
    """Text made of a badge number gives away at most its last two characters."""
    number = BadgeNumber("04A2B9C1")

    assert (str(number), repr(number)) == ("…C1", "BadgeNumber(…C1)")


def test_a_short_badge_number_shows_nothing() -> None:
    """A number so short that two characters would give half of it away shows none."""
    assert str(BadgeNumber("1955")) == "…"


def test_leading_zeros_make_another_badge_number() -> None:
    """Badge numbers are text: 0123 and 123 are two people."""
    assert BadgeNumber("0123") != BadgeNumber("123")


@pytest.mark.parametrize("text", ["", " 12", "12 ", "1\n2", "1\x002", "7" * 65])
def test_what_is_no_badge_number_is_refused(text: str) -> None:
    """Empty, padded, unprintable or endless text makes no badge number."""
    with pytest.raises(ValueError, match="badge number"):
        BadgeNumber(text)


def test_a_moment_is_in_utc() -> None:
    """A local or naive time is refused, since nobody could tell what it means later."""
    local = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1)))

    with pytest.raises(ValueError, match="UTC"):
        Moment(at=local, boot_id="b", boottime_ns=0, is_trusted=True)


def test_within_a_boot_the_boot_clock_says_what_has_passed() -> None:
    """A step of the wall clock changes nothing about the time between two moments."""
    clock = FakeClock(is_trusted=False)
    earlier = clock.now()
    clock.advance(30)
    clock.step_wall(-86_400)

    assert clock.now().since(earlier) == timedelta(seconds=30)


def test_across_boots_two_trusted_wall_times_say_what_has_passed() -> None:
    """After a reboot the boot clock is no use, and the wall clock only where trusted twice."""
    clock = FakeClock()
    earlier = clock.now()
    clock.reboot(NOON + timedelta(seconds=40), is_trusted=True)

    assert clock.now().since(earlier) == timedelta(seconds=40)


@pytest.mark.parametrize("trusted", [(False, True), (True, False), (False, False)])
def test_across_boots_without_trust_nothing_is_known(trusted: tuple[bool, bool]) -> None:
    """If either wall time is doubtful, so is what has passed: it is not guessed."""
    clock = FakeClock(is_trusted=trusted[0])
    earlier = clock.now()
    clock.reboot(NOON, is_trusted=trusted[1])

    assert clock.now().since(earlier) is None


@pytest.mark.parametrize("place", [(181, 0), (0, 91), (-181, 0), (0, -91), (float("nan"), 0)])
def test_a_place_is_on_earth(place: tuple[float, float]) -> None:
    """Degrees beyond the globe are refused."""
    with pytest.raises(ValueError, match="degrees"):
        Place(longitude=place[0], latitude=place[1])
