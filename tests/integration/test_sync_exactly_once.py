"""From a swipe to one booking, whatever became of the answer: the real client and the simulator."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from terminal.model import State
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_amending, open_reading
from terminal.simulator import Client, Pace, ProtimeSimulator, Target
from tests.parts.fakes import FakeClock
from tests.parts.office import DELAY_SECONDS, Office
from tests.parts.simulated import client_of

BADGE, OTHER_BADGE = "1955", "00042"
TIMEOUT_SECONDS = 1.0
SLOW = Pace(slow_seconds=1.5 * TIMEOUT_SECONDS, dribble_seconds=0.1)

BOOKED = (
    "drop-after-booking",
    "black-hole-after-booking",
    "late-booking",
    "slow",
    "500-after-booking",
    "502-after-booking",
    "504-after-booking",
    "200-booked",
    "202-booked",
    "201-without-location",
    "201-odd-location",
)
NOT_BOOKED = ("drop-before-booking", "black-hole", "500", "502", "504", "202-not-booked", "portal")


@contextmanager
def office(path: Path, clock: FakeClock, simulator: ProtimeSimulator) -> Iterator[Office]:
    """Open a terminal's sending half that is online."""
    with (
        SqliteOutbox(path, clock.now) as outbox,
        client_of(simulator, timeout_seconds=TIMEOUT_SECONDS) as client,
    ):
        here = Office(outbox, clock, client)
        step_through_time(here, lambda: here.link.is_up)
        yield here
        here.sync.finish(10)


def step_through_time(here: Office, is_reached: Callable[[], bool]) -> None:
    """Let time pass, an hour in half a minute, until something is so."""
    end = monotonic() + 30
    while not is_reached():
        assert monotonic() < end, "it never came to that"
        here.later(DELAY_SECONDS / 10)
        here.sync.step()
        here.until(lambda: not here.count(State.SENDING))
        Event().wait(0.01)


def wait_for_booking(simulator: ProtimeSimulator) -> None:
    """Wait until Protime is through with what it was sent."""
    end = monotonic() + 30
    while not simulator.ledger.booked:
        assert monotonic() < end, "it was never booked"
        Event().wait(0.01)


def settle(here: Office) -> None:
    """Let time pass until nothing waits and nothing is in doubt."""
    step_through_time(here, lambda: here.is_settled() and not here.count(State.UNCERTAIN))


def booked(simulator: ProtimeSimulator) -> list[str]:
    """Return the badges of what was booked."""
    return [
        (each.posted or {})["person"]["externalReferences"]["@badge-number"]
        for each in simulator.ledger.booked
    ]


@pytest.mark.parametrize("fault", BOOKED)
def test_what_was_booked_without_an_answer_is_booked_once(tmp_path: Path, fault: str) -> None:
    """It is found and not sent again, and the outbox knows under which number."""
    clock = FakeClock()
    with ProtimeSimulator(pace=SLOW) as simulator:
        simulator.faults.add(fault)
        with office(tmp_path / "outbox.db", clock, simulator) as here:
            here.swiped(BADGE)
            here.until(lambda: bool(here.count(State.UNCERTAIN)))
            wait_for_booking(simulator)
            settle(here)
            statement = "SELECT state, protime_id, attempts FROM clockings"
            row = here.outbox._file._connection.execute(statement).fetchone()

        (one,) = simulator.ledger.booked
        assert tuple(row) == ("delivered", str(one.id), 1)


@pytest.mark.parametrize("fault", NOT_BOOKED)
def test_what_was_not_booked_is_sent_again(tmp_path: Path, fault: str) -> None:
    """And then it is booked once."""
    clock = FakeClock()
    with ProtimeSimulator(pace=SLOW) as simulator:
        simulator.faults.add(fault)
        with office(tmp_path / "outbox.db", clock, simulator) as here:
            here.swiped(BADGE)
            here.until(lambda: not here.link.is_up)
            settle(here)

        assert booked(simulator) == [BADGE]


def test_of_two_clockings_in_one_minute_each_is_booked_once(tmp_path: Path) -> None:
    """One was answered and one was not; the same list settles which is missing."""
    clock = FakeClock()
    with (
        ProtimeSimulator(pace=SLOW) as simulator,
        office(tmp_path / "outbox.db", clock, simulator) as here,
    ):
        here.swiped(BADGE)
        here.until(here.is_settled)
        for fault in ("drop-after-booking", "drop-before-booking"):
            simulator.faults.add(fault)
            here.swiped(BADGE, OTHER_BADGE)
            here.until(partial(_has_doubts, here))
            settle(here)

        assert sorted(booked(simulator)) == sorted([BADGE] * 3 + [OTHER_BADGE] * 2)


@pytest.mark.parametrize("decide", ["booked", "close"])
def test_the_record_of_one_that_a_person_settled_is_not_taken_for_that_of_another(
    tmp_path: Path, decide: str
) -> None:
    """Nobody noted under which number Protime has it: a person is asked about the other one."""
    clock = FakeClock()
    path = tmp_path / "outbox.db"
    with ProtimeSimulator(pace=SLOW) as simulator, office(path, clock, simulator) as here:
        simulator.faults.add("drop-after-booking")
        here.swiped(BADGE)
        here.until(partial(_has_doubts, here))
        with open_amending(path, "ada", lambda: clock.now().at) as amended:
            is_done = (
                amended.mark_booked(1, None, "seen")
                if decide == "booked"
                else amended.close(1, "settled")
            )
        assert is_done
        simulator.faults.add("drop-before-booking")
        here.swiped(BADGE)
        step_through_time(here, partial(_has_doubts, here))
        step_through_time(here, lambda: "a person settled" in _reason(path, 2))

        assert (len(simulator.ledger.booked), here.count(State.UNCERTAIN)) == (1, 1)


def _reason(path: Path, seq: int) -> str:
    with open_reading(path) as reading:
        clocking = reading.clocking(seq)
    return (clocking.last_error or "") if clocking else ""


def _has_doubts(here: Office) -> bool:
    return bool(here.count(State.UNCERTAIN))


def test_a_process_that_dies_before_the_answer_leaves_no_second_booking(tmp_path: Path) -> None:
    """The next one finds out what became of it."""
    clock = FakeClock()
    path = tmp_path / "outbox.db"
    with ProtimeSimulator(pace=SLOW) as simulator:
        with office(path, clock, simulator) as here:
            here.swiped(BADGE)
            here.until(here.is_settled)
            here.outbox._file._connection.execute(
                "UPDATE clockings SET state = 'sending', protime_id = NULL"
            )
        with office(path, clock, simulator) as here:
            assert here.count(State.UNCERTAIN) == 1
            settle(here)

        assert booked(simulator) == [BADGE]


def test_while_protime_cannot_list_nothing_is_sent_again(tmp_path: Path) -> None:
    """Nothing is guessed; when it lists again, all is settled."""
    clock = FakeClock()
    with (
        ProtimeSimulator(pace=SLOW) as simulator,
        office(tmp_path / "outbox.db", clock, simulator) as here,
    ):
        simulator.faults.add("500-after-booking")
        simulator.faults.add("503", times=3, on=Target.READS)
        here.swiped(BADGE)
        here.until(lambda: _has_doubts(here))
        settle(here)

        assert booked(simulator) == [BADGE]
        lists = [each for each in simulator.exchanges if each.request.method == "GET"]
        assert len(lists) == 4


def test_without_the_scope_a_clocking_is_sent_again_unseen(tmp_path: Path) -> None:
    """Which may book it twice: that is why the scope is asked for."""
    clock = FakeClock()
    write_only = Client(scopes=frozenset({"connector-protimeapi-clockings.write"}))
    with (
        ProtimeSimulator(pace=SLOW, client=write_only) as simulator,
        office(tmp_path / "outbox.db", clock, simulator) as here,
    ):
        simulator.faults.add("drop-after-booking")
        here.swiped(BADGE)
        here.until(lambda: _has_doubts(here))
        settle(here)

        assert booked(simulator) == [BADGE, BADGE]
        told = here.outbox._file._connection.execute(
            "SELECT condition FROM parts WHERE part = 'read-back'"
        ).fetchone()
        assert tuple(told) == ("off, resent",)
