"""What a swipe costs, counted and not timed: statements and bytes of the log."""

from pathlib import Path

import pytest

from terminal.outbox import SqliteOutbox
from terminal.ports import OutboxUnavailable
from tests.parts.fakes import NOON, swipe
from tests.parts.outboxes import booked, put, stored, taken

SWIPES = 300


def test_a_swipe_is_one_statement(outbox: SqliteOutbox) -> None:
    """Which is a commit by itself: nothing is asked before it, nothing follows it."""
    statements: list[str] = []
    outbox._file._connection.set_trace_callback(statements.append)

    put(outbox, "0123")
    outbox.put(swipe("0123"), None)

    assert [each.split()[:3] for each in statements] == [["INSERT", "INTO", "clockings"]] * 2


def test_a_swipe_joins_no_open_transaction(outbox: SqliteOutbox, path: Path) -> None:
    """It would be acknowledged and not committed: it is refused."""
    connection = outbox._file._connection
    connection.execute("BEGIN")

    with pytest.raises(OutboxUnavailable, match="a transaction was left open"):
        put(outbox, "0123")

    connection.execute("ROLLBACK")
    assert put(outbox, "0123") == [1]
    assert stored(path) == [1]


def test_looking_for_work_in_vain_is_one_statement(outbox: SqliteOutbox) -> None:
    """The sync thread does it every few seconds for years."""
    put(outbox, "0123")
    taken(outbox)
    statements: list[str] = []
    outbox._file._connection.set_trace_callback(statements.append)

    assert outbox.exchange([], 12, NOON) == []

    assert len(statements) == 1


@pytest.mark.parametrize("held", [False, True])
def test_a_swipe_writes_few_pages(outbox: SqliteOutbox, *, held: bool) -> None:
    """Three of 1 KiB on average: one of the table, one of the index, now and then a new one."""
    outbox._file.fold()  # so that the log begins anew with the first of them

    for number in range(SWIPES):
        outbox.put(swipe(f"{number:014}"), None if held else booked())

    assert 2 * SWIPES < _frames(outbox) < 3 * SWIPES


def _frames(outbox: SqliteOutbox) -> int:
    """Return how many pages were written into the log since it last began anew."""
    connection = outbox._file._connection
    _, frames, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return int(frames)
