"""Uncertain clockings that cannot be looked up: what is said, and what the policy makes of it."""

import logging
from datetime import date
from functools import partial

import pytest

from terminal.model import (
    MayNotRead,
    State,
    Unavailable,
)
from terminal.outbox import SqliteOutbox
from tests.parts.doubt import (
    BUSY,
    NO_ANSWER,
    TODAY,
    ReadableProtime,
    are_uncertain,
    board,
    has_asked,
    has_no_question,
    in_doubt,
    is_done,
    listed,
    online,
    row,
    wait_out,
)
from tests.parts.fakes import FakeClock, ScriptedProtime
from tests.parts.office import DELAY_SECONDS, Office


def test_while_protime_cannot_be_asked_the_questions_grow_rarer(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """People hear once that it fails, and once that it works; the link is not to blame."""
    caplog.set_level(logging.INFO)
    protime = ReadableProtime()
    protime.read_backs = [BUSY, BUSY, BUSY]
    here = in_doubt(outbox, clock, protime, "0001")
    here.later(DELAY_SECONDS)
    here.until(lambda: board(outbox) == ("failing", "503"))
    for asked, seconds in ((2, 10), (3, 20), (4, 40)):
        wait_out(here, 1)
        assert len(protime.asked) == asked - 1
        here.later(seconds)
        here.until(partial(has_asked, protime, asked))
        here.until(partial(has_no_question, here))
    here.until(lambda: board(outbox) == ("on", ""))

    assert here.link.is_up
    assert caplog.text.count("read-back failing reason=503") == 1
    assert caplog.text.count("read-back on") == 2


def test_protime_may_ask_for_a_longer_wait(outbox: SqliteOutbox, clock: FakeClock) -> None:
    """`Retry-After` is honoured."""
    protime = ReadableProtime()
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
    protime = ReadableProtime()
    protime.read_backs = [BUSY]
    here = in_doubt(outbox, clock, protime, "0001")
    here.later(86_400)
    protime.readable = None
    protime.verdicts = [NO_ANSWER]
    here.swiped("0002")
    here.until(partial(are_uncertain, here, 2))
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
    protime = ReadableProtime()
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
    protime = ReadableProtime()
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
    protime = ReadableProtime()
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
    protime = ReadableProtime()
    here = in_doubt(outbox, clock, protime, "0001")
    protime.verdicts = [BUSY]
    here.swiped("0002")
    here.until(lambda: not here.link.is_up)
    here.until(lambda: not here.count(State.SENDING))

    here.later(DELAY_SECONDS - 1)
    here.steps(1)
    assert has_no_question(here)

    here.later(300)
    here.until(lambda: bool(protime.asked))


def test_how_read_back_is_reaches_the_outbox_when_the_disk_is_back(
    outbox: SqliteOutbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has it once, `status` in the end."""
    caplog.set_level(logging.INFO)
    protime = ReadableProtime()
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


def test_what_a_busy_server_may_have_booked_is_sent_again_without_the_scope(
    outbox: SqliteOutbox, clock: FakeClock
) -> None:
    """503 says that nothing was processed, and nobody can be asked."""
    protime = ReadableProtime()
    protime.readable = False
    protime.verdicts = [Unavailable(reason="503", may_be_booked=True)]
    here = Office(outbox, clock, protime)
    here.swiped("0001")
    here.until(lambda: bool(protime.delivered) and not here.count(State.SENDING))

    assert row(outbox) == ("pending", None, "503")
