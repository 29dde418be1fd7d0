"""A run of rejections over several badges is a configuration fault, and nothing is parked by it."""

import logging
from functools import partial
from pathlib import Path

import pytest

from terminal.local_time import booked_time
from terminal.model import Clocking, Cue, Rejected, State, Unavailable, Verdict
from terminal.outbox import SqliteOutbox
from tests.parts.fakes import BRUSSELS, FakeClock, ScriptedProtime, swipe
from tests.parts.office import Office

REFUSAL = Rejected("terminals has nothing with @external-code 'PI-1'")
SLOWEST_PROBE_SECONDS = 301


class Choosy(ScriptedProtime):
    """A Protime that refuses some badges, or all of them."""

    def __init__(self, *unknown: str) -> None:
        super().__init__()
        self.unknown = set(unknown)
        self.refuses_all = False

    def deliver(self, clocking: Clocking) -> Verdict:
        verdict = super().deliver(clocking)
        if self.refuses_all or clocking.swipe.badge_number.value in self.unknown:
            return REFUSAL
        return verdict

    def badges(self) -> list[str]:
        """Return the badges of what was sent, in order."""
        return [each.swipe.badge_number.value for each in self.delivered]


def office(outbox: SqliteOutbox, clock: FakeClock, protime: ScriptedProtime) -> Office:
    """Return an office that is online."""
    here = Office(outbox, clock, protime)
    here.until(lambda: here.link.is_up)
    return here


def one_by_one(here: Office, protime: Choosy, *badges: str) -> None:
    """Let people come one after the other, hours apart."""
    for badge in badges:
        here.later(7200)
        sent = len(protime.delivered)
        here.swiped(badge)
        here.until(partial(_has_sent, protime, sent + 1))
        here.until(lambda: not here.count(State.SENDING))


def _has_sent(protime: ScriptedProtime, number: int) -> bool:
    return len(protime.delivered) >= number


def probes(here: Office, protime: Choosy, number: int) -> list[str]:
    """Let time pass for so many probes, and return the badges they were made with."""
    before = len(protime.delivered)
    for sent in range(before + 1, before + number + 1):
        here.later(SLOWEST_PROBE_SECONDS)
        here.until(partial(_has_sent, protime, sent))
        here.until(lambda: not here.count(State.SENDING))
        assert len(protime.delivered) == sent
    return protime.badges()[before:]


def link_on_the_board(outbox: SqliteOutbox) -> tuple[str, str]:
    """Return what the terminal says of its link."""
    statement = "SELECT condition, detail FROM parts WHERE part = 'link'"
    condition, detail = outbox._file._connection.execute(statement).fetchone()
    return condition, detail


def test_three_refused_badges_are_a_configuration_fault_and_nothing_is_parked(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Those parked before are pending again; people see why, in the server's words."""
    protime = Choosy()
    here = office(outbox, clock, protime)
    protime.refuses_all = True

    one_by_one(here, protime, "0001", "0002")
    assert (here.count(State.REJECTED), here.feedback.cues) == (2, [])
    one_by_one(here, protime, "0003")
    here.steps(1)

    assert (here.count(State.REJECTED), here.count(State.PENDING)) == (0, 3)
    assert here.feedback.cues == [Cue.CONFIGURATION_FAULT]
    condition, detail = link_on_the_board(outbox)
    assert condition == "configuration fault"
    assert REFUSAL.reason in detail
    assert caplog.text.count("configuration fault, nothing is sent") == 1


def test_a_crowd_is_refused_and_nobody_is_parked(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """Not even those that were underway together when the third was refused."""
    protime = Choosy()
    here = office(outbox, clock, protime)
    protime.refuses_all = True

    here.swiped(*(f"{number:04}" for number in range(40)))
    here.until(lambda: not here.link.is_up)
    here.until(lambda: not here.count(State.SENDING))
    here.steps(2)

    assert here.count(State.PENDING) == 40
    assert len(protime.delivered) <= 12

    protime.refuses_all = False
    here.later(SLOWEST_PROBE_SECONDS)
    here.until(lambda: here.link.is_up)
    here.later(SLOWEST_PROBE_SECONDS)
    here.until(here.is_settled)
    assert here.count(State.REJECTED) == 0
    assert here.feedback.cues == [Cue.CONFIGURATION_FAULT, Cue.READY]


def test_probes_are_slow_and_take_the_badges_in_turn(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """One bad badge among them does not keep a mended configuration from being noticed."""
    protime = Choosy("0001")
    here = office(outbox, clock, protime)
    protime.refuses_all = True
    one_by_one(here, protime, "0001", "0002", "0003")
    here.steps(1)

    here.later(59)
    here.steps(3)
    assert len(protime.delivered) == 3
    assert sorted(probes(here, protime, 3)) == ["0001", "0002", "0003"]
    assert sorted(probes(here, protime, 3)) == ["0001", "0002", "0003"]

    protime.refuses_all = False
    for sent in (10, 11):  # the bad one may be the first of the two
        here.later(SLOWEST_PROBE_SECONDS)
        here.until(partial(_has_sent, protime, sent))
        here.until(lambda: not here.count(State.SENDING))
    assert here.link.is_up
    here.later(SLOWEST_PROBE_SECONDS)
    here.until(here.is_settled)
    assert here.count(State.REJECTED) == 1


def test_a_lone_bad_badge_is_a_dead_letter_however_often_it_comes(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """It says nothing about the others; two do not either."""
    protime = Choosy("0001", "0002")
    here = office(outbox, clock, protime)

    one_by_one(here, protime, *["0001", "0002"] * 4)

    assert here.count(State.REJECTED) == 8
    assert here.feedback.cues == []


def test_a_delivery_between_them_proves_the_configuration_right(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Many bad badges are dead letters as long as others are booked."""
    protime = Choosy("0001", "0002", "0003", "0004")
    here = office(outbox, clock, protime)

    one_by_one(here, protime, "0001", "0002", "9999", "0003", "0004", "9999")

    assert here.count(State.REJECTED) == 4
    assert here.feedback.cues == []


def test_three_unknown_badges_stop_a_quiet_terminal_once_and_not_for_ever(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault until somebody known comes; from then on they are dead letters, each by itself."""
    caplog.set_level(logging.INFO)
    unknown = ("0001", "0002", "0003")
    protime = Choosy(*unknown)
    here = office(outbox, clock, protime)
    one_by_one(here, protime, *unknown)
    here.steps(1)
    probes(here, protime, 5)
    assert here.feedback.cues == [Cue.CONFIGURATION_FAULT]

    one_by_one(here, protime, "9999")
    here.until(lambda: here.link.is_up)
    here.later(SLOWEST_PROBE_SECONDS)
    here.until(here.is_settled)
    assert here.count(State.REJECTED) == 3
    assert here.feedback.cues == [Cue.CONFIGURATION_FAULT, Cue.READY]

    for _ in range(3):
        one_by_one(here, protime, *unknown)
    assert here.count(State.REJECTED) == 12
    assert here.feedback.cues == [Cue.CONFIGURATION_FAULT, Cue.READY]
    assert caplog.text.count("configuration fault") == 1


def test_a_badge_that_protime_knows_by_now_counts_again(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Once it was delivered, its refusal is a sign like any other's; old dead letters stay."""
    protime = Choosy("0001", "0002", "0003")
    here = office(outbox, clock, protime)
    one_by_one(here, protime, "0001", "0002", "9999", "0003", "9999")
    protime.unknown.clear()
    one_by_one(here, protime, "0001", "0002", "0003")
    assert here.feedback.cues == []

    protime.refuses_all = True
    one_by_one(here, protime, "0001", "0002", "0003")

    here.steps(1)
    assert here.feedback.cues == [Cue.CONFIGURATION_FAULT]
    assert (here.count(State.REJECTED), here.count(State.PENDING)) == (3, 3)


def test_a_restart_amid_a_run_parks_nothing_in_bulk(path: Path, clock: FakeClock) -> None:
    """The new process finds out by itself, and takes back what it parked to find out."""
    protime = Choosy()
    protime.refuses_all = True
    with SqliteOutbox(path, clock.now) as outbox:
        here = office(outbox, clock, protime)
        here.swiped(*(f"{number:04}" for number in range(20)))
        here.until(lambda: bool(here.feedback.cues))
        here.sync.finish(10)
        waiting = here.count(State.PENDING) + here.count(State.REJECTED)
        assert waiting == 20
        assert here.count(State.REJECTED) <= 2
        parked = here.count(State.REJECTED)

    with SqliteOutbox(path, clock.now) as outbox:
        here = Office(outbox, clock, protime)
        here.until(lambda: bool(here.feedback.cues))
        here.until(lambda: not here.count(State.SENDING))
        here.steps(2)
        assert here.count(State.PENDING) == 20 - parked

        protime.refuses_all = False
        here.later(SLOWEST_PROBE_SECONDS)
        here.until(lambda: here.link.is_up)
        here.later(SLOWEST_PROBE_SECONDS)
        here.until(here.is_settled)
        assert here.count(State.REJECTED) == parked


def test_a_network_that_fails_meanwhile_does_not_end_the_suspicion(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """When Protime answers again, and still refuses, nothing is parked."""
    protime = Choosy()
    here = office(outbox, clock, protime)
    protime.refuses_all = True
    one_by_one(here, protime, "0001", "0002", "0003")
    here.steps(1)
    protime.refuses_all = False
    protime.verdicts = [Unavailable(reason="connection refused")]
    probes(here, protime, 1)
    assert link_on_the_board(outbox) == ("down", "connection refused")

    protime.refuses_all = True
    probes(here, protime, 2)

    assert (here.count(State.REJECTED), here.count(State.PENDING)) == (0, 3)
    assert here.feedback.cues[-1] is Cue.CONFIGURATION_FAULT


def test_those_parked_wait_while_the_disk_fails(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """They are pending again when it is back, even if the configuration is right by then."""
    protime = Choosy()
    here = office(outbox, clock, protime)
    protime.refuses_all = True
    one_by_one(here, protime, "0001", "0002")
    here.doubts.is_broken = True
    one_by_one(here, protime, "0003")
    here.steps(1)
    assert here.count(State.REJECTED) == 2

    protime.refuses_all = False
    probes(here, protime, 1)
    assert here.count(State.REJECTED) == 2
    here.doubts.is_broken = False
    here.until(lambda: not here.count(State.REJECTED))
    here.later(SLOWEST_PROBE_SECONDS)
    here.until(here.is_settled)

    assert here.count(State.REJECTED) == 0


def test_a_server_that_repeats_the_badge_number_does_not_bring_it_onto_the_board(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """What everybody may read shows only its end."""
    protime = ScriptedProtime(
        *(Rejected(f"people has nothing with @badge-number 04A1B2C{each}") for each in range(3))
    )
    here = office(outbox, clock, protime)
    for each in range(3):
        outbox.put(swipe(f"04A1B2C{each}"), booked_time(clock.now().at, BRUSSELS))
    here.mailbox.nudge()
    here.until(lambda: not here.link.is_up)

    assert "04A1B2C" not in caplog.text + link_on_the_board(outbox)[1]
