"""The two halves of an exchange with sync, within one commit."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from terminal.model import Clocking, Outcome
from terminal.outbox import statements
from terminal.outbox.rows import clocking_of_row, written_time
from terminal.outbox.soundness import DAMAGED, is_sound


def settle(connection: sqlite3.Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write down what became of clockings that are marked as sending; ignore all others."""
    connection.executemany(statements.SETTLE, [settled_row(each, now) for each in outcomes])


def take(connection: sqlite3.Connection, room: int, now: datetime) -> list[Clocking]:
    """Mark at most `room` clockings that are due as sending, and return them by seq.

    One look goes only so deep into what waits, and may meet one badge there again and again.
    The next look leaves out the badges that are marked by then.
    """
    at = written_time(now)
    seqs: set[int] = set()
    while room > len(seqs):
        due = {"now": at, "room": room - len(seqs)}
        found = [row["seq"] for row in connection.execute(statements.DUE, due)]
        if not found:
            break
        connection.executemany(statements.MARK_SENDING, [(at, seq) for seq in found])
        seqs.update(found)
    rows = connection.execute(statements.SENDING).fetchall() if seqs else []
    taken = [row for row in rows if row["seq"] in seqs]
    reject_damaged(connection, taken, now)
    return [clocking_of_row(row) for row in taken if is_sound(row)]


def reject_damaged(
    connection: sqlite3.Connection, rows: Sequence[sqlite3.Row], now: datetime
) -> int:
    """Make dead letters of the rows that cannot be trusted, and return how many there were."""
    at = written_time(now)
    damaged = [(DAMAGED, at, row["seq"]) for row in rows if not is_sound(row)]
    connection.executemany(statements.REJECT_DAMAGED, damaged)
    return len(damaged)


def settled_row(outcome: Outcome, now: datetime) -> tuple[object, ...]:
    """Return what SETTLE and CONCLUDE are given, in their order."""
    retry = outcome.next_attempt_at
    return (
        outcome.state.value,
        written_time(retry) if retry else None,
        outcome.protime_id,
        outcome.last_error,
        written_time(now),
        outcome.seq,
    )
