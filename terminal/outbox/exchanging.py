"""The two halves of an exchange with sync, within one commit, and what follows from it."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter

from terminal.model import BookedTime, Clocking, Outcome
from terminal.outbox import statements
from terminal.outbox.checksum import SEAL
from terminal.outbox.rows import written_time
from terminal.outbox.soundness import DAMAGED, sound_clocking


def settle(connection: sqlite3.Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write down what became of clockings that are marked as sending; ignore all others."""
    connection.executemany(statements.SETTLE, [settled_row(each, now) for each in outcomes])


def take(connection: sqlite3.Connection, room: int, now: datetime) -> list[sqlite3.Row]:
    """Mark at most `room` clockings that are due as sending, and return their rows by seq.

    One look goes only so deep into what waits, and may meet one badge there again and again.
    The next look leaves out the badges that are marked by then.
    """
    at = written_time(now)
    is_set_back = connection.execute(statements.SET_BACK).fetchone()
    look = statements.DUE if is_set_back else statements.FRESH
    rows: list[sqlite3.Row] = []
    while room > len(rows):
        due = {"now": at, "room": room - len(rows)}
        found = [row["seq"] for row in connection.execute(look, due)]
        marked = connection.execute(statements.MARK_SENDING, (at, json.dumps(found))).fetchall()
        if not marked:
            break
        rows += marked
    return sorted(rows, key=itemgetter("seq"))


def told(rows: Sequence[sqlite3.Row]) -> tuple[list[Clocking], list[int]]:
    """Return what the rows tell, and the numbers of those that cannot be trusted."""
    clockings = [(row["seq"], sound_clocking(row)) for row in rows]
    damaged = [seq for seq, clocking in clockings if clocking is None]
    return [clocking for _, clocking in clockings if clocking], damaged


def release(
    connection: sqlite3.Connection, booked: Sequence[tuple[int, BookedTime]], now: datetime
) -> None:
    """Give held clockings their times; make dead letters of those whose rows cannot be trusted.

    They may have waited for weeks, and a new checksum would make an altered row look sound.
    """
    held = [connection.execute(statements.STILL_HELD, (seq,)).fetchone() for seq, _ in booked]
    clockings, damaged = told([row for row in held if row])
    times = dict(booked)
    rows = [_released_row(each.seq, times[each.seq], now) for each in clockings]
    connection.executemany(statements.RELEASE, rows)
    connection.executemany(SEAL, [(each.seq,) for each in clockings])
    reject_damaged(connection, damaged, now)


def reject_damaged(connection: sqlite3.Connection, seqs: Sequence[int], now: datetime) -> None:
    """Make dead letters of the rows that cannot be trusted."""
    at = written_time(now)
    connection.executemany(statements.REJECT_DAMAGED, [(DAMAGED, at, seq) for seq in seqs])


def reject_all_damaged(connection: sqlite3.Connection, now: datetime) -> None:
    """Make dead letters of all rows that cannot be trusted and are not delivered.

    One after the other: what waits after weeks offline would take 30 MB of a small machine.
    """
    waiting = connection.execute(statements.UNFINISHED)
    damaged = [row["seq"] for row in waiting if sound_clocking(row) is None]
    reject_damaged(connection, damaged, now)


def _released_row(seq: int, booked: BookedTime, now: datetime) -> tuple[object, ...]:
    return (
        written_time(booked.true_at),
        booked.date.isoformat(),
        booked.time_of_day_in_minutes,
        booked.error_seconds,
        written_time(now),
        seq,
    )


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
