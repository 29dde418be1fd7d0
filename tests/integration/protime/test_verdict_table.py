"""What a clocking's attempt comes to, for everything a server may do, over real sockets."""

import logging
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from terminal.model import (
    Clocking,
    Delivered,
    ReadBack,
    Rejected,
    State,
    Unavailable,
    Uncertain,
    Verdict,
)
from terminal.model.logline import event
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_reading
from terminal.ports import Protime
from tests.parts.fakes import FakeClock
from tests.parts.office import FIRST_WAIT_SECONDS, Office
from tests.parts.server_behaviours import SERVER_BEHAVIOURS, ServerBehaviour
from tests.parts.server_stage import staged

# What a busy machine may take beyond a deadline before it counts as broken.
PATIENCE_SECONDS = 2.0
SLOW_PROBE_SECONDS = 60.0
LONGEST_WORDS = 300

STATES: dict[type[Verdict], State] = {
    Delivered: State.DELIVERED,
    Rejected: State.REJECTED,
    Unavailable: State.PENDING,
    Uncertain: State.UNCERTAIN,
}


class Witness:
    """Passes everything on to the client and keeps what came of it."""

    def __init__(self, client: Protime) -> None:
        self._client = client
        self.verdict: Verdict | None = None
        self.took_seconds = 0.0

    def greet(self) -> Unavailable | None:
        return self._client.greet()

    def deliver(self, clocking: Clocking) -> Verdict:
        began_at = time.monotonic()
        self.verdict = self._client.deliver(clocking)
        self.took_seconds = time.monotonic() - began_at
        return self.verdict

    def read_back(self, day: date, clockings: Sequence[Clocking]) -> ReadBack:
        return self._client.read_back(day, clockings)

    def may_read(self) -> bool | None:
        return self._client.may_read()


@pytest.mark.parametrize("row", SERVER_BEHAVIOURS, ids=lambda row: row.name)
def test_each_behaviour_of_a_server_has_its_verdict_and_what_follows(
    row: ServerBehaviour, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The verdict is the table's, in time; state, next attempt and log line follow from it."""
    caplog.set_level(logging.INFO)
    clock = FakeClock()
    path = tmp_path / "outbox.db"
    with staged(row, tmp_path) as stage, SqliteOutbox(path, clock.now) as outbox:
        witness = Witness(stage.client)
        office = Office(outbox, clock, witness)
        office.swiped("1955")
        office.until(lambda: witness.verdict is not None)
        office.until(lambda: not office.count(State.SENDING))
        with open_reading(path) as reading:
            clocking = reading.clocking(1)

        assert clocking
        assert row.posts is None or len(stage.api.requests) == row.posts
        assert witness.took_seconds < row.timeout_seconds + PATIENCE_SECONDS
        assert isinstance(witness.verdict, row.verdict), witness.verdict
        assert clocking.state is state_after(row)
        told = clocking.protime_id or clocking.last_error or ""
        assert row.words in told
        assert told.isprintable()
        assert len(told) <= LONGEST_WORDS
        assert is_planned(clocking, row, clock)
        assert log_line(clocking, row) in caplog.text


def state_after(row: ServerBehaviour) -> State:
    """Return what becomes of the clocking: this client may look up what may be booked."""
    return State.UNCERTAIN if row.may_be_booked else STATES[row.verdict]


def is_planned(clocking: Clocking, row: ServerBehaviour, clock: FakeClock) -> bool:
    """Return whether the next attempt is where the row has it: only a pending one has any."""
    if row.verdict is not Unavailable or row.may_be_booked:
        return clocking.next_attempt_at is None
    asked = max(row.retry_after_seconds or 0, SLOW_PROBE_SECONDS * row.is_configuration_fault)
    earliest = max(asked, FIRST_WAIT_SECONDS / 2)
    latest = max(asked, FIRST_WAIT_SECONDS)
    assert clocking.next_attempt_at
    wait = clocking.next_attempt_at - clock.now().at
    return timedelta(seconds=earliest) <= wait <= timedelta(seconds=latest)


def log_line(clocking: Clocking, row: ServerBehaviour) -> str:
    """Return the line that a person looks for."""
    reason = clocking.last_error
    badge = clocking.swipe.badge_number
    match clocking.state:
        case State.DELIVERED:
            return event("clocking delivered", seq=1, protime_id=clocking.protime_id)
        case State.PENDING if row.is_configuration_fault:
            return event("configuration fault, nothing is sent", reason=reason)
        case State.PENDING:
            return event("link down", reason=reason)
        case state:
            return event(f"clocking {state}", seq=1, badge=badge, reason=reason)


def test_the_table_is_complete() -> None:
    """The table holds at least as many behaviours as were promised, each under its own name."""
    assert len({row.name for row in SERVER_BEHAVIOURS}) == len(SERVER_BEHAVIOURS) >= 45
