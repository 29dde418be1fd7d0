"""Figure 1: a swipe from the badge in hand to the commit, against one bare insert of its row."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from time import perf_counter_ns

from terminal.local_time import booked_time
from terminal.model import BadgeNumber, InOut, Swipe
from terminal.outbox import SqliteOutbox, statements
from terminal.outbox.rows import row_of_swipe
from tests.bench.door import BRUSSELS, Door, believed_clock
from tests.bench.figures import Bound, Figure, in_turns, microseconds, ratios

SWIPES = 200
ROUNDS = 11
RIVAL_SWIPES = 20
# Until its log has its working size, a bare insert takes twice as long.
WARM_UP = 700
WAITING_IN_JSON = 1000

Side = Callable[[], list[int]]


def measure(folder: Path) -> list[Figure]:
    """Return how long a swipe takes, and how many syncs it pays for."""
    with ExitStack() as opened:
        outbox = opened.enter_context(SqliteOutbox(folder / "outbox.db", believed_clock().now))
        bare = opened.enter_context(closing(_bare(folder / "bare.db", schema_of(outbox))))
        row = example_row()
        sides = [
            _timed(lambda: bare.execute(statements.PUT, row)),
            _swiping(outbox),
            _timed(lambda: _connect_each_time(folder / "rival.db", row), RIVAL_SWIPES),
            _timed(lambda: _rewrite_json(folder / "rival.json", row), RIVAL_SWIPES),
        ]
        _connect_each_time(folder / "rival.db", row, *schema_of(outbox))
        (folder / "rival.json").write_text(json.dumps([row] * WAITING_IN_JSON))
        for _ in range(WARM_UP):
            bare.execute(statements.PUT, row)
        least, swipe, connecting, rewriting = in_turns(sides, ROUNDS)
    return [
        Figure(
            number=1,
            name="swipe in hand → committed ÷ bare insert",
            rounds=ratios(swipe, least),
            bound=Bound.AT_MOST,
            goal=1.25,
            sides={
                "swipe": microseconds(swipe),
                "bare insert, sqlite3, WAL, synchronous=FULL": microseconds(least),
                "rival: sqlite3.connect for each swipe": microseconds(connecting),
                "rival: list of 1,000 in JSON, rewritten, no sync": microseconds(rewriting),
            },
        ),
    ]


def example_row() -> tuple[object, ...]:
    """Return the row of a swipe, as it is put into the outbox."""
    swipe = Swipe(
        badge_number=BadgeNumber("00000000000001"),
        selection=InOut(),
        reader="front-door",
        moment=believed_clock().now(),
    )
    return row_of_swipe(swipe, booked_time(swipe.moment.at, BRUSSELS), os.urandom(16).hex())


def schema_of(outbox: SqliteOutbox) -> list[str]:
    """Return the statements that make the table of clockings and its index."""
    rows = outbox._file.read("SELECT sql FROM sqlite_master WHERE tbl_name = 'clockings'")
    return [row["sql"] for row in rows]


def _swiping(outbox: SqliteOutbox) -> Side:
    door = Door(outbox)

    def measure() -> list[int]:
        # As the sync thread does between swipes. The bare insert folds its log back within,
        # which shows in its p99 and not in its median.
        outbox.tidy()
        return [door.swipe() for _ in range(SWIPES)]

    return measure


def _timed(action: Callable[[], object], times: int = SWIPES) -> Side:
    def measure() -> list[int]:
        durations = []
        for _ in range(times):
            begin = perf_counter_ns()
            action()
            durations.append(perf_counter_ns() - begin)
        return durations

    return measure


def _bare(path: Path, schema: list[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = full")
    for statement in schema:
        connection.execute(statement)
    return connection


def _connect_each_time(path: Path, row: tuple[object, ...], *schema: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in schema:
            connection.execute(statement)
        connection.execute(statements.PUT, row)


def _rewrite_json(path: Path, row: tuple[object, ...]) -> None:
    waiting = json.loads(path.read_text())
    path.write_text(json.dumps([*waiting[1:], row]))
