"""What people decide: kept with who, when and why, and never against what the daemon does."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import monotonic

import pytest

from terminal.model import Outcome, Place, State
from terminal.model.struct import replace
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import Decision, OutboxAmending, Ruling, open_amending, open_reading
from terminal.outbox.beside.file import ROWS_IN_A_COMMIT, open_beside
from terminal.outbox.log_length import GROWN_WAL_BYTES
from terminal.ports import OutboxUnavailable
from tests.parts.fakes import NOON, FakeClock, swipe
from tests.parts.outbox_copies import copy
from tests.parts.outboxes import booked, delivered, grow, log_of, put, taken

LATER = NOON + timedelta(hours=1)
SEQS = {state: number for number, state in enumerate(State, 1)}


@pytest.fixture
def each_state(outbox: SqliteOutbox) -> SqliteOutbox:
    """Return an outbox with a clocking in each state, numbered in the order of the states."""
    outbox.put(swipe("1"), None)
    put(outbox, *"234567")
    taken(outbox, now=NOON)
    rejected = Outcome(seq=SEQS[State.REJECTED], state=State.REJECTED, last_error="unknown badge")
    outcomes = [
        Outcome(seq=SEQS[State.PENDING], state=State.PENDING),
        *delivered([SEQS[State.DELIVERED]]),
        rejected,
        Outcome(seq=SEQS[State.UNCERTAIN], state=State.UNCERTAIN, last_error="cut off"),
        replace(rejected, seq=SEQS[State.CLOSED]),
    ]
    outbox.exchange(outcomes, 0, NOON)
    with outbox._file.commit(rows=1) as connection:
        connection.execute("UPDATE clockings SET state = 'closed' WHERE seq = 7")
    return outbox


@pytest.fixture
def amended(path: Path, outbox: SqliteOutbox) -> Iterator[OutboxAmending]:
    """Return the outbox as Ada changes it beside the daemon, an hour later."""
    del outbox
    with open_amending(path, "ada", lambda: LATER) as amended:
        yield amended


def test_the_states_are_numbered_as_said(each_state: SqliteOutbox, path: Path) -> None:
    """So that the tests below mean what they say."""
    del each_state
    with open_reading(path) as reading:
        assert [each.state for each in reading.clockings()[::-1]] == list(State)


ALL = list(SEQS.values())
WAYS: dict[str, tuple[Callable[[OutboxAmending, int], bool], Ruling, dict[State, State]]] = {
    "retry": (
        lambda amended, seq: [seq] in list(amended.retry([seq], "mended")),
        Ruling.RETRY,
        {State.REJECTED: State.PENDING},
    ),
    "retry_uncertain": (
        lambda amended, seq: [seq] in list(amended.retry_uncertain([seq], "mended")),
        Ruling.RETRY,
        {State.UNCERTAIN: State.PENDING},
    ),
    "date": (
        lambda amended, seq: amended.date(seq, booked(), "mended"),
        Ruling.DATE,
        {State.HELD: State.PENDING},
    ),
    "mark_booked": (
        lambda amended, seq: amended.mark_booked(seq, "77", "mended"),
        Ruling.BOOKED,
        {State.UNCERTAIN: State.DELIVERED},
    ),
    "close": (
        lambda amended, seq: amended.close(seq, "mended"),
        Ruling.CLOSE,
        dict.fromkeys((State.HELD, State.UNCERTAIN, State.REJECTED), State.CLOSED),
    ),
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.usefixtures("each_state")
def test_a_decision_fits_some_states_and_leaves_all_others(
    path: Path, amended: OutboxAmending, way: str, state: State
) -> None:
    """What is changed is signed; what is not has no decision, and nothing else is touched."""
    decide, ruling, becomes = WAYS[way]
    seq = SEQS[state]

    is_done = decide(amended, seq)

    with open_reading(path) as reading:
        now = [each.state for each in reading.clockings()[::-1]]
        decisions = {number: reading.decisions(number) for number in ALL}
        changed_at = [each.changed_at for each in reading.clockings() if each.seq == seq]
    expected = {**{each: each for each in State}, state: becomes.get(state, state)}
    assert is_done is (state in becomes)
    assert now == list(expected.values())
    signed = [Decision(seq=seq, at=LATER, ruling=ruling, reason="mended", by="ada")]
    assert decisions == {**{each: [] for each in ALL}, seq: signed if is_done else []}
    assert changed_at == [LATER if is_done else NOON]


def test_what_is_given_is_kept(
    each_state: SqliteOutbox, path: Path, amended: OutboxAmending
) -> None:
    """The time with its error, and Protime's id; the daemon takes it like any other."""
    given = replace(booked(NOON - timedelta(hours=2)), error_seconds=60.0)
    amended.date(1, given, "asked her")
    amended.mark_booked(SEQS[State.UNCERTAIN], "77", "seen")

    with open_reading(path) as reading:
        dated, found = reading.clocking(1), reading.clocking(SEQS[State.UNCERTAIN])
    assert dated
    assert found
    assert (dated.booked, found.protime_id) == (given, "77")
    assert [each.booked for each in each_state.exchange([], 9, LATER) if each.seq == 1] == [given]


def test_who_comes_second_changes_nothing(
    path: Path, each_state: SqliteOutbox, amended: OutboxAmending
) -> None:
    """Two people, or a person and the daemon: one wins, and the other learns of it."""
    with open_amending(path, "bart", lambda: LATER) as other:
        assert amended.close(1, "gone") is True
        assert other.date(1, booked(), "asked her") is False
        each_state.release([(1, booked())])

    with open_reading(path) as reading:
        assert [each.by for each in reading.decisions(1)] == ["ada"]
        assert reading.counts()[State.CLOSED] == 2


def test_of_many_at_once_exactly_one_wins(path: Path, each_state: SqliteOutbox) -> None:
    """However they meet."""
    del each_state
    won: list[str] = []
    start = Event()

    def close(name: str) -> None:
        with open_amending(path, name, lambda: LATER) as amended:
            start.wait(10)
            if amended.close(1, f"because of {name}"):
                won.append(name)

    threads = [Thread(target=close, args=(f"person {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    start.set()
    for thread in threads:
        thread.join(20)

    with open_reading(path) as reading:
        assert [each.by for each in reading.decisions(1)] == won
    assert len(won) == 1


def test_many_are_changed_a_few_at_a_time(
    outbox: SqliteOutbox, path: Path, amended: OutboxAmending
) -> None:
    """Each commit is told when it is durable, so that whoever stops there knows what is done."""
    seqs = put(outbox, *map(str, range(ROWS_IN_A_COMMIT + 5)))
    with outbox._file.commit(rows=1) as connection:
        connection.execute("UPDATE clockings SET state = 'rejected'")

    commits = amended.retry(seqs, "")
    first = next(commits)

    with open_reading(path) as reading:
        assert first == seqs[:ROWS_IN_A_COMMIT]
        assert reading.counts()[State.PENDING] == ROWS_IN_A_COMMIT
        assert [*commits] == [seqs[ROWS_IN_A_COMMIT:]]
        assert reading.counts()[State.REJECTED] == 0


PAUSE_SECONDS = 0.002
"""Between two swipes: without any, SQLite may find the file locked at each of its looks."""


def test_between_two_commits_there_is_room(outbox: SqliteOutbox, path: Path) -> None:
    """A swipe during a long change waits for a commit or so, not for its end."""
    seqs = put(outbox, *map(str, range(ROWS_IN_A_COMMIT * 6)))
    with outbox._file.commit(rows=1) as connection:
        connection.execute("UPDATE clockings SET state = 'rejected'")

    def retry() -> None:
        with open_amending(path, "ada", lambda: LATER) as amended:
            assert sum(map(len, amended.retry(seqs, ""))) == len(seqs)

    changing = Thread(target=retry)
    changing.start()
    waits = []
    while changing.is_alive():
        begun = monotonic()
        outbox.put(swipe("now"), booked())
        waits.append(monotonic() - begun)
        Event().wait(PAUSE_SECONDS)
    changing.join()

    assert max(waits) < 1.0
    assert len(waits) > 5
    assert outbox.count(State.REJECTED) == 0


def test_a_person_is_erased(outbox: SqliteOutbox, path: Path, amended: OutboxAmending) -> None:
    """From what is finished: badge, selection, place, Protime's words, and people's reasons."""
    outbox.put(replace(swipe("0042"), place=Place(longitude=4.4, latitude=51.1)), booked())
    put(outbox, "0043", "0042")
    outbox.exchange(delivered(taken(outbox)), 0, NOON)
    outbox.exchange(delivered(taken(outbox)), 0, NOON)
    with outbox._file.commit(rows=1) as connection:
        connection.execute(
            "UPDATE clockings SET state = 'rejected', last_error = '0042?' WHERE seq = 3"
        )
    amended.close(3, "Ada has left")

    erased = [*amended.erase([1, 2, 3], "0042", "request 7")]

    with open_reading(path) as reading:
        first, other, third = reading.clockings()[::-1]
        decisions = reading.decisions(3)
    assert erased == [[1, 3]]
    assert [each.swipe.badge_number.value for each in (first, other, third)] == [
        "erased",
        "0043",
        "erased",
    ]
    assert (first.protime_id, third.last_error, other.protime_id) == (None, None, "2")
    assert first.swipe.place is None
    assert [(each.ruling, each.reason) for each in decisions] == [
        (Ruling.CLOSE, ""),
        (Ruling.ERASE, "request 7"),
    ]


def test_a_finished_person_leaves_the_files(
    outbox: SqliteOutbox, path: Path, amended: OutboxAmending
) -> None:
    """No byte of the badge number is left: not in the file, not in its log."""
    put(outbox, "NEEDLE1955", "other")
    outbox.exchange(delivered(taken(outbox)), 0, NOON)

    def holds_it(file: Path) -> bool:
        return b"NEEDLE1955" in file.read_bytes()

    assert holds_it(log_of(path))
    assert [*amended.erase([1], "NEEDLE1955", "")] == [[1]]
    assert amended.empty_log() is True
    assert not holds_it(path)
    assert not holds_it(log_of(path))
    assert put(outbox, "next") == [3]


def test_a_power_cut_after_an_erasure_is_no_damage(
    outbox: SqliteOutbox, path: Path, clock: FakeClock, amended: OutboxAmending
) -> None:
    """The log, which was emptied, is short in good order: what waits since is still to be sent."""
    put(outbox, "A")
    outbox.exchange(delivered(taken(outbox)), 0, NOON)
    assert [*amended.erase([1], "A", "")] == [[1]]
    assert amended.empty_log() is True
    put(outbox, "B", "C")
    after = path.with_name("after.db")
    copy(path, after)

    with SqliteOutbox(after, clock.now) as restarted:
        assert taken(restarted) == [2, 3]

    assert list(path.parent.glob("*.damaged-*")) == []


def test_a_decision_while_no_daemon_runs_is_no_damage(path: Path, clock: FakeClock) -> None:
    """The log, which it begins, is short in good order, and a reader keeps it from being folded."""
    with SqliteOutbox(path, clock.now) as outbox:
        put(outbox, "A")
        refused = Outcome(seq=1, state=State.REJECTED, last_error="unknown badge")
        assert taken(outbox) == [1]
        outbox.exchange([refused], 0, NOON)

    with open_reading(path), open_amending(path, "ada", lambda: LATER) as amended:
        assert [*amended.retry([1], "hired")] == [[1]]
    assert 0 < log_of(path).stat().st_size < GROWN_WAL_BYTES

    with SqliteOutbox(path, clock.now) as restarted:
        assert taken(restarted) == [1]
    assert list(path.parent.glob("*.damaged-*")) == []


def test_a_log_that_is_read_all_the_time_is_not_emptied(outbox: SqliteOutbox, path: Path) -> None:
    """It is told; and no swipe waits for the reader meanwhile."""
    emptied: list[bool] = []

    def empty() -> None:
        with open_amending(path, "ada", lambda: LATER) as amended:
            emptied.append(amended.empty_log())

    put(outbox, "A")
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM clockings").fetchall()
        put(outbox, "B")
        emptying = Thread(target=empty)
        emptying.start()
        begun = monotonic()
        put(outbox, "C")
        assert monotonic() - begun < 1.0
        emptying.join(30)
    empty()

    assert emptied == [False, True]


def test_incidents_are_acknowledged_once(
    outbox: SqliteOutbox, path: Path, amended: OutboxAmending
) -> None:
    """With who, when and what was found; the first word stays."""
    with outbox._file.commit(rows=1) as connection:
        connection.executemany(
            "INSERT INTO incidents (at, what, detail) VALUES (?, ?, ?)",
            [("2026-03-01T00:00:00.000000Z", "damage", "3 rows lost")] * 2,
        )
    assert amended.acknowledge([1], "new card") == [1]
    assert amended.acknowledge([1, 2, 9], "again") == [2]

    with open_reading(path) as reading:
        seen = [(each.acknowledged_at, each.reason, each.by) for each in reading.incidents()]
    assert seen == [(LATER, "new card", "ada"), (LATER, "again", "ada")]


def test_it_works_without_the_daemon(path: Path) -> None:
    """And leaves nothing open behind it."""
    grow(path, 3)
    with open_amending(path, "ada", lambda: LATER) as amended:
        assert not amended.close(1, "it is pending")
    assert not log_of(path).exists()

    with SqliteOutbox(path, FakeClock().now) as outbox:
        assert put(outbox, "A") == [4]


@pytest.mark.parametrize("version", [2, 99])
@pytest.mark.usefixtures("outbox")
def test_a_file_of_another_version_is_not_changed(path: Path, version: int) -> None:
    """Only the daemon brings a file up to date."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")

    with (
        pytest.raises(OutboxUnavailable, match=f"it has schema {version}"),
        open_amending(path, "ada", lambda: LATER),
    ):
        pass


def test_a_file_that_is_not_there_is_not_made(path: Path) -> None:
    """A person may have mistyped."""
    with (
        pytest.raises(OutboxUnavailable, match="there is none yet"),
        open_amending(path, "ada", lambda: LATER),
    ):
        pass
    assert not path.exists()


def test_a_commit_that_fails_keeps_nothing(
    each_state: SqliteOutbox, path: Path, amended: OutboxAmending
) -> None:
    """Neither the change nor its decision; the advice is that of the daemon."""
    with each_state._file.commit(rows=1) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON decisions "
            "BEGIN SELECT raise(ABORT, 'database or disk is full'); END"
        )
    with pytest.raises(OutboxUnavailable, match="Free space on that disk"):
        amended.close(1, "gone")

    with open_reading(path) as reading:
        assert reading.counts()[State.HELD] == 1


@pytest.mark.usefixtures("outbox")
def test_its_commits_are_as_durable_as_the_daemon_s(path: Path) -> None:
    """A decision that was told survives a power cut; what it replaces is overwritten."""
    with open_beside(path) as beside:
        settings = [
            beside._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "wal_autocheckpoint", "secure_delete", "busy_timeout")
        ]
    assert settings == [2, 0, 1, 5000]


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from terminal.outbox.beside import open_amending
with open_amending(Path(sys.argv[1]), "root", lambda: datetime.now(UTC)) as amended:
    amended.close(1, "x")
    os.kill(os.getpid(), signal.SIGKILL)
"""
SERVICE = 65534


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can leave files of root behind")
def test_root_does_not_lock_the_service_out(path: Path) -> None:
    """What root's command makes beside the file belongs to the service, even if it is killed."""
    grow(path, 1)
    path.parent.chmod(0o700)
    for file in (path, path.parent, *path.parent.glob("*")):
        os.chown(file, SERVICE, SERVICE)

    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)

    made = [log_of(path), path.with_name(path.name + "-shm")]
    assert {(file.stat().st_uid, file.stat().st_gid) for file in made} == {(SERVICE, SERVICE)}
    assert {file.stat().st_mode & 0o777 for file in made} == {0o640}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user for a while")
def test_a_user_who_may_not_write_is_told() -> None:
    """How to get further, and not that the disk is broken."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "outbox.db"
        grow(path, 1)
        Path(folder).chmod(0o755)
        path.chmod(0o644)
        os.seteuid(SERVICE)
        try:
            with (
                pytest.raises(OutboxUnavailable, match=r"may not change it\. Run this as root"),
                open_amending(path, "nobody", lambda: LATER),
            ):
                pass
        finally:
            os.seteuid(0)
