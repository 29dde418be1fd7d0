"""Uncertain clockings: what happens while Protime is asked about them."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from terminal.local_time import booked_time
from terminal.model import (
    Cue,
    Outcome,
    State,
)
from terminal.outbox import SqliteOutbox
from tests.parts.doubt import (
    NO_ANSWER,
    ReadableProtime,
    has_no_question,
    in_doubt,
    is_done,
    listed,
    online,
    row,
    wait_out,
)
from tests.parts.fakes import BRUSSELS, FakeClock, swipe
from tests.parts.office import DELAY_SECONDS, Office


def test_deliveries_go_on_while_protime_is_asked(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """A list that takes long keeps one connection, and nobody waiting."""
    protime = ReadableProtime()
    here = in_doubt(outbox, clock, protime, "0001")
    protime.gate.clear()
    wait_out(here)
    assert protime.reading.wait(10)

    here.swiped("0002", "0003")
    here.until(here.is_settled)

    assert [each.seq for each in protime.delivered] == [1, 2, 3]
    protime.gate.set()


def test_while_the_list_is_read_nothing_underway_could_be_mistaken_for_what_is_sought(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Of the same badge and minute nothing is sent before the doubt is settled."""
    protime = ReadableProtime()
    underway: list[int] = []
    statement = "SELECT seq FROM clockings WHERE state = 'sending'"
    protime.look_on(lambda: underway.extend(each["seq"] for each in outbox._file.read(statement)))
    protime.read_backs = [listed(("71",))]
    here = Office(outbox, clock, protime)
    here.until(lambda: here.link.is_up)
    protime.verdicts = [NO_ANSWER]
    here.swiped("0001", "0001", "0001")
    here.until(lambda: bool(here.count(State.UNCERTAIN)))
    online(here)
    here.swiped("0001")
    later = clock.advance(60).at
    outbox.put(swipe("0001", clock=clock), booked_time(later, BRUSSELS))
    here.until(lambda: is_done(here))

    assert set(underway) <= {5}  # of another minute
    assert [each.seq for each in protime.delivered] == [1, 5, 2, 3, 4]
    assert row(outbox, 1) == ("delivered", "71", None)


@contextmanager
def being_looked_up(here: Office, protime: ReadableProtime) -> Iterator[None]:
    """Do something while Protime is asked."""
    protime.gate.clear()
    wait_out(here)
    assert protime.reading.wait(10)
    yield
    protime.gate.set()
    here.until(lambda: bool(protime.asked))
    here.until(partial(has_no_question, here))


@pytest.mark.parametrize("state", [State.DELIVERED, State.CLOSED])
def test_what_a_person_settles_meanwhile_stays_as_the_person_said(
    outbox: SqliteOutbox, clock: FakeClock, state: State
) -> None:
    """The answer comes too late, and changes nothing."""
    protime = ReadableProtime()
    here = in_doubt(outbox, clock, protime, "0001")

    with being_looked_up(here, protime):
        outbox.doubts.conclude([Outcome(seq=1, state=state)], clock.now().at)
    here.steps(3)

    assert row(outbox)[0] == state.value
    assert len(protime.delivered) == 1


def test_an_answer_about_an_earlier_attempt_does_not_settle_a_later_one(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """A person has it sent again while it is looked up, and that gets no answer either.

    Protime had nothing when it was asked; it may have the second one now.
    """
    protime = ReadableProtime()
    here = in_doubt(outbox, clock, protime, "0001")

    with being_looked_up(here, protime):
        outbox.doubts.conclude([Outcome(seq=1, state=State.PENDING)], clock.now().at)
        protime.verdicts = [NO_ANSWER]
        here.mailbox.nudge()
        here.until(lambda: len(protime.delivered) == 2)
        here.until(lambda: bool(here.count(State.UNCERTAIN)))
    here.steps(3)
    assert here.count(State.UNCERTAIN) == 1

    protime.read_backs = [listed(("71",))]
    online(here)
    wait_out(here)
    here.until(lambda: is_done(here))
    assert len(protime.delivered) == 2


def test_a_finding_waits_in_memory_while_the_disk_fails(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """It is written down when the disk is back; Protime is not asked again."""
    protime = ReadableProtime()
    protime.read_backs = [listed(("71",))]
    here = in_doubt(outbox, clock, protime, "0001")
    protime.look_on(partial(setattr, here.doubts, "is_broken", True))  # noqa: FBT003 - setattr's
    here.later(DELAY_SECONDS)
    here.until(lambda: here.feedback.cues[-1:] == [Cue.STORAGE_FAULT])
    here.steps(3)
    assert here.count(State.UNCERTAIN) == 1

    here.doubts.is_broken = False
    here.until(lambda: is_done(here))

    assert len(protime.asked) == 1
    assert here.feedback.cues[-1] is Cue.READY


def test_a_stop_does_not_wait_for_a_question(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """It is asked again after the next start."""
    protime = ReadableProtime()
    here = in_doubt(outbox, clock, protime, "0001")
    protime.gate.clear()
    wait_out(here)
    assert protime.reading.wait(10)

    here.sync.finish(timeout_seconds=0)

    assert here.count(State.UNCERTAIN) == 1
    protime.gate.set()
