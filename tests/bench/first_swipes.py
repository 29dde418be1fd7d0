"""Figure 2: the first swipes after a start, against the least that a disk can do for each."""

from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.db import Table

from terminal.outbox import SqliteOutbox, statements
from terminal.outbox.rows import NEW_COLUMNS
from tests.bench.disk import Meter, Overwritten
from tests.bench.door import Door, believed_clock, timed_at_a_door
from tests.bench.figures import Bound, Figure, in_turns, merged, microseconds, ratios, timed
from tests.bench.swipe import bare_file, example_row, schema_of

ROUNDS = 11
TURNS = 2
SWIPES = 100
"""In each turn: two turns are the first 200 after a start."""

WARM_UP = 100


def measure(folder: Path) -> list[Figure]:
    """Return how long the first swipes take, and what they write."""
    meter = Meter(folder)
    rounds = [_after_a_start(folder, meter, each) for each in range(ROUNDS)]
    least, swipes, commit, rival = (list(side) for side in zip(*rounds, strict=True))
    number = ROUNDS * TURNS * SWIPES
    return [
        Figure(
            number=2,
            name="first 200 swipes after a start ÷ 4 KiB overwritten and synced",
            rounds=ratios(swipes, least),
            bound=Bound.AT_MOST,
            goal=1.35,
            sides={
                "swipe": microseconds(swipes),
                "its commit alone": microseconds(commit),
                "4 KiB overwritten, fdatasync": microseconds(least),
                "rival: sqlite-utils Table.insert, WAL as it comes": microseconds(rival),
            },
        ),
        Figure(
            number=2,
            name="bytes on the disk for each of them",
            rounds=[meter.own / number],
            bound=Bound.AT_MOST,
            goal=9000,
            sides={
                "with the file system's journal, and others on that disk": (
                    f"{meter.everybody / number:.0f} bytes"
                )
            },
        ),
    ]


def _after_a_start(folder: Path, meter: Meter, number: int) -> list[list[int]]:
    """Return one round of each side. An orderly end before it left no log behind."""
    with ExitStack() as opened:
        block = opened.enter_context(closing(Overwritten(folder / "block")))
        timed(block.write, WARM_UP)
        outbox = opened.enter_context(SqliteOutbox(folder / "outbox.db", believed_clock().now))
        other = opened.enter_context(SqliteOutbox(folder / "other.db", believed_clock().now))
        row = example_row()
        door = Door(outbox, after=number * TURNS * SWIPES)
        rival = opened.enter_context(
            closing(bare_file(folder / f"rival-{number}.db", schema_of(outbox)))
        )
        table = Table(Database(rival), "clockings")
        insert = partial(other._file.store, lambda file: file.execute(statements.PUT, row))
        given = dict(zip(NEW_COLUMNS, row, strict=True))
        sides = [
            partial(timed_at_a_door, block.write, SWIPES),
            partial(_swiped, door, meter),
            partial(timed_at_a_door, insert, SWIPES),
            partial(timed_at_a_door, partial(table.insert, given), SWIPES),
        ]
        return [each for side in in_turns(sides, TURNS) for each in merged(side, TURNS)]


def _swiped(door: Door, meter: Meter) -> list[int]:
    with meter.running():
        return [door.swipe() for _ in range(SWIPES)]
