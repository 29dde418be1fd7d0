"""Sync: mark before sending, order, acknowledgements, what each verdict leads to."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from terminal.model import (
    Clocking,
    Delivered,
    Outcome,
    Rejected,
    State,
    Uncertain,
    Verdict,
)
from terminal.outbox import SqliteOutbox
from terminal.sync.underway import MARKED_PER_CONNECTION
from terminal.turn import TURN
from tests.parts.fakes import (
    FakeClock,
    GatedProtime,
    ScriptedProtime,
)
from tests.parts.office import DELAY_SECONDS, open_office


def test_every_clocking_is_delivered_once(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """Forty swipes of forty badges arrive, each a single time, and are marked."""
    protime = ScriptedProtime()
    here = open_office(outbox, clock, protime)

    here.swiped(*(f"{number:04}" for number in range(40)))
    here.until(here.is_settled)

    assert sorted(each.seq for each in protime.delivered) == list(range(1, 41))


def test_while_the_books_are_kept_no_courier_computes(tmp_path: Path, clock: FakeClock) -> None:
    """The outbox is locked then, and a swipe waits for whatever that thread waits for."""
    in_turn: dict[str, bool] = {}

    class NotingOutbox(SqliteOutbox):
        def exchange(self, outcomes: Sequence[Outcome], room: int, now: datetime) -> list[Clocking]:
            in_turn["books"] = TURN.is_mine
            return super().exchange(outcomes, room, now)

    class NotingProtime(ScriptedProtime):
        def deliver(self, clocking: Clocking) -> Verdict:
            in_turn["courier"] = TURN.is_mine
            return super().deliver(clocking)

    with NotingOutbox(tmp_path / "noting.db", clock.now) as outbox:
        here = open_office(outbox, clock, NotingProtime())
        here.swiped("0123")
        here.until(here.is_settled)

    assert in_turn == {"books": True, "courier": True}


def test_one_badge_is_delivered_in_order(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """Coming before going, even with two connections."""
    protime = ScriptedProtime()
    here = open_office(outbox, clock, protime)

    here.swiped(*["0123"] * 9)
    here.until(here.is_settled)

    assert [each.seq for each in protime.delivered] == list(range(1, 10))


def test_a_clocking_is_marked_before_its_request_goes_out(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """While Protime has it, the file on disk says sending, and no more of the same badge do."""
    protime = GatedProtime()
    here = open_office(outbox, clock, protime)
    here.swiped("0123", "0123", "0456")
    here.steps(1)

    arrived = {protime.arrived.get(timeout=10).seq for _ in range(2)}

    assert arrived == {1, 3}
    assert (here.count(State.SENDING), here.count(State.PENDING)) == (2, 1)
    protime.gate.set()
    here.until(here.is_settled)


def test_only_a_few_are_marked_at_a_time(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """A crash leaves no more in doubt than keep the connections busy."""
    protime = GatedProtime()
    here = open_office(outbox, clock, protime)

    here.swiped(*(f"{number:04}" for number in range(40)))
    here.steps(3)

    assert here.count(State.SENDING) == 2 * MARKED_PER_CONNECTION
    protime.gate.set()
    here.until(here.is_settled)


def test_a_rejected_one_becomes_a_dead_letter_and_stops_nobody(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It is kept with the server's words; the next clocking of the badge goes out."""
    protime = ScriptedProtime(Rejected("unknown badge"))
    here = open_office(outbox, clock, protime)

    here.swiped("0123456", "0123456")
    here.until(here.is_settled)

    assert [each.seq for each in protime.delivered] == [1, 2]
    assert here.count(State.REJECTED) == 1
    assert 'clocking rejected seq=1 badge=…56 reason="unknown badge"' in caplog.text


@pytest.mark.parametrize("verdict", [Rejected, Uncertain])
def test_a_server_that_repeats_the_badge_number_does_not_bring_it_into_the_log(
    outbox: SqliteOutbox,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
    verdict: type[Rejected | Uncertain],
) -> None:
    """Its words are kept whole in the outbox and masked in the journal."""
    words = "people has nothing with @badge-number '04A1B2C3'"
    here = open_office(outbox, clock, ScriptedProtime(verdict(words)))

    here.swiped("04A1B2C3")
    here.until(here.is_settled)

    assert "04A1B2C3" not in caplog.text
    row = outbox._file._connection.execute("SELECT last_error FROM clockings").fetchone()
    assert row["last_error"] == words


def test_an_uncertain_one_is_kept_apart_and_told(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not sent again at once."""
    protime = ScriptedProtime(Uncertain("no answer"))
    here = open_office(outbox, clock, protime)

    here.swiped("0001")
    here.until(lambda: bool(here.count(State.UNCERTAIN)))
    clock.advance(DELAY_SECONDS - 1)
    here.steps(3)

    assert len(protime.delivered) == 1
    assert "clocking uncertain seq=1" in caplog.text


def test_a_delivery_is_kept_with_protimes_identifier(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Whoever asks later can find the booking in Protime."""
    here = open_office(outbox, clock, ScriptedProtime(Delivered("19250")))

    here.swiped("0001")
    here.until(here.is_settled)

    row = outbox._file._connection.execute(
        "SELECT state, protime_id, attempts FROM clockings"
    ).fetchone()
    assert tuple(row) == ("delivered", "19250", 1)
