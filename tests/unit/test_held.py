"""Held clockings, and whoever knows the true time in the end."""

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from terminal.held import RELEASED_AT_ONCE, Held
from terminal.local_time import booked_time
from terminal.model import BookedTime, Clocking, State
from terminal.outbox import SqliteOutbox
from terminal.ports import OutboxUnavailable
from terminal.true_time import ThisBoot, ToldTimes
from terminal.true_time.earlier_boots import EarlierBoots
from terminal.true_time.knowledge import Knowledge
from tests.parts.fakes import BRUSSELS, NOON, FakeClock, swipe

WRONG = datetime(2025, 9, 1, tzinfo=UTC)
"""Where an offline boot begins on some images of Raspberry Pi OS."""


@pytest.fixture
def clock() -> FakeClock:
    """Return the clock of a Pi that booted offline."""
    return FakeClock(WRONG, is_trusted=False)


class Terminal:
    """What dates held clockings, listening to Protime, in a world whose true time is known."""

    def __init__(self, outbox: SqliteOutbox, clock: FakeClock, true_at: datetime = NOON) -> None:
        self.outbox = outbox
        self.clock = clock
        self.true_at = true_at
        self.asked = 0
        self.is_online = True
        self.start()

    def start(self) -> None:
        """Start it, again."""
        this_boot = ThisBoot(self.outbox.boots, self.clock.now())
        self.told = ToldTimes(self.clock)
        self.held = Held(
            outbox=self.outbox,
            clock=self.clock,
            zone=BRUSSELS,
            knowledge=Knowledge(self.told, this_boot.known),
            earlier=EarlierBoots(self.outbox.boots),
            this_boot=this_boot,
            ask=self._ask,
        )

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(seconds)
        self.true_at += timedelta(seconds=seconds)

    def answers(self, times: int = 1) -> None:
        """Have Protime answer, exactly at the top of a second."""
        for _ in range(times):
            self.told.told_time(self.true_at.replace(microsecond=0), 0.05)

    def swipe(self) -> datetime:
        """Have a badge presented; return when that truly was."""
        self.outbox.put(swipe(clock=self.clock), None)
        return self.true_at

    def booked(self) -> list[BookedTime]:
        """Return the times of those that were released, in order."""
        sent = self.outbox.exchange([], 1000, NOON)
        return [each.booked for each in sent if each.booked]

    def _ask(self) -> bool:
        self.asked += self.is_online
        return self.is_online


@pytest.fixture
def terminal(outbox: SqliteOutbox, clock: FakeClock) -> Terminal:
    """Return a terminal that has just been started."""
    return Terminal(outbox, clock)


def of_kernel(outbox: SqliteOutbox, clock: FakeClock, zone: ZoneInfo = BRUSSELS) -> Held:
    """Return what dates by the kernel's word alone."""
    return Held(outbox=outbox, clock=clock, zone=zone)


def test_trust_within_the_boot_gives_each_its_true_minute(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Ten swipes at a wrong time are all booked at the right one, with what that may be off."""
    for number in range(10):
        outbox.put(swipe(f"{number:04}", clock=clock), None)
        clock.advance(60)
    clock.trust(NOON)

    assert of_kernel(outbox, clock).release()

    sent = outbox.exchange([], 10, NOON)
    booked = [each.booked for each in sent if each.booked]
    assert [each.true_at for each in booked] == [
        NOON - timedelta(minutes=10 - number) for number in range(10)
    ]
    assert [each.error_seconds for each in booked] == [
        pytest.approx((10 - number) * 60 * 500e-6) for number in range(10)
    ]
    assert [each.swipe.moment.at.year for each in sent] == [2025] * 10


def test_without_trust_nothing_is_released(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """They wait for as long as it takes."""
    outbox.put(swipe(clock=clock), None)

    assert not of_kernel(outbox, clock).release()
    assert outbox.count(State.HELD) == 1


def test_those_of_another_boot_stay_held(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """Their time cannot be known, and is not guessed."""
    outbox.put(swipe(clock=clock), None)
    clock.reboot(NOON, is_trusted=True)

    assert not of_kernel(outbox, clock).release()
    assert outbox.count(State.HELD) == 1


def test_with_none_held_nothing_is_done(outbox: SqliteOutbox) -> None:
    """A trusted clock and an empty outbox are the usual case."""
    assert not of_kernel(outbox, FakeClock()).release()
    assert outbox.count(State.PENDING) == 0


@pytest.mark.parametrize("step_seconds", [-86_400.0, 3600.0, 40 * 365 * 86_400.0])
def test_a_step_of_the_clock_changes_no_date(
    outbox: SqliteOutbox, clock: FakeClock, step_seconds: float
) -> None:
    """Back or forth, by an hour or by decades: only the boot clock counts."""
    held = of_kernel(outbox, clock)
    outbox.put(swipe("A", clock=clock), None)
    clock.advance(30)
    clock.step_wall(step_seconds)
    outbox.put(swipe("B", clock=clock), None)
    held.release()
    clock.advance(30)
    clock.trust(NOON)
    held.release()

    sent = outbox.exchange([], 10, NOON)
    assert [each.booked and each.booked.true_at for each in sent] == [
        NOON - timedelta(seconds=60),
        NOON - timedelta(seconds=30),
    ]


def test_trust_that_comes_and_goes_dates_what_lies_between(terminal: Terminal) -> None:
    """Held while the clock was set by hand, released with the drift taken out when it is back."""
    clock = terminal.clock
    clock.trust(terminal.true_at)
    terminal.held.release()
    clock.distrust(WRONG)
    terminal.wait(7 * 86_400)
    truth = terminal.swipe()
    terminal.held.release()
    terminal.wait(7 * 86_400)
    terminal.true_at += timedelta(seconds=24)  # what the boot clock lost in a fortnight
    assert terminal.outbox.count(State.HELD) == 1
    clock.trust(terminal.true_at)
    terminal.held.release()

    (booked,) = terminal.booked()
    assert booked.true_at == truth + timedelta(seconds=12)
    assert booked.error_seconds < 7 * 86_400 * 500e-6 + 12


def test_a_suspended_machine_dates_by_a_clock_that_ran_on(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """`CLOCK_BOOTTIME` counts the hours in which the machine slept."""
    outbox.put(swipe(clock=clock), None)
    clock.advance(8 * 3600)
    clock.trust(NOON)
    of_kernel(outbox, clock).release()

    (sent,) = outbox.exchange([], 1, NOON)
    assert sent.booked
    assert sent.booked.true_at == NOON - timedelta(hours=8)


@pytest.mark.parametrize(
    ("trusted_at", "ago", "day", "minute"),
    [
        pytest.param((2026, 3, 29, 1, 5), 10, date(2026, 3, 29), 115, id="before-the-lost-hour"),
        pytest.param((2026, 3, 29, 1, 5), 5, date(2026, 3, 29), 180, id="after-the-lost-hour"),
        pytest.param((2026, 10, 25, 2, 0), 90, date(2026, 10, 25), 150, id="02:30-in-summer"),
        pytest.param((2026, 10, 25, 2, 0), 30, date(2026, 10, 25), 150, id="02:30-in-winter"),
        pytest.param((2026, 10, 25, 2, 0), 241, date(2026, 10, 24), 1439, id="the-day-before"),
        pytest.param((2038, 1, 19, 3, 20), 5, date(2038, 1, 19), 255, id="after-32-bits"),
        pytest.param((2106, 2, 7, 6, 30), 1, date(2106, 2, 7), 449, id="after-33-bits"),
    ],
)
@pytest.mark.parametrize("booted_at", [WRONG, datetime(1970, 1, 1, tzinfo=UTC)])
def test_it_is_booked_at_the_minute_that_the_wall_clock_showed(
    outbox: SqliteOutbox,
    clock: FakeClock,
    booted_at: datetime,
    trusted_at: tuple[int, int, int, int, int],
    ago: int,
    day: date,
    minute: int,
) -> None:
    """Whatever the clock said, and whichever hour the night repeats or leaves out."""
    clock.step_wall((booted_at - WRONG).total_seconds())
    outbox.put(swipe(clock=clock), None)
    clock.advance(ago * 60)
    true_at = datetime(*trusted_at, tzinfo=UTC)
    clock.trust(true_at)
    of_kernel(outbox, clock).release()

    (sent,) = outbox.exchange([], 1, NOON)
    assert sent.booked
    assert sent.booked.true_at == true_at - timedelta(minutes=ago)
    assert (sent.booked.date, sent.booked.time_of_day_in_minutes) == (day, minute)


def test_another_time_zone_leaves_what_is_dated_as_it_is(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """A terminal that moves, or was set up wrongly, books new ones by its new wall clock."""
    outbox.put(swipe("A", clock=clock), None)
    clock.trust(NOON)
    of_kernel(outbox, clock).release()
    clock.distrust(WRONG)
    outbox.put(swipe("B", clock=clock), None)
    clock.trust(NOON)
    of_kernel(outbox, clock, ZoneInfo("Asia/Kathmandu")).release()

    sent = outbox.exchange([], 10, NOON)
    assert [each.booked and each.booked.time_of_day_in_minutes for each in sent] == [720, 1005]


def test_protimes_answers_date_where_the_kernel_does_not(terminal: Terminal) -> None:
    """With time servers blocked, at once and to within a second or so."""
    terminal.answers(2)
    terminal.wait(600)
    truth = terminal.swipe()
    assert terminal.held.release()

    (booked,) = terminal.booked()
    assert abs(booked.true_at - truth) <= timedelta(seconds=booked.error_seconds)
    assert booked.error_seconds < 1.5
    assert terminal.asked == 0


def test_what_the_kernel_said_last_dates_what_comes_soon_after(terminal: Terminal) -> None:
    """If Protime's answers were heard before that, they vouch for it, and it is more exact."""
    terminal.answers(2)
    terminal.wait(60)
    terminal.clock.trust(terminal.true_at)
    terminal.held.release()
    terminal.clock.distrust(WRONG)
    terminal.wait(60)
    truth = terminal.swipe()
    assert terminal.held.release()

    (booked,) = terminal.booked()
    assert booked.true_at == truth
    assert booked.error_seconds == pytest.approx(60 * 500e-6)


def test_protime_is_asked_while_its_word_is_needed(terminal: Terminal) -> None:
    """Once a minute, since one answer is not enough, and none comes by itself."""
    terminal.held.release()
    assert terminal.asked == 0
    truth = terminal.swipe()
    for seconds in (0, 59, 1):
        terminal.wait(seconds)
        terminal.held.release()
    assert terminal.asked == 2
    terminal.answers(2)
    assert terminal.held.release()
    terminal.wait(100)
    terminal.held.release()

    (booked,) = terminal.booked()
    assert abs(booked.true_at - truth) <= timedelta(seconds=booked.error_seconds)
    assert terminal.asked == 2


def test_who_cannot_be_asked_is_asked_as_soon_as_it_can(terminal: Terminal) -> None:
    """What could not be asked does not count."""
    terminal.is_online = False
    terminal.swipe()
    terminal.held.release()
    terminal.is_online = True
    terminal.held.release()
    assert terminal.asked == 1


def test_after_weeks_offline_the_next_answer_takes_the_drift_out(terminal: Terminal) -> None:
    """What was learnt long ago dates nothing alone: the swipe waits for the next answer."""
    terminal.answers(2)
    terminal.held.release()
    terminal.wait(7 * 86_400)
    truth = terminal.swipe()
    assert not terminal.held.release()
    terminal.wait(7 * 86_400)
    terminal.true_at += timedelta(seconds=24)
    terminal.answers()
    assert terminal.held.release()

    (booked,) = terminal.booked()
    assert abs(booked.true_at - truth - timedelta(seconds=12)) < timedelta(seconds=2)


def test_the_kernels_word_goes_before_protimes(terminal: Terminal) -> None:
    """They differ by ten minutes: operators read that, and the kernel's time is booked."""
    terminal.true_at += timedelta(minutes=10)
    terminal.answers(2)
    terminal.clock.trust(NOON)
    terminal.swipe()
    terminal.held.release()

    (booked,) = terminal.booked()
    assert booked.true_at == NOON
    assert condition(terminal.outbox).startswith("disputed: trusted, but 600 s behind")


def test_a_restart_within_the_boot_forgets_nothing(terminal: Terminal) -> None:
    """What was known before is in the outbox, and takes the drift out once more is known."""
    terminal.clock.trust(terminal.true_at)
    terminal.held.release()
    terminal.held.close()
    terminal.clock.distrust(WRONG)
    terminal.wait(10_000)
    terminal.start()
    terminal.swipe()
    assert not terminal.held.release()
    terminal.wait(10_000)
    terminal.true_at += timedelta(seconds=4)
    terminal.clock.trust(terminal.true_at)
    terminal.held.release()

    (booked,) = terminal.booked()
    assert abs(booked.true_at - terminal.true_at + timedelta(seconds=10_002)) < timedelta(seconds=3)


@pytest.mark.parametrize(("hours", "is_dated"), [(2, True), (20, False)])
def test_a_boot_that_was_trusted_for_a_while_dates_what_came_soon_after(
    terminal: Terminal, hours: int, *, is_dated: bool
) -> None:
    """Within half a minute it is known even after a power cut; the rest is for a person."""
    terminal.clock.trust(terminal.true_at)
    terminal.held.release()
    terminal.clock.distrust(WRONG)
    terminal.wait(hours * 3600)
    truth = terminal.swipe()
    terminal.clock.reboot(NOON)
    terminal.start()
    assert terminal.held.release() is is_dated

    for booked in terminal.booked():
        assert booked.true_at == truth
        assert 2 < booked.error_seconds < 30
    assert terminal.outbox.count(State.HELD) == (not is_dated)


def test_one_that_a_rescue_left_without_its_time_is_dated_again(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """If its own clock was trusted, nothing more need be known."""
    clock.trust(NOON)
    outbox.put(swipe(clock=clock), None)
    clock.reboot(WRONG)
    of_kernel(outbox, clock).release()

    (sent,) = outbox.exchange([], 1, NOON)
    assert sent.booked == booked_time(NOON, BRUSSELS)


class FailingOutbox:
    """Holds clockings, and cannot release all of them at once."""

    def __init__(self, outbox: SqliteOutbox, *, until: int) -> None:
        self.report = outbox.report
        self.asked_after: list[int] = []
        self.released: list[int] = []
        self._outbox = outbox
        self._left = until

    def held(self, after_seq: int = 0) -> list[Clocking]:
        self.asked_after.append(after_seq)
        return self._outbox.held(after_seq)

    def release(self, booked: Sequence[tuple[int, BookedTime]]) -> None:
        if self._left == 0:
            raise OutboxUnavailable("the disk is full")
        self._left -= 1
        self.released.append(len(booked))
        self._outbox.release(booked)


def test_a_disk_that_fails_halfway_loses_none(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """A few at a time, so that swipes get in between; those left are released later."""
    for number in range(RELEASED_AT_ONCE + 1):
        outbox.put(swipe(f"{number:04}", clock=clock), None)
    clock.trust(NOON)
    failing = FailingOutbox(outbox, until=1)
    held = Held(outbox=failing, clock=clock, zone=BRUSSELS)

    assert not held.release()
    assert outbox.count(State.HELD) == 1
    failing._left = 1
    assert held.release()
    assert not held.release()
    assert failing.released == [RELEASED_AT_ONCE, 1]
    assert outbox.count(State.HELD) == 0


def test_it_waits_for_the_clock_while_any_of_this_boot_is_held(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Nobody tells when that becomes right, so it has to be asked more often then."""
    held = Held(outbox=outbox, clock=clock, zone=BRUSSELS)
    outbox.put(swipe(clock=clock), None)

    held.release()
    assert held.is_waiting
    clock.trust(NOON)
    held.release()
    assert not held.is_waiting


def test_what_waits_is_read_once(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """Thousands may wait for weeks, and this is done every few seconds."""
    watched = FailingOutbox(outbox, until=0)
    held = Held(outbox=watched, clock=clock, zone=BRUSSELS)
    for _ in range(2):
        outbox.put(swipe(clock=clock), None)
        held.release()
    held.release()

    assert watched.asked_after == [0, 1, 2]


def test_operators_read_once_whether_the_clock_is_trusted(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """One line when it is not, one when it is, and the same in the outbox."""
    caplog.set_level(logging.INFO)
    held = of_kernel(outbox, clock)
    held.release()
    held.release()
    held.close()
    clock.trust(NOON)
    held.release()

    assert caplog.text.count("clock not trusted") == 1
    assert caplog.text.count("clock trusted") == 1
    assert condition(outbox) == "trusted: "


def condition(outbox: SqliteOutbox) -> str:
    """Return what operators read of the clock."""
    rows = outbox._file._connection.execute("SELECT * FROM parts WHERE part = 'clock'")
    row = rows.fetchone()
    return f"{row['condition']}: {row['detail']}"
