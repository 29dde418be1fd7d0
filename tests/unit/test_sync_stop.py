"""Sync that is to stop: what is underway is waited for, but not for ever."""

from terminal.model import Rejected, State
from terminal.outbox import SqliteOutbox
from tests.parts.fakes import FakeClock, GatedProtime, ScriptedProtime
from tests.parts.office import Office, open_office
from tests.parts.until import until


def test_a_stop_takes_back_what_has_not_gone_out_and_waits_for_the_rest(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Two are on their way and are answered; four were only marked and are pending again."""
    protime = GatedProtime()
    here = open_office(outbox, clock, protime)
    here.swiped(*(f"{number:04}" for number in range(6)))
    here.steps(1)
    for _ in range(2):
        protime.arrived.get(timeout=10)
    protime.gate.set()

    here.sync.finish(timeout_seconds=10)

    assert here.count(State.SENDING) == 0
    assert here.count(State.PENDING) >= 2
    assert protime.arrived.qsize() + here.count(State.PENDING) == 4


def test_a_run_of_rejections_that_a_stop_sees_parks_nothing(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """The last of its answers comes while the terminal ends: all three are sent again later."""
    protime = ScriptedProtime(*[Rejected("unknown terminal")] * 3)
    here = open_office(outbox, clock, protime)
    here.swiped("A", "B", "C")
    here.steps(1)
    until(lambda: len(protime.delivered) == 3)

    here.sync.finish(timeout_seconds=10)

    assert (here.count(State.REJECTED), here.count(State.PENDING)) == (0, 3)


def test_a_stop_does_not_wait_for_ever(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """What gets no answer in time stays marked, and so is uncertain at the next start."""
    protime = GatedProtime()
    here = open_office(outbox, clock, protime)
    here.swiped("0001")
    here.steps(1)
    protime.arrived.get(timeout=10)

    here.sync.finish(timeout_seconds=0)

    assert here.count(State.SENDING) == 1
    protime.gate.set()


def test_a_stop_during_a_greeting_has_nothing_to_take_back(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Greetings that no courier has begun are simply forgotten."""
    here = Office(outbox, clock, ScriptedProtime())
    here.couriers.dismiss()
    for thread in here.couriers._threads:
        thread.join(10)
    here.couriers.greet(0)

    here.sync.finish(timeout_seconds=0)

    assert here.couriers.withdraw() == []


def test_an_interruption_ends_a_waiting_step(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """A stop does not wait for the heartbeat."""
    here = open_office(outbox, clock, ScriptedProtime())

    here.sync.interrupt()
    here.sync.step()

    assert here.link.is_up
