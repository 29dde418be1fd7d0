"""Uncertain clockings: looked up, found or sent again, once."""

import logging
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from terminal.local_time import booked_time
from terminal.model import (
    Listed,
    State,
    Unavailable,
)
from terminal.outbox import SqliteOutbox
from tests.parts.doubt import (
    NO_ANSWER,
    TODAY,
    ReadableProtime,
    are_uncertain,
    in_doubt,
    is_done,
    listed,
    online,
    row,
    wait_out,
)
from tests.parts.fakes import BRUSSELS, NOON, FakeClock, swipe
from tests.parts.office import DELAY_SECONDS, Office


def test_what_protime_has_is_delivered_and_not_sent_again(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It gets the identifier that the lost answer would have told."""
    caplog.set_level(logging.INFO)
    protime = ReadableProtime()
    protime.read_backs = [listed(("71",))]
    here = in_doubt(outbox, clock, protime, "0123456")

    here.later(DELAY_SECONDS)
    here.until(lambda: is_done(here))

    assert protime.asked == [(TODAY, [1])]
    assert len(protime.delivered) == 1
    assert row(outbox) == ("delivered", "71", None)
    assert "clocking found in Protime seq=1 badge=…56 protime_id=71" in caplog.text


def test_what_protime_does_not_have_is_sent_again(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """After a wait that grows with its attempts, and with the reason kept."""
    caplog.set_level(logging.INFO)
    protime = ReadableProtime()
    here = in_doubt(outbox, clock, protime, "0123456")

    here.later(DELAY_SECONDS)
    here.until(lambda: bool(here.count(State.PENDING)))
    assert row(outbox) == ("pending", None, NO_ANSWER.reason)
    here.steps(3)
    assert len(protime.delivered) == 1

    here.later(10)
    here.until(lambda: is_done(here))
    assert len(protime.delivered) == 2
    assert "clocking not in Protime, sent again seq=1 badge=…56" in caplog.text


def test_a_clocking_that_gets_no_answer_ever_is_asked_about_ever_less_often(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """What poisons the server does not keep it busy."""
    protime = ReadableProtime()
    here = in_doubt(outbox, clock, protime, "0001")
    waits = []
    for attempt in range(2, 6):
        here.later(DELAY_SECONDS)
        here.until(lambda: bool(here.count(State.PENDING)))
        due_at = outbox.next_attempt_at()
        assert due_at
        waits.append((due_at - clock.now().at).total_seconds())
        protime.verdicts = [NO_ANSWER]
        here.later(waits[-1])
        here.until(lambda: bool(here.count(State.UNCERTAIN)))
        assert len(protime.delivered) == attempt
        online(here)

    assert waits == sorted(waits)
    assert waits[-1] > 2 * waits[0]


def test_nothing_is_looked_up_before_protime_had_time_to_finish(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """The time is told by the boot clock: a step of the wall clock does not shorten it."""
    protime = ReadableProtime()
    here = in_doubt(outbox, clock, protime, "0001")

    clock.step_wall(86_400)
    wait_out(here, DELAY_SECONDS - 11)
    assert protime.asked == []

    here.later(1)
    here.until(lambda: bool(protime.asked))


def test_a_restart_waits_anew(tmp_path: Path, clock: FakeClock) -> None:
    """The process before may have been sending until it ended."""
    with SqliteOutbox(tmp_path / "outbox.db", clock.now) as outbox:
        outbox.put(swipe(), booked_time(NOON, BRUSSELS))
        outbox.exchange([], 1, NOON)
    clock.advance(3600)
    with SqliteOutbox(tmp_path / "outbox.db", clock.now) as outbox:
        protime = ReadableProtime()
        here = Office(outbox, clock, protime)
        here.until(lambda: here.link.is_up)
        wait_out(here, DELAY_SECONDS - 1)
        assert protime.asked == []
        here.later(1)
        here.until(lambda: bool(protime.asked))


def test_each_day_is_asked_for_once_and_one_after_the_other(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """All that are due of a day go into one question."""
    protime = ReadableProtime()
    protime.gate.clear()
    here = in_doubt(outbox, clock, protime, "0001", "0002")
    here.later(86_400)
    here.swiped()
    protime.verdicts = [NO_ANSWER]
    here.swiped("0003")
    here.until(partial(are_uncertain, here, 3))
    online(here)
    wait_out(here)
    assert protime.reading.wait(10)
    wait_out(here)
    assert protime.asked == []

    protime.gate.set()
    here.until(lambda: len(protime.asked) == 2)

    assert protime.asked == [(TODAY, [1, 2]), (date(2026, 3, 3), [3])]


def test_a_second_clocking_of_the_same_minute_is_not_taken_for_the_first(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Two were made, one of them is known to be booked: the other one is sent again."""
    protime = ReadableProtime()
    protime.read_backs = [listed(("1",), first_seq=2)]
    here = Office(outbox, clock, protime)
    here.until(lambda: here.link.is_up)
    here.swiped("0001")
    here.until(here.is_settled)
    protime.verdicts = [NO_ANSWER]
    here.swiped("0001")
    here.until(lambda: bool(here.count(State.UNCERTAIN)))
    online(here)
    wait_out(here)
    here.until(lambda: bool(here.count(State.PENDING)))
    wait_out(here)
    here.until(lambda: is_done(here))

    assert [each.seq for each in protime.delivered] == [1, 2, 2]
    assert row(outbox, 1) == ("delivered", "1", None)


def test_what_the_list_does_not_tell_is_left_to_a_person(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It stays uncertain and says why, once; after an hour Protime is asked again."""
    protime = ReadableProtime()
    unclear = Listed(candidates={}, unclear={1: "badge 0123456 has an activity without a code"})
    protime.read_backs = [unclear, unclear]
    here = in_doubt(outbox, clock, protime, "0123456")
    here.later(DELAY_SECONDS)
    here.until(lambda: row(outbox)[2] != NO_ANSWER.reason)
    told = "read-back does not tell: badge 0123456 has an activity without a code"
    assert row(outbox) == ("uncertain", None, told)

    wait_out(here, 3599)
    assert len(protime.asked) == 1
    here.later(1)
    here.until(lambda: len(protime.asked) == 2)
    here.steps(3)

    assert caplog.text.count("clocking stays uncertain seq=1 badge=…56") == 1
    assert "0123456" not in caplog.text


def test_what_a_busy_server_may_have_booked_is_looked_up_where_that_is_possible(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """A 503 may come from a proxy that gave up on a request which Protime went on to book."""
    protime = ReadableProtime()
    protime.verdicts = [Unavailable(reason="503", may_be_booked=True)]
    protime.read_backs = [listed(("71",))]
    here = Office(outbox, clock, protime)
    here.swiped("0001")
    here.until(lambda: bool(here.count(State.UNCERTAIN)))
    online(here)
    wait_out(here)
    here.until(lambda: is_done(here))

    assert row(outbox) == ("delivered", "71", None)
    assert len(protime.delivered) == 1
