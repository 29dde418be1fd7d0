"""A whole machine with clocks of its own: wrong at boot, stepped, set right, switched off."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from terminal.local_time import booked_time
from terminal.simulator import ProtimeSimulator
from tests.parts.machine.ntp import TimeServer
from tests.parts.machine.workplace import (
    CLOCK_PRECISION,
    Swipe,
    Terminal,
    Workplace,
    until,
    workplace,
)
from tests.parts.need import need, need_root

BRUSSELS = ZoneInfo("Europe/Brussels")
WRONG_YEAR = datetime(2025, 9, 1, 8, tzinfo=UTC)

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def place() -> Iterator[Workplace]:
    """Return a workplace whose terminal never ran."""
    need_root("make the root file system of a machine")
    need("qemu-system-x86_64", "mmdebstrap", "mkfs.ext4", "setpriv")
    with workplace() as place:
        yield place


def test_ten_swipes_of_a_boot_with_the_wrong_year_are_posted_at_their_true_minutes(
    place: Workplace,
) -> None:
    """Held until a real NTP client has set the clock, whatever the clock did before."""
    with place.boot(WRONG_YEAR) as terminal:
        terminal.swipe(4)
        terminal.step_clock("-3 hours")
        terminal.swipe(3)
        terminal.step_clock("+400 days")
        terminal.swipe(3)
        assert terminal.states() == ["held"] * 10

        let_trust_arrive(terminal)
        let_protime_answer(place, terminal)
        until(lambda: len(place.protime.ledger.booked) == 10)

        assert_dated(terminal.clockings(), place.swipes)
        terminal.step_clock("-1 hour")
        terminal.swipe(1)
        terminal.step_clock("+5 hours")
        terminal.swipe(1)
        let_trust_arrive(terminal)
        until(lambda: len(place.protime.ledger.booked) == 12)
        assert_dated(terminal.clockings(), place.swipes)
    assert_posted(place.protime, place.swipes)


def test_swipes_of_a_boot_without_trust_stay_held_within_bounds_until_a_person_says(
    place: Workplace,
) -> None:
    """What is known in the boots before and after bounds them; it never dates them by itself."""
    with place.boot(WRONG_YEAR) as terminal:
        terminal.swipe(1)
        let_protime_answer(place, terminal)
        until(lambda: len(place.protime.ledger.booked) == 1)
        assert_dated(terminal.clockings(), place.swipes)  # by the time in Protime's answers alone
    with place.boot(WRONG_YEAR) as terminal:
        terminal.swipe(2)
        assert terminal.states() == ["delivered", "held", "held"]
    with place.boot(WRONG_YEAR) as terminal:
        booted_at = datetime.now(UTC)
        terminal.swipe(1)
        let_trust_arrive(terminal)
        terminal.unplug()
        terminal.plug_in()
        until(lambda: len(place.protime.ledger.booked) == 2)

        assert terminal.states() == ["delivered", "held", "held", "delivered"]
        first, *lost, last = place.swipes
        for clocking, swipe in zip(terminal.clockings()[1:3], lost, strict=True):
            not_before = datetime.fromisoformat(clocking["not_before_at"])
            not_after = datetime.fromisoformat(clocking["not_after_at"])
            assert first.typed_at - CLOCK_PRECISION <= not_before <= swipe.acknowledged_at
            assert swipe.typed_at <= not_after <= booted_at + CLOCK_PRECISION
        remembered = lost[0].typed_at.astimezone(BRUSSELS)
        terminal.resolve(2, f"--at '{remembered:%Y-%m-%d %H:%M:%S}'")
        terminal.resolve(3, "--close")
        until(lambda: len(place.protime.ledger.booked) == 3)
        assert terminal.states() == ["delivered", "delivered", "closed", "delivered"]
    assert_posted(place.protime, [first, lost[0], last])


def let_trust_arrive(terminal: Terminal) -> None:
    """Connect the network, in which there is a time server."""
    with TimeServer():
        terminal.plug_in()
        terminal.synchronise()


def let_protime_answer(place: Workplace, terminal: Terminal) -> None:
    """Make Protime reachable; the link that comes back has the terminal try it soon."""
    place.protime.start()
    terminal.unplug()
    terminal.plug_in()


def assert_dated(clockings: list[dict[str, Any]], swipes: list[Swipe]) -> None:
    """Check that each clocking has the true time of its swipe, to the second."""
    for clocking, swipe in zip(clockings, swipes, strict=True):
        assert clocking["badge_number"] == swipe.badge
        assert swipe.was_at(datetime.fromisoformat(clocking["true_at"])), (clocking, swipe)


def assert_posted(protime: ProtimeSimulator, swipes: list[Swipe]) -> None:
    """Check that Protime has each swipe once, at its true minute, as far as clocks can tell."""
    posted = {
        each.posted["person"]["externalReferences"]["@badge-number"]: (
            each.posted["date"],
            each.posted["timeOfDayInMinutes"],
        )
        for each in protime.ledger.booked
        if each.posted
    }
    assert len(protime.ledger.booked) == len(swipes)
    for swipe in swipes:
        earliest = minute_of(swipe.typed_at - CLOCK_PRECISION)
        latest = minute_of(swipe.acknowledged_at + CLOCK_PRECISION)
        assert earliest <= posted[swipe.badge] <= latest


def minute_of(at: datetime) -> tuple[str, int]:
    """Return the date and minute on the wall at an instant."""
    booked = booked_time(at, BRUSSELS)
    return booked.date.isoformat(), booked.time_of_day_in_minutes
