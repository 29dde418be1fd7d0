"""Figure 1: a swipe from the badge in hand to the commit, against one bare insert of its row."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.db import Table

from terminal.local_time import booked_time
from terminal.model import BadgeNumber, InOut, Swipe
from terminal.outbox import SqliteOutbox, statements
from terminal.outbox.rows import NEW_COLUMNS, row_of_swipe
from tests.bench.door import BRUSSELS, Door, believed_clock, timed_at_a_door
from tests.bench.figures import Bound, Figure, in_turns, merged, microseconds, ratios, timed
from tests.parts.swipe_costs import costs_of_a_day

ROUNDS = 11
TURNS = 2
SWIPES = 100
RIVAL_SWIPES = 20
# Until its log has its working size, a bare insert takes twice as long.
WARM_UP = 700
COUNTED = 500
WAITING_IN_JSON = 1000

Row = tuple[object, ...]
Action = Callable[[], object]


def measure(folder: Path) -> list[Figure]:
    """Return how long a swipe takes, and how many syncs it pays for."""
    return [_time(folder), _syncs(folder)]


def _time(folder: Path) -> Figure:
    row = example_row()
    with ExitStack() as opened:
        outbox = opened.enter_context(SqliteOutbox(folder / "outbox.db", believed_clock().now))
        schema = schema_of(outbox)
        bare = opened.enter_context(closing(bare_file(folder / "bare.db", schema)))
        given = opened.enter_context(closing(bare_file(folder / "given.db", schema)))
        rivals = _rivals(folder, given, row, schema)
        insert = partial(bare.execute, statements.PUT, row)
        timed(insert, WARM_UP)
        sides = [
            partial(timed_at_a_door, insert, SWIPES),
            partial(_swiped, outbox, Door(outbox)),
            *(partial(timed_at_a_door, rival, RIVAL_SWIPES) for rival in rivals.values()),
        ]
        turns = in_turns(sides, ROUNDS * TURNS)
    least, swipe, *others = (merged(each, TURNS) for each in turns)
    return Figure(
        number=1,
        name="swipe in hand → committed ÷ bare insert",
        rounds=ratios(swipe, least),
        bound=Bound.AT_MOST,
        goal=1.25,
        sides={
            "swipe": microseconds(swipe),
            "bare insert, sqlite3, WAL, synchronous=FULL": microseconds(least),
            **dict(zip(rivals, map(microseconds, others), strict=True)),
        },
    )


def _rivals(
    folder: Path, given: sqlite3.Connection, row: Row, schema: list[str]
) -> dict[str, Action]:
    """Return other ways to store a row, ready to be timed."""
    path, waiting = folder / "rival.db", folder / "rival.json"
    _connect_each_time(path, row, *schema)
    waiting.write_text(json.dumps([row] * WAITING_IN_JSON))
    insert = partial(
        Table(Database(given), "clockings").insert, dict(zip(NEW_COLUMNS, row, strict=True))
    )
    timed(insert, WARM_UP)
    return {
        "rival: sqlite-utils Table.insert": insert,
        "rival: sqlite3.connect for each swipe": partial(_connect_each_time, path, row),
        "rival: list of 1,000 in JSON, rewritten, no sync": partial(_rewrite_json, waiting, row),
    }


def _syncs(folder: Path) -> Figure:
    swipes = [
        len(each.synced)
        for each in costs_of_a_day(folder / "counted.db", COUNTED)
        if each.phase == "swipe"
    ]
    return Figure(
        number=1,
        name="syncs for each swipe",
        rounds=sorted({*swipes}),
        bound=Bound.EXACTLY,
        goal=1,
        sides={
            "counted by strace": f"{sum(swipes)} for {len(swipes)} swipes",
        },
    )


def example_row() -> Row:
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


def _swiped(outbox: SqliteOutbox, door: Door) -> list[int]:
    # As the sync thread does between swipes. The bare insert folds its log back within,
    # which shows in its p99 and not in its median.
    outbox.tidy()
    return [door.swipe() for _ in range(SWIPES)]


def bare_file(path: Path, schema: list[str]) -> sqlite3.Connection:
    """Make a file as the outbox's, but as one makes it at first, and open it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = full")
    for statement in schema:
        connection.execute(statement)
    return connection


def _connect_each_time(path: Path, row: Row, *schema: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in schema:
            connection.execute(statement)
        connection.execute(statements.PUT, row)


def _rewrite_json(path: Path, row: Row) -> None:
    waiting = json.loads(path.read_text())
    path.write_text(json.dumps([*waiting[1:], row]))
