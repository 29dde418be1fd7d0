"""Uncertain clockings: looked up, found or sent again, once, whatever happens meanwhile."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from terminal.local_time import booked_time
from terminal.model import (
    Clocking,
    Cue,
    Listed,
    MayNotRead,
    Outcome,
    ReadBack,
    State,
    Unavailable,
    Uncertain,
    Verdict,
)
from terminal.outbox import SqliteOutbox
from tests.parts.fakes import BRUSSELS, NOON, FakeClock, ScriptedProtime, swipe
from tests.parts.office import DELAY_SECONDS, Office

TODAY = date(2026, 3, 2)
NO_ANSWER = Uncertain("no answer came in time")
BUSY = Unavailable(reason="503")


class Reader(ScriptedProtime):
    """A Protime that lets this terminal read; a test can look on while it lists."""

    def __init__(self, *verdicts: Verdict) -> None:
        super().__init__(*verdicts)
        self.readable = True
        self.gate = Event()
        self.gate.set()
        self.reading = Event()
        self.look_on(lambda: None)

    def look_on(self, look: Callable[[], object]) -> None:
        self._look = look

    def read_back(self, day: date, clockings: Sequence[Clocking]) -> ReadBack:
        self.reading.set()
        assert self.gate.wait(10)
        self._look()
        return super().read_back(day, clockings)


def listed(*candidates: tuple[str, ...], first_seq: int = 1) -> Listed:
    """Return what Protime has for each clocking in turn."""
    return Listed(candidates=dict(enumerate(candidates, first_seq)), unclear={})


def in_doubt(
    outbox: SqliteOutbox, clock: FakeClock, protime: ScriptedProtime, *badges: str
) -> Office:
    """Return an office in which these were sent without an answer, and which is online again."""
    here = Office(outbox, clock, protime)
    here.until(lambda: here.link.is_up)
    for badge in badges:
        protime.verdicts = [NO_ANSWER]
        number = here.count(State.UNCERTAIN)
        here.swiped(badge)
        here.until(partial(_are_uncertain, here, number + 1))
        online(here)
    return here


def _are_uncertain(here: Office, number: int) -> bool:
    return here.count(State.UNCERTAIN) == number


def online(here: Office) -> None:
    """Let the link come up again, within a few seconds of those that a look-up waits."""
    here.later(10)
    here.until(lambda: here.link.is_up)


def wait_out(here: Office, seconds: float = DELAY_SECONDS) -> None:
    """Let a time pass and a few steps be made."""
    here.later(seconds)
    here.steps(3)


def is_done(here: Office) -> bool:
    """Return whether nothing waits and nothing is in doubt."""
    return here.is_settled() and not here.count(State.UNCERTAIN)


def row(outbox: SqliteOutbox, seq: int = 1) -> tuple[object, ...]:
    """Return what became of a clocking."""
    statement = "SELECT state, protime_id, last_error FROM clockings WHERE seq = ?"
    return tuple(outbox._file._connection.execute(statement, (seq,)).fetchone())


def board(outbox: SqliteOutbox) -> tuple[str, str] | None:
    """Return what the terminal says of read-back."""
    statement = "SELECT condition, detail FROM parts WHERE part = 'read-back'"
    found = outbox._file._connection.execute(statement).fetchone()
    return tuple(found) if found else None


def test_what_protime_has_is_delivered_and_not_sent_again(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It gets the identifier that the lost answer would have told."""
    caplog.set_level(logging.INFO)
    protime = Reader()
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
    protime = Reader()
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
    protime = Reader()
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
    protime = Reader()
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
        protime = Reader()
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
    protime = Reader()
    protime.gate.clear()
    here = in_doubt(outbox, clock, protime, "0001", "0002")
    here.later(86_400)
    here.swiped()
    protime.verdicts = [NO_ANSWER]
    here.swiped("0003")
    here.until(partial(_are_uncertain, here, 3))
    online(here)
    wait_out(here)
    assert protime.reading.wait(10)
    wait_out(here)
    assert protime.asked == []

    protime.gate.set()
    here.until(lambda: len(protime.asked) == 2)

    assert protime.asked == [(TODAY, [1, 2]), (date(2026, 3, 3), [3])]


def test_deliveries_go_on_while_protime_is_asked(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """A list that takes long keeps one connection, and nobody waiting."""
    protime = Reader()
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
    protime = Reader()
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


def test_a_second_clocking_of_the_same_minute_is_not_taken_for_the_first(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Two were made, one of them is known to be booked: the other one is sent again."""
    protime = Reader()
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
    protime = Reader()
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


def test_while_protime_cannot_be_asked_the_questions_grow_rarer(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """People hear once that it fails, and once that it works; the link is not to blame."""
    caplog.set_level(logging.INFO)
    protime = Reader()
    protime.read_backs = [BUSY, BUSY, BUSY]
    here = in_doubt(outbox, clock, protime, "0001")
    here.later(DELAY_SECONDS)
    here.until(lambda: board(outbox) == ("failing", "503"))
    for asked, seconds in ((2, 10), (3, 20), (4, 40)):
        wait_out(here, 1)
        assert len(protime.asked) == asked - 1
        here.later(seconds)
        here.until(partial(_has_asked, protime, asked))
        here.until(partial(_has_no_question, here))
    here.until(lambda: board(outbox) == ("on", ""))

    assert here.link.is_up
    assert caplog.text.count("read-back failing reason=503") == 1
    assert caplog.text.count("read-back on") == 2


def _has_asked(protime: ScriptedProtime, number: int) -> bool:
    return len(protime.asked) == number


def _has_no_question(here: Office) -> bool:
    settlement = here.sync._settlement
    return not settlement._is_asking and settlement._mail is None


def test_protime_may_ask_for_a_longer_wait(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """`Retry-After` is honoured."""
    protime = Reader()
    protime.read_backs = [Unavailable(reason="429", retry_after_seconds=1000)]
    here = in_doubt(outbox, clock, protime, "0001")
    here.later(DELAY_SECONDS)
    here.until(lambda: board(outbox) == ("failing", "429"))

    wait_out(here, 999)
    assert len(protime.asked) == 1
    here.later(1)
    here.until(lambda: len(protime.asked) == 2)


def test_a_day_that_cannot_be_listed_keeps_no_other_waiting(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """After a failure the next day is asked for."""
    protime = Reader()
    protime.read_backs = [BUSY]
    here = in_doubt(outbox, clock, protime, "0001")
    here.later(86_400)
    protime.readable = None
    protime.verdicts = [NO_ANSWER]
    here.swiped("0002")
    here.until(partial(_are_uncertain, here, 2))
    online(here)
    wait_out(here)
    assert protime.asked == []

    protime.readable = True
    here.mailbox.nudge()
    here.until(lambda: board(outbox) == ("failing", "503"))
    wait_out(here, 10)
    here.until(lambda: len(protime.asked) > 1)

    assert [day for day, _ in protime.asked[:2]] == [TODAY, date(2026, 3, 3)]


def test_without_the_scope_one_is_sent_again_unseen_and_that_is_said(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The policy `resend`: after the same time, with a warning for each."""
    protime = ScriptedProtime()
    here = in_doubt(outbox, clock, protime, "0123456")
    wait_out(here, DELAY_SECONDS - 11)
    assert here.count(State.UNCERTAIN) == 1

    here.later(1)
    here.until(lambda: bool(here.count(State.PENDING)))
    here.later(10)
    here.until(lambda: is_done(here))

    assert (len(protime.delivered), protime.asked) == (2, [])
    told = "clocking sent again unseen, may be booked twice seq=1 badge=…56"
    assert caplog.text.count(told) == 1
    condition, detail = board(outbox) or ("", "")
    assert condition == "off, resent"
    assert "may be booked twice" in detail


def test_without_the_scope_one_can_be_held_for_a_person(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The policy `hold`: nothing happens to it, and that is said at the start."""
    protime = ScriptedProtime(NO_ANSWER)
    here = Office(outbox, clock, protime, resends=False)
    here.until(lambda: here.link.is_up)
    here.swiped("0001")
    here.until(lambda: bool(here.count(State.UNCERTAIN)))
    online(here)

    wait_out(here, 86_400)

    assert (here.count(State.UNCERTAIN), len(protime.delivered)) == (1, 1)
    condition, detail = board(outbox) or ("", "")
    assert condition == "off, held"
    assert "waits for a person" in detail
    assert caplog.text.count("read-back off, held") == 1


def test_before_there_is_a_token_nothing_is_concluded(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """Whether this terminal may read is not known, and not said."""
    protime = Reader()
    here = in_doubt(outbox, clock, protime, "0001")
    protime.readable = None

    wait_out(here, 3600)
    assert (here.count(State.UNCERTAIN), protime.asked) == (1, [])

    protime.readable = True
    here.mailbox.nudge()
    here.until(lambda: bool(protime.asked))


def test_a_single_refusal_to_list_sends_nothing_again(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """The token says that reading is allowed: a hiccup of a server must not book anything twice."""
    protime = Reader()
    protime.read_backs = [MayNotRead("403 Forbidden"), listed(("71",))]
    here = in_doubt(outbox, clock, protime, "0001")

    wait_out(here)
    here.until(lambda: board(outbox) == ("failing", "403 Forbidden"))
    wait_out(here)
    here.until(lambda: is_done(here))

    assert row(outbox) == ("delivered", "71", None)
    assert len(protime.delivered) == 1
    assert board(outbox) == ("on", "")


def test_an_hour_of_refusals_to_list_counts_as_having_no_scope(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """The policy decides then; with the next doubt after an hour Protime is asked again."""
    protime = Reader()
    protime.read_backs = [MayNotRead("403 Forbidden")] * 2
    here = in_doubt(outbox, clock, protime, "0001")
    wait_out(here)
    here.until(lambda: board(outbox) == ("failing", "403 Forbidden"))
    here.later(3600)
    here.until(lambda: bool(here.count(State.PENDING)))
    condition, detail = board(outbox) or ("", "")
    assert condition == "off, resent"
    assert detail.startswith("403 Forbidden: ")
    here.later(10)
    here.until(lambda: is_done(here))

    here.later(3600)
    protime.verdicts = [NO_ANSWER]
    here.swiped("0001")
    here.until(lambda: bool(here.count(State.UNCERTAIN)))
    online(here)
    protime.read_backs = [listed(("72",), first_seq=2)]
    wait_out(here)
    here.until(lambda: is_done(here))

    assert row(outbox, 2) == ("delivered", "72", None)
    assert board(outbox) == ("on", "")


def test_while_the_link_is_down_nobody_is_asked(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """One probe at a time tells how it is; questions wait."""
    protime = Reader()
    here = in_doubt(outbox, clock, protime, "0001")
    protime.verdicts = [BUSY]
    here.swiped("0002")
    here.until(lambda: not here.link.is_up)
    here.until(lambda: not here.count(State.SENDING))

    here.later(DELAY_SECONDS - 1)
    here.steps(1)
    assert _has_no_question(here)

    here.later(300)
    here.until(lambda: bool(protime.asked))


@contextmanager
def being_looked_up(here: Office, protime: Reader) -> Iterator[None]:
    """Do something while Protime is asked."""
    protime.gate.clear()
    wait_out(here)
    assert protime.reading.wait(10)
    yield
    protime.gate.set()
    here.until(lambda: bool(protime.asked))
    here.until(partial(_has_no_question, here))


@pytest.mark.parametrize("state", [State.DELIVERED, State.CLOSED])
def test_what_a_person_settles_meanwhile_stays_as_the_person_said(
    outbox: SqliteOutbox, clock: FakeClock, state: State
) -> None:
    """The answer comes too late, and changes nothing."""
    protime = Reader()
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
    protime = Reader()
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
    protime = Reader()
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


def test_how_read_back_is_reaches_the_outbox_when_the_disk_is_back(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has it once, `status` in the end."""
    caplog.set_level(logging.INFO)
    protime = Reader()
    here = Office(outbox, clock, protime)
    here.disk.is_mute = True
    here.until(lambda: here.link.is_up)
    here.steps(3)
    assert board(outbox) is None

    here.disk.is_mute = False
    here.steps(2)
    assert board(outbox) == ("on", "")
    rows_written = outbox._file.rows_written
    here.steps(3)

    assert outbox._file.rows_written == rows_written
    assert caplog.text.count("read-back on") == 1


def test_a_stop_does_not_wait_for_a_question(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """It is asked again after the next start."""
    protime = Reader()
    here = in_doubt(outbox, clock, protime, "0001")
    protime.gate.clear()
    wait_out(here)
    assert protime.reading.wait(10)

    here.sync.finish(timeout_seconds=0)

    assert here.count(State.UNCERTAIN) == 1
    protime.gate.set()


def test_what_a_busy_server_may_have_booked_is_looked_up_where_that_is_possible(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """A 503 may come from a proxy that gave up on a request which Protime went on to book."""
    protime = Reader()
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


def test_what_a_busy_server_may_have_booked_is_sent_again_without_the_scope(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """503 says that nothing was processed, and nobody can be asked."""
    protime = Reader()
    protime.readable = False
    protime.verdicts = [Unavailable(reason="503", may_be_booked=True)]
    here = Office(outbox, clock, protime)
    here.swiped("0001")
    here.until(lambda: bool(protime.delivered) and not here.count(State.SENDING))

    assert row(outbox) == ("pending", None, "503")
