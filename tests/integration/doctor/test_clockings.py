"""What `doctor` finds of the clockings, in real outboxes."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from terminal.badge_numbers.watch import COLLISION, CUT, Oddity
from terminal.bootstrap import examined_outbox
from terminal.capture import NUMBERS
from terminal.doctor import Ailment, Finding, Severity, badges, clockings
from terminal.host.clocks import Kernel
from terminal.model import BookedTime, Moment, Outcome, State
from terminal.outbox import SqliteOutbox
from tests.parts.patient import has, severity
from tests.parts.stored import NIGHT, fill, leave_empty, swipe


def found(folder: Path) -> list[Finding]:
    """Examine the outbox of a folder."""
    return list(clockings.findings(examined_outbox.look(folder / "outbox.db").clockings))


def outbox_of(folder: Path) -> SqliteOutbox:
    """Open an outbox as a daemon does."""
    now = swipe("now", 0).moment
    return SqliteOutbox(folder / "outbox.db", lambda: now)


def test_every_state_that_waits_for_somebody(tmp_path: Path) -> None:
    """Refused, held, uncertain and old ones are told, each with its number."""
    fill(tmp_path)
    told = found(tmp_path)
    assert has(told, clockings.DEAD_LETTERS, "1 rejected")
    assert has(told, clockings.SOME_HELD, "1 held")
    assert has(told, clockings.SOME_UNCERTAIN, "1 uncertain")
    assert has(told, clockings.WAITS_LONG, "the oldest has waited for ")


def test_an_outbox_without_worries(tmp_path: Path) -> None:
    """Nothing is said of a daemon that has ended, and nothing waits."""
    leave_empty(tmp_path)
    told = found(tmp_path)
    of_the_daemon = (clockings.DAEMON, badges.NUMBERS)
    assert {severity(told, each) for each in of_the_daemon} == {Severity.UNKNOWN}
    rest = [each for each in told if each.check not in {one.name for one in of_the_daemon}]
    assert [each.severity for each in rest] == [Severity.WELL] * 5


def test_a_clocking_that_was_just_swiped(tmp_path: Path) -> None:
    """It may wait a while."""
    with outbox_of(tmp_path) as outbox:
        at = datetime.now(UTC) - timedelta(minutes=5)
        booked = BookedTime(true_at=at, date=at.date(), time_of_day_in_minutes=60)
        outbox.put(swipe("1955", 0), booked)
    assert severity(found(tmp_path), clockings.WAITING) is Severity.WELL


def test_an_incident(tmp_path: Path) -> None:
    """A damaged outbox is told until somebody has acknowledged it."""
    fill(tmp_path)
    (tmp_path / "outbox.db").write_bytes(b"no outbox" * 1000)
    outbox_of(tmp_path).close()
    assert has(found(tmp_path), clockings.UNACKNOWLEDGED, "1 not acknowledged")


@contextmanager
def a_process_called_terminal() -> Iterator[int]:
    """Run a process that looks like the daemon, and does nothing."""
    words = [sys.executable, "-c", "print(flush=True); input()", "terminal"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()  # until then the kernel may not tell its words yet
        yield process.pid
        process.communicate(b"\n")


def test_what_the_running_daemon_says(tmp_path: Path) -> None:
    """A reader that is lost is told as it says it; its version goes along."""
    with outbox_of(tmp_path) as outbox, a_process_called_terminal() as pid:
        boot_id = Kernel().boot_id
        outbox.report("daemon", "running", f"pid {pid}, boot {boot_id}, version 9.9")
        outbox.report("reader pcsc", "lost", "it was unplugged")
        outbox.report("link", "up", "")
        told = found(tmp_path)
        assert examined_outbox.look(tmp_path / "outbox.db").version == "9.9"
    assert has(told, clockings.PART_IS_ILL, "reader pcsc: lost, it was unplugged")
    assert any(each.what == "link: up" for each in told)


@pytest.mark.parametrize(("seconds_ago", "expected"), [(9, Severity.UNKNOWN), (99, Severity.FAULT)])
def test_what_was_said_before_a_start_is_not_held_against_it(
    tmp_path: Path, seconds_ago: int, expected: Severity
) -> None:
    """What ailed the one before is unknown until the new one has had time to say so itself."""
    seconds = count(-seconds_ago)

    def clock() -> Moment:
        at = datetime.now(UTC) + timedelta(seconds=next(seconds))
        return Moment(at=at, boot_id="boot-1", boottime_ns=0, is_trusted=True)

    with SqliteOutbox(tmp_path / "outbox.db", clock) as outbox, a_process_called_terminal() as pid:
        outbox.report("link", "configuration fault", "the secret is not taken")
        boot_id = Kernel().boot_id
        outbox.report("daemon", "running", f"pid {pid}, boot {boot_id}, version 9.9")
        told = found(tmp_path)
    assert severity(told, clockings.DAEMON) is expected


@pytest.mark.parametrize(
    ("odd", "ailment"), [(COLLISION, badges.COLLIDING), (CUT, badges.CUT_SHORT)]
)
def test_what_the_running_daemon_noticed_of_badges(
    tmp_path: Path, odd: Oddity, ailment: Ailment
) -> None:
    """Two badges with one number, and half an identifier, until the next start."""
    with outbox_of(tmp_path) as outbox, a_process_called_terminal() as pid:
        outbox.report("daemon", "running", f"pid {pid}, boot {Kernel().boot_id}, version 9.9")
        outbox.report(NUMBERS, "in order", "")
        assert severity(found(tmp_path), badges.NUMBERS) is Severity.WELL
        outbox.report(NUMBERS, odd.condition, f"…51: {odd.reason}")
        assert has(found(tmp_path), ailment, "…51: ")


def test_an_outbox_that_was_never_used(tmp_path: Path) -> None:
    """Before the first run there is nothing to look into."""
    assert has(found(tmp_path), clockings.NEVER_RAN)
    with outbox_of(tmp_path):
        assert has(found(tmp_path), clockings.NEVER_RAN)


def test_an_outbox_that_cannot_be_read(tmp_path: Path) -> None:
    """Nothing is claimed of clockings that cannot be seen."""
    (tmp_path / "outbox.db").mkdir()
    told = found(tmp_path)
    assert {each.severity for each in told} == {Severity.UNKNOWN}
    assert examined_outbox.known_to(tmp_path / "outbox.db", NIGHT.date()) is None


def test_a_refusal_that_blames_the_terminal(tmp_path: Path) -> None:
    """Protime's own words about the terminal are found, and ours are not taken for them."""
    for error, is_found in (
        ("HTTP 400 terminal: nothing has this code", True),
        ("this terminal cannot send it: HTTP 400", False),
    ):
        folder = tmp_path / str(is_found)
        folder.mkdir()
        with outbox_of(folder) as outbox:
            booked = BookedTime(true_at=NIGHT, date=NIGHT.date(), time_of_day_in_minutes=1)
            outbox.put(swipe("1955", 0), booked)
            (taken,) = outbox.exchange([], 1, NIGHT)
            refused = Outcome(seq=taken.seq, state=State.REJECTED, last_error=error)
            outbox.exchange([refused], 0, NIGHT)
        assert bool(examined_outbox.look(folder / "outbox.db").refused_code) is is_found


@pytest.mark.parametrize(("minutes_later", "is_found"), [(-1, True), (1, False)])
def test_a_refusal_from_before_the_last_start_blames_nothing_any_more(
    tmp_path: Path, minutes_later: int, *, is_found: bool
) -> None:
    """Another code may have been configured then; the dead letter itself is told all the same."""
    with outbox_of(tmp_path) as outbox:
        booked = BookedTime(true_at=NIGHT, date=NIGHT.date(), time_of_day_in_minutes=1)
        outbox.put(swipe("1955", 0), booked)
        outbox.report("daemon", "running", "")
        started_at = swipe("now", 0).moment.at
        outbox.exchange([], 1, NIGHT)
        refused = Outcome(seq=1, state=State.REJECTED, last_error="HTTP 400 terminal: unknown")
        outbox.exchange([refused], 0, started_at - timedelta(minutes=minutes_later))
    history = examined_outbox.look(tmp_path / "outbox.db")
    assert bool(history.refused_code) is is_found


def test_what_is_delivered_is_known(tmp_path: Path) -> None:
    """While anything is underway, nobody knows all that Protime has."""
    path = tmp_path / "outbox.db"
    with outbox_of(tmp_path) as outbox:
        booked = BookedTime(true_at=NIGHT, date=NIGHT.date(), time_of_day_in_minutes=1)
        outbox.put(swipe("1955", 0), booked)
        (taken,) = outbox.exchange([], 1, NIGHT)
        assert examined_outbox.known_to(path, NIGHT.date()) is None
        done = Outcome(seq=taken.seq, state=State.DELIVERED, protime_id="19250")
        outbox.exchange([done], 0, NIGHT)
    assert examined_outbox.known_to(path, NIGHT.date()) == frozenset({"19250"})
    assert examined_outbox.known_to(path, NIGHT.date() + timedelta(days=9)) == frozenset()


@pytest.mark.parametrize(
    "condition", ["disputed", "full", "configuration fault", "down", "not trusted"]
)
def test_conditions_that_are_faults(condition: str) -> None:
    """Each of them needs somebody."""
    seen = clockings.Clockings(parts=(("part", condition, ""),))
    assert has(clockings.findings(seen), clockings.PART_IS_ILL, f"part: {condition}")
