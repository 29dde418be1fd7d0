"""Sync while Protime does not answer: one at a time, ever less often, at once when it is back."""

import logging
from datetime import timedelta
from functools import partial

import pytest

from terminal.model import (
    Cue,
    State,
    Unavailable,
)
from terminal.outbox import SqliteOutbox
from terminal.outbox.rows import written_time
from terminal.sync.mailbox import NetworkChanged
from tests.parts.fakes import (
    FakeClock,
    ScriptedProtime,
)
from tests.parts.office import FIRST_WAIT_SECONDS, Office, open_office

OFFLINE = Unavailable(reason="connection refused")


def went_offline(outbox: SqliteOutbox, clock: FakeClock, protime: ScriptedProtime) -> Office:
    """Return an office whose first clocking, of badge 0001, found that Protime does not answer."""
    here = open_office(outbox, clock, protime)
    here.swiped("0001")
    here.until(lambda: not here.link.is_up)
    here.until(lambda: not here.count(State.SENDING))
    return here


def _has_delivered(protime: ScriptedProtime, number: int) -> bool:
    return len(protime.delivered) == number


def test_offline_one_is_tried_at_a_time_with_growing_waits(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Each probe takes another clocking; people hear once that the link is down."""
    protime = ScriptedProtime(*[OFFLINE] * 4)
    here = open_office(outbox, clock, protime)
    here.swiped("0001")
    here.until(lambda: not here.link.is_up)
    here.swiped("0002", "0003", "0004")
    here.steps(3)
    assert len(protime.delivered) == 1

    for tried in (2, 3, 4):
        clock.advance(300)
        here.until(partial(_has_delivered, protime, tried))
        here.until(lambda: not here.count(State.SENDING))
        here.steps(3)

    assert len({each.seq for each in protime.delivered}) == 4
    assert caplog.text.count("link down") == 1


def test_a_link_that_comes_back_drains_everything_and_says_so(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """One line with the number of failures; then all is delivered."""
    caplog.set_level(logging.INFO)
    protime = ScriptedProtime(OFFLINE)
    here = went_offline(outbox, clock, protime)
    here.swiped("0002", "0003")

    clock.advance(301)
    here.until(here.is_settled)

    assert 'link up failures=1 waiting=2 after="connection refused"' in caplog.text
    assert {each.seq for each in protime.delivered} == {1, 2, 3}


def test_one_that_fails_again_and_again_keeps_nobody_waiting(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """A poisonous clocking waits for itself; fresh ones of other badges are tried before it."""
    protime = ScriptedProtime(OFFLINE)
    here = went_offline(outbox, clock, protime)
    here.swiped("0001", "0002")

    clock.advance(301)
    here.until(lambda: len(protime.delivered) > 1)

    assert protime.delivered[1].seq == 3
    here.until(here.is_settled)
    assert [each.seq for each in protime.delivered] == [1, 3, 1, 2]


def test_a_changed_network_is_tried_soon(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """After long waits the very clocking that waits longest is sent within two seconds."""
    caplog.set_level(logging.INFO)
    protime = ScriptedProtime(*[OFFLINE] * 6)
    here = open_office(outbox, clock, protime)
    here.swiped("0001")
    for tried in range(1, 7):
        here.until(partial(_has_delivered, protime, tried))
        here.until(lambda: not here.count(State.SENDING))
        clock.advance(301 if tried < 6 else 1)

    here.mailbox.post(NetworkChanged())
    here.steps(2)
    assert len(protime.delivered) == 6
    clock.advance(2)
    here.until(here.is_settled)

    assert len(protime.delivered) == 7
    assert "network changed, trying again soon" in caplog.text


def test_a_changed_network_means_nothing_to_a_link_that_is_up(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody is told of it, and nothing is tried."""
    caplog.set_level(logging.INFO)
    protime = ScriptedProtime()
    here = open_office(outbox, clock, protime)

    here.mailbox.post(NetworkChanged())
    here.steps(2)

    assert protime.greeted == 1
    assert "network changed" not in caplog.text


def test_while_the_link_is_down_a_clocking_waits_no_longer_than_the_link(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """The time planned for one that failed does not keep the link from being tried."""
    here = went_offline(outbox, clock, ScriptedProtime(OFFLINE))
    far = clock.now().at + timedelta(minutes=50)
    outbox._file._connection.execute(
        "UPDATE clockings SET next_attempt_at = ?", (written_time(far),)
    )

    clock.advance(FIRST_WAIT_SECONDS)
    here.until(here.is_settled)


def test_a_wait_planned_by_a_wrong_clock_is_not_kept(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """A retry that seems years away after the clock stepped back is due at once."""
    protime = ScriptedProtime(OFFLINE)
    here = open_office(outbox, clock, protime)
    clock.step_wall(10 * 365 * 86_400)
    here.swiped("0001")
    here.until(lambda: not here.link.is_up)
    here.until(lambda: not here.count(State.SENDING))

    clock.step_wall(-10 * 365 * 86_400)
    clock.advance(301)
    here.until(here.is_settled)

    assert len(protime.delivered) == 2


def test_wrong_credentials_are_a_configuration_fault_probed_slowly(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The clocking is kept, the lights say so, and after 60 seconds it is tried again."""
    denied = Unavailable(reason="401 twice", is_configuration_fault=True)
    protime = ScriptedProtime(denied)
    here = open_office(outbox, clock, protime)
    here.swiped("0001")
    here.until(lambda: not here.link.is_up)

    clock.advance(59)
    here.steps(3)
    assert len(protime.delivered) == 1
    assert here.feedback.cues == [Cue.CONFIGURATION_FAULT]
    assert "configuration fault, nothing is sent" in caplog.text

    clock.advance(2)
    here.until(here.is_settled)
    assert here.feedback.cues == [Cue.CONFIGURATION_FAULT, Cue.READY]


def test_with_nothing_to_send_a_greeting_tells_how_the_link_is(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """A terminal knows of wrong credentials before the first swipe, and of their mending."""
    denied = Unavailable(reason="invalid_client", is_configuration_fault=True)
    protime = ScriptedProtime(greetings=[denied, OFFLINE, None])
    here = Office(outbox, clock, protime)

    here.until(lambda: bool(here.feedback.cues))
    assert here.feedback.cues == [Cue.CONFIGURATION_FAULT]
    clock.advance(61)
    here.until(lambda: protime.greeted == 2)
    clock.advance(301)
    here.until(lambda: here.link.is_up)

    assert here.feedback.cues == [Cue.CONFIGURATION_FAULT, Cue.READY]


def test_a_token_alone_does_not_bring_the_link_up_while_a_clocking_waits(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The next probe is the clocking that failed, so the link does not flap between the two."""
    caplog.set_level(logging.INFO)
    protime = ScriptedProtime(*[OFFLINE] * 5)
    here = open_office(outbox, clock, protime)
    greeted = protime.greeted
    here.swiped("0001")
    here.until(lambda: not here.link.is_up)
    here.until(lambda: not here.count(State.SENDING))

    for tried in range(2, 7):
        here.steps(2)
        clock.advance(301)
        here.until(partial(_has_delivered, protime, tried))
        here.until(lambda: not here.count(State.SENDING))

    assert here.is_settled()
    assert protime.greeted == greeted
    assert caplog.text.count("link down") == 1


def test_protime_can_be_greeted_while_the_link_is_up(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """For the time in its answer; not while another answer is on its way anyway."""
    protime = ScriptedProtime()
    here = open_office(outbox, clock, protime)
    greeted = protime.greeted

    assert [here.sync.greet(), here.sync.greet()] == [True, False]

    here.until(lambda: protime.greeted == greeted + 1)
    here.until(here.sync.greet)
