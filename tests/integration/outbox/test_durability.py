"""A seq that was returned is a promise: it holds whatever ends the process."""

from pathlib import Path
from statistics import mean

import pytest

from terminal.outbox import SqliteOutbox
from tests.parts.fakes import NOON
from tests.parts.outbox_processes import strace, told
from tests.parts.outboxes import delivered, drain, log_of, put, stored, taken
from tests.parts.swipe_costs import BLOCK_BYTES, costs_of_a_day


def _seqs(lines: list[str]) -> list[int]:
    return [int(line.split()[1]) for line in lines if line.startswith("stored")]


@pytest.mark.parametrize("end", ["exit", "kill"])
def test_a_stored_swipe_outlives_its_process(path: Path, end: str) -> None:
    """Neither an exit without a word nor SIGKILL takes back what was acknowledged."""
    lines = told(end, path, 3)

    assert _seqs(lines) == [1, 2, 3]
    assert stored(path) == [1, 2, 3]


def test_a_kill_at_any_write_loses_nothing_that_was_acknowledged(path: Path) -> None:
    """One outbox, killed over and over within its writes, has all of them and no gap."""
    told("exit", path, 1)
    acknowledged = {1}
    for point in range(9, 90, 11):
        kill = ("-e", "trace=pwrite64", "-e", f"inject=pwrite64:signal=SIGKILL:when={point}")
        lines = told("exit", path, 20, under=strace(path.with_name("trace"), *kill))
        acknowledged.update(_seqs(lines))
        seqs = stored(path)
        assert len(lines) < 20
        assert seqs == list(range(1, len(seqs) + 1))
        assert acknowledged.issubset(seqs)
    assert len(acknowledged) > 10


def test_a_disk_that_cannot_sync_gets_no_acknowledgement(path: Path) -> None:
    """The swipe whose sync failed is refused, with advice, and its seq goes to the next one."""
    told("exit", path, 1)
    fail = ("-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=9")

    lines = told("exit", path, 8, under=strace(path.with_name("trace"), *fail))

    assert _seqs(lines) == list(range(2, 9))
    (refusal,) = (line for line in lines if line.startswith("refused"))
    assert refusal.endswith(
        "disk I/O error. Look at `dmesg` and `df` for trouble with the disk; "
        "nothing was acknowledged."
    )
    assert stored(path) == list(range(1, 9))


def test_a_swipe_pays_for_one_sync_and_for_nothing_else(path: Path) -> None:
    """Over 1,500 swipes with deliveries between: one sync each, of the log, and no checkpoint.

    Two blocks of the disk are written for it, 9 KB at most. A look-up with nothing to do writes
    nothing.
    """
    costs = costs_of_a_day(path, 1500)

    swipes = [each for each in costs if each.phase == "swipe"]
    log = str(log_of(path))
    assert [each.synced for each in swipes] == [[log]] * 1500
    assert [each.written for each in swipes] == [{log}] * 1500
    assert mean(each.blocks for each in swipes) * BLOCK_BYTES < 9000
    assert [each.calls for each in costs if each.phase == "look-up"] == [[]]


def test_the_log_is_grown_at_the_start_and_the_file_is_not(
    outbox: SqliteOutbox, path: Path
) -> None:
    """The first swipe after a start writes in place already."""
    put(outbox, "0123")

    assert log_of(path).stat().st_size > 4 * 1024 * 1024
    assert path.stat().st_size < 16 * 1024
    tables = outbox._file._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    assert "growth" not in {name for (name,) in tables}


def test_the_log_keeps_its_size(outbox: SqliteOutbox, path: Path) -> None:
    """Over 5,000 swipes with deliveries between it is used again from its beginning."""
    grown = log_of(path).stat().st_size

    for number in range(5000):
        put(outbox, f"{number % 40:04}")
        if number % 25 == 0:
            drain(outbox)
    drain(outbox)

    assert log_of(path).stat().st_size == grown


def test_a_log_left_by_a_kill_is_folded_in_soon_after_the_start(path: Path) -> None:
    """A terminal that is cut off every night fills no disk with its log."""
    sizes = set()
    for _ in range(3):
        told("night", path, 600)
        sizes.add(log_of(path).stat().st_size)

    assert len(sizes) == 1
    assert stored(path) == list(range(1, 1801))


def test_the_log_is_left_alone_while_it_is_short(outbox: SqliteOutbox, path: Path) -> None:
    """A checkpoint for each batch would be four times the work."""
    outbox.tidy()
    size = path.stat().st_size
    put(outbox, *["0123"] * 100)
    outbox.tidy()
    assert path.stat().st_size == size

    put(outbox, *["0123"] * 300)
    outbox.tidy()

    assert path.stat().st_size > size


def test_deliveries_fill_the_log_as_swipes_do(outbox: SqliteOutbox, path: Path) -> None:
    """After a long offline time there are many of them and hardly a swipe."""
    outbox.tidy()
    put(outbox, *(f"{each:04}" for each in range(200)))
    size = path.stat().st_size
    outbox.exchange(delivered(taken(outbox, 200)), 0, NOON)

    outbox.tidy()

    assert path.stat().st_size > size


def test_what_a_promise_rests_on_is_set(outbox: SqliteOutbox) -> None:
    """A write-ahead log, synced at each commit, folded in by nobody but the housekeeping."""
    settings = {
        name: outbox._file._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "wal_autocheckpoint", "page_size")
    }

    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "wal_autocheckpoint": 0,
        "page_size": 1024,
    }
