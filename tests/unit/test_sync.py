"""Sync: mark before sending, order, acknowledgements, what each verdict leads to."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from terminal.model import (
    Clocking,
    Cue,
    Delivered,
    Outcome,
    Rejected,
    State,
    Unavailable,
    Uncertain,
    Verdict,
)
from terminal.outbox import SqliteOutbox
from terminal.outbox.rows import written_time
from terminal.ports import Protime
from terminal.sync.mailbox import Mail, Mailbox, NetworkChanged, Nudge
from terminal.sync.underway import MARKED_PER_CONNECTION
from terminal.turn import TURN
from tests.parts.fakes import (
    FakeClock,
    GatedProtime,
    ScriptedProtime,
)
from tests.parts.office import DELAY_SECONDS, FIRST_WAIT_SECONDS, Office

OFFLINE = Unavailable(reason="connection refused")


def office(outbox: SqliteOutbox, clock: FakeClock, protime: Protime) -> Office:
    """Return an office that has greeted Protime."""
    made = Office(outbox, clock, protime)
    made.until(lambda: made.link.is_up)
    return made


def test_every_clocking_is_delivered_once(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """Forty swipes of forty badges arrive, each a single time, and are marked."""
    protime = ScriptedProtime()
    here = office(outbox, clock, protime)

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
        here = office(outbox, clock, NotingProtime())
        here.swiped("0123")
        here.until(here.is_settled)

    assert in_turn == {"books": True, "courier": True}


def test_one_badge_is_delivered_in_order(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """Coming before going, even with two connections."""
    protime = ScriptedProtime()
    here = office(outbox, clock, protime)

    here.swiped(*["0123"] * 9)
    here.until(here.is_settled)

    assert [each.seq for each in protime.delivered] == list(range(1, 10))


def test_a_clocking_is_marked_before_its_request_goes_out(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """While Protime has it, the file on disk says sending, and no more of the same badge do."""
    protime = GatedProtime()
    here = office(outbox, clock, protime)
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
    here = office(outbox, clock, protime)

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
    here = office(outbox, clock, protime)

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
    here = office(outbox, clock, ScriptedProtime(verdict(words)))

    here.swiped("04A1B2C3")
    here.until(here.is_settled)

    assert "04A1B2C3" not in caplog.text
    row = outbox._file._connection.execute("SELECT last_error FROM clockings").fetchone()
    assert row["last_error"] == words


def _has_delivered(protime: ScriptedProtime, number: int) -> bool:
    return len(protime.delivered) == number


def test_offline_one_is_tried_at_a_time_with_growing_waits(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Each probe takes another clocking; people hear once that the link is down."""
    protime = ScriptedProtime(*[OFFLINE] * 4)
    here = office(outbox, clock, protime)
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
    here = office(outbox, clock, protime)
    here.swiped("0001")
    here.until(lambda: not here.link.is_up)
    here.until(lambda: not here.count(State.SENDING))
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
    here = office(outbox, clock, protime)
    here.swiped("0001")
    here.until(lambda: not here.link.is_up)
    here.until(lambda: not here.count(State.SENDING))
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
    here = office(outbox, clock, protime)
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
    here = office(outbox, clock, protime)

    here.mailbox.post(NetworkChanged())
    here.steps(2)

    assert protime.greeted == 1
    assert "network changed" not in caplog.text


def test_while_the_link_is_down_a_clocking_waits_no_longer_than_the_link(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """The time planned for one that failed does not keep the link from being tried."""
    here = office(outbox, clock, ScriptedProtime(OFFLINE))
    here.swiped("0001")
    here.until(lambda: not here.link.is_up)
    here.until(lambda: not here.count(State.SENDING))
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
    here = office(outbox, clock, protime)
    clock.step_wall(10 * 365 * 86_400)
    here.swiped("0001")
    here.until(lambda: not here.link.is_up)
    here.until(lambda: not here.count(State.SENDING))

    clock.step_wall(-10 * 365 * 86_400)
    clock.advance(301)
    here.until(here.is_settled)

    assert len(protime.delivered) == 2


def test_an_uncertain_one_is_kept_apart_and_told(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not sent again at once."""
    protime = ScriptedProtime(Uncertain("no answer"))
    here = office(outbox, clock, protime)

    here.swiped("0001")
    here.until(lambda: bool(here.count(State.UNCERTAIN)))
    clock.advance(DELAY_SECONDS - 1)
    here.steps(3)

    assert len(protime.delivered) == 1
    assert "clocking uncertain seq=1" in caplog.text


def test_wrong_credentials_are_a_configuration_fault_probed_slowly(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The clocking is kept, the lights say so, and after 60 seconds it is tried again."""
    denied = Unavailable(reason="401 twice", is_configuration_fault=True)
    protime = ScriptedProtime(denied)
    here = office(outbox, clock, protime)
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


def test_while_the_disk_fails_nobody_is_greeted(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """Whether a clocking should be the probe cannot be known; afterwards all goes on."""
    protime = ScriptedProtime()
    here = Office(outbox, clock, protime)
    here.disk.is_broken = True
    here.steps(2)
    assert (protime.greeted, here.feedback.cues) == (0, [Cue.STORAGE_FAULT])

    here.disk.is_broken = False
    here.until(lambda: here.link.is_up)


def test_a_token_alone_does_not_bring_the_link_up_while_a_clocking_waits(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The next probe is the clocking that failed, so the link does not flap between the two."""
    caplog.set_level(logging.INFO)
    protime = ScriptedProtime(*[OFFLINE] * 5)
    here = office(outbox, clock, protime)
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


def test_answers_wait_in_memory_while_the_disk_fails(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """A delivery whose note cannot be kept is noted when the disk is back, not sent again."""
    protime = GatedProtime()
    here = office(outbox, clock, protime)
    here.swiped("0001")
    here.steps(1)
    protime.arrived.get(timeout=10)
    here.disk.is_broken = True
    protime.gate.set()
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
    here = office(outbox, clock, protime)
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
    here = office(outbox, clock, ScriptedProtime())
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


def test_a_stop_takes_back_what_has_not_gone_out_and_waits_for_the_rest(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Two are on their way and are answered; four were only marked and are pending again."""
    protime = GatedProtime()
    here = office(outbox, clock, protime)
    here.swiped(*(f"{number:04}" for number in range(6)))
    here.steps(1)
    for _ in range(2):
        protime.arrived.get(timeout=10)
    protime.gate.set()

    here.sync.finish(timeout_seconds=10)

    assert here.count(State.SENDING) == 0
    assert here.count(State.PENDING) >= 2
    assert protime.arrived.qsize() + here.count(State.PENDING) == 4


def test_a_stop_does_not_wait_for_ever(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """What gets no answer in time stays marked, and so is uncertain at the next start."""
    protime = GatedProtime()
    here = office(outbox, clock, protime)
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
    here = office(outbox, clock, ScriptedProtime())

    here.sync.interrupt()
    here.sync.step()

    assert here.link.is_up


def test_a_delivery_is_kept_with_protimes_identifier(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Whoever asks later can find the booking in Protime."""
    here = office(outbox, clock, ScriptedProtime(Delivered("19250")))

    here.swiped("0001")
    here.until(here.is_settled)

    row = outbox._file._connection.execute(
        "SELECT state, protime_id, attempts FROM clockings"
    ).fetchone()
    assert tuple(row) == ("delivered", "19250", 1)


def test_a_stop_while_the_disk_fails_ends_all_the_same(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """What could not be noted is still marked as sending, and is uncertain at the next start."""
    protime = GatedProtime()
    here = office(outbox, clock, protime)
    here.swiped("0001")
    here.steps(1)
    protime.arrived.get(timeout=10)
    here.disk.is_broken = True
    protime.gate.set()

    here.sync.finish(timeout_seconds=10)

    assert here.count(State.SENDING) == 1
    assert here.feedback.cues == [Cue.STORAGE_FAULT]


def test_protime_can_be_greeted_while_the_link_is_up(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """For the time in its answer; not while another answer is on its way anyway."""
    protime = ScriptedProtime()
    here = office(outbox, clock, protime)
    greeted = protime.greeted

    assert [here.sync.greet(), here.sync.greet()] == [True, False]

    here.until(lambda: protime.greeted == greeted + 1)
    here.until(here.sync.greet)


def test_answers_that_come_close_together_share_a_commit() -> None:
    """The mailbox gathers until there is enough, and wakes the sync thread once for all of it."""
    mailbox = Mailbox()
    mailbox.nudge()
    looks: list[int] = []

    def post_seven() -> None:
        for _ in range(7):
            mailbox.nudge()

    def missing(mail: list[Mail]) -> int:
        looks.append(len(mail))
        if len(mail) == 1:
            Thread(target=post_seven).start()
        return 8 - len(mail)

    assert mailbox.wait(1, 10, missing) == [Nudge()] * 8
    assert looks == [1, 8]


def test_what_does_not_come_close_together_is_not_waited_for() -> None:
    """After a short silence the mailbox gives what it has."""
    mailbox = Mailbox()
    mailbox.nudge()

    assert mailbox.wait(1, 0.001, lambda _: 8) == [Nudge()]
