"""Sync while the disk fails: nothing is lost, and nothing ends."""

import logging

import pytest

from terminal.model import Cue, State
from terminal.outbox import SqliteOutbox
from tests.parts.fakes import FakeClock, GatedProtime, ScriptedProtime
from tests.parts.office import Office, open_office


def answered_as_the_disk_fails(
    outbox: SqliteOutbox, clock: FakeClock
) -> tuple[Office, GatedProtime]:
    """Have one clocking on its way when the disk fails, and then its answer."""
    protime = GatedProtime()
    here = open_office(outbox, clock, protime)
    here.swiped("0001")
    here.steps(1)
    protime.arrived.get(timeout=10)
    here.disk.is_broken = True
    protime.gate.set()
    return here, protime


def test_while_the_disk_fails_nobody_is_greeted(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """Whether a clocking should be the probe cannot be known; afterwards all goes on."""
    protime = ScriptedProtime()
    here = Office(outbox, clock, protime)
    here.disk.is_broken = True
    here.steps(2)
    assert (protime.greeted, here.feedback.cues) == (0, [Cue.STORAGE_FAULT])

    here.disk.is_broken = False
    here.until(lambda: here.link.is_up)


def test_answers_wait_in_memory_while_the_disk_fails(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """A delivery whose note cannot be kept is noted when the disk is back, not sent again."""
    here, protime = answered_as_the_disk_fails(outbox, clock)
    here.until(lambda: Cue.STORAGE_FAULT in here.feedback.cues)
    here.steps(2)
    assert outbox.count(State.SENDING) == 1

    here.disk.is_broken = False
    here.until(here.is_settled)

    assert protime.arrived.empty()
    assert here.feedback.cues == [Cue.STORAGE_FAULT, Cue.READY]
    assert caplog.text.count("outbox unavailable") == 1


def test_a_full_disk_that_fails_the_housekeeping_stops_no_delivery(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """What the commit before it marked as sending goes out all the same, once, and is settled."""
    protime = ScriptedProtime()
    here = open_office(outbox, clock, protime)
    here.disk.is_full = True

    here.swiped("0001", "0002")
    here.until(here.is_settled)

    assert sorted(each.seq for each in protime.delivered) == [1, 2]
    assert here.feedback.cues == [Cue.STORAGE_FAULT]
    here.disk.is_full = False
    here.until(lambda: here.feedback.cues == [Cue.STORAGE_FAULT, Cue.READY])


def test_a_disk_that_fails_while_idle_does_not_end_the_thread(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Even a look for what is due may fail; the link's news are then only logged."""
    here = open_office(outbox, clock, ScriptedProtime())
    here.disk.is_broken = True

    here.sync.step()

    assert here.feedback.cues == [Cue.STORAGE_FAULT]


def test_news_of_the_link_survive_a_failing_disk(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """They reach the log if they cannot reach the outbox, and that as soon as it works again."""
    caplog.set_level(logging.INFO)
    here = Office(outbox, clock, ScriptedProtime())
    here.steps(1)
    here.disk.is_broken = True

    here.until(lambda: here.link.is_up)

    assert "link up failures=0 waiting=- after=-" in caplog.text
    assert "condition not kept" in caplog.text
    here.disk.is_broken = False
    here.steps(1)
    (row,) = outbox._file.read("SELECT condition FROM parts WHERE part = 'link'")
    assert row["condition"] == "up"


def test_a_stop_while_the_disk_fails_ends_all_the_same(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """What could not be noted is still marked as sending, and is uncertain at the next start."""
    here, _ = answered_as_the_disk_fails(outbox, clock)

    here.sync.finish(timeout_seconds=10)

    assert here.count(State.SENDING) == 1
    assert here.feedback.cues == [Cue.STORAGE_FAULT]
