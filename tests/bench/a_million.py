"""Figure 4: the outbox after many years, with a million clockings, against an empty one."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic, perf_counter_ns
from typing import NamedTuple

from terminal.model import Outcome, State
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_reading
from tests.bench.door import Door, believed_clock
from tests.bench.figures import Bound, Figure, in_turns, merged, microseconds, ratios, timed
from tests.parts.archive import a_million

ROUNDS = 7
TURNS = 2
TIMES = 50
RIVAL_TIMES = 1
ROOM = 24
LOOKED_AT_SECONDS = 60

# What one asks at first, and what it takes without an index of what is still to be sent.
NAIVE_LOOK = f"""
SELECT * FROM clockings NOT INDEXED WHERE state = 'pending' ORDER BY seq LIMIT {ROOM}
"""
NAIVE_STATUS = "SELECT state, count(*) FROM clockings GROUP BY state"


class Pair(NamedTuple):
    """An action on the outbox with a million clockings, on the empty one, and the naive one."""

    name: str
    goal: float
    full: Callable[[], list[int]]
    empty: Callable[[], list[int]]
    rival: Callable[[], object] | None = None


def measure(folder: Path) -> list[Figure]:
    """Return what a million clockings cost, at the door and beside it."""
    path = a_million(folder)
    with ExitStack() as opened:
        full = opened.enter_context(SqliteOutbox(path, believed_clock().now))
        empty = opened.enter_context(SqliteOutbox(folder / "empty.db", believed_clock().now))
        _look_at_all_of(full)
        look = partial(full._file.read, NAIVE_LOOK)
        pairs = [
            Pair("idle look-up", 1.5, partial(_idle, full), partial(_idle, empty), look),
            Pair(
                "status",
                1.5,
                partial(_status, path),
                partial(_status, folder / "empty.db"),
                partial(full._file.read, NAIVE_STATUS),
            ),
            Pair("swipe", 1.1, _swiping(full), _swiping(empty)),
            Pair("next batch", 1.5, partial(_batch, full), partial(_batch, empty), look),
        ]
        return [_figure(pair) for pair in pairs]


def _figure(pair: Pair) -> Figure:
    sides = [pair.full, pair.empty]
    if pair.rival:
        sides.append(partial(timed, pair.rival, RIVAL_TIMES))
    full, empty, *rival = (merged(each, TURNS) for each in in_turns(sides, ROUNDS * TURNS))
    return Figure(
        number=4,
        name=f"{pair.name} at 1,000,000 clockings ÷ empty",
        rounds=ratios(full, empty),
        bound=Bound.AT_MOST,
        goal=pair.goal,
        sides={
            "1,000,000": microseconds(full),
            "empty": microseconds(empty),
            **({"rival: 1,000,000, no partial index": microseconds(rival[0])} if rival else {}),
        },
    )


def _look_at_all_of(outbox: SqliteOutbox) -> None:
    """Have it look at all of itself, as it does in the background after a start."""
    deadline = monotonic() + LOOKED_AT_SECONDS
    while not outbox._file._inspection.is_over():
        assert monotonic() < deadline
        Event().wait(0.05)


def _idle(outbox: SqliteOutbox) -> list[int]:
    """What the sync thread asks every few seconds while nothing is to be sent."""
    now = believed_clock().now().at

    def look() -> None:
        assert not outbox.exchange([], ROOM, now)
        assert outbox.next_attempt_at() is None

    return timed(look, TIMES)


def _status(path: Path) -> list[int]:
    """What `badge-terminal status` asks, beside the running terminal."""

    def look() -> None:
        with open_reading(path) as reading:
            reading.counts()
            reading.oldest_unsent()
            reading.parts()

    return timed(look, TIMES)


def _swiping(outbox: SqliteOutbox) -> Callable[[], list[int]]:
    door = Door(outbox)

    def swipes() -> list[int]:
        outbox.tidy()
        return [door.swipe() for _ in range(TIMES)]

    return swipes


def _batch(outbox: SqliteOutbox) -> list[int]:
    """What is marked to go next, while more waits; it is put back each time."""
    durations = []
    for _ in range(TIMES // 5):
        begin = perf_counter_ns()
        batch = outbox.exchange([], ROOM, believed_clock().now().at)
        durations.append(perf_counter_ns() - begin)
        assert len(batch) == ROOM
        back = [Outcome(seq=each.seq, state=State.PENDING) for each in batch]
        outbox.exchange(back, 0, believed_clock().now().at)
        outbox.tidy()
    return durations
