"""Figure 3: a swipe while a backlog leaves as fast as it can, against one while nothing is sent.

The terminal's own sending half drains over TLS through eight connections to a stand-in that takes
20 ms, and that computes only where the terminal does not want to, as if it were elsewhere. The
rival's swipes and acknowledgements are two connections to one file, which meet in SQLite's
`busy_timeout`.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import monotonic

from terminal.local_time import booked_time
from terminal.outbox import statements
from terminal.outbox.rows import row_of_swipe
from terminal.workers import Job
from tests.bench.door import BRUSSELS, Door
from tests.bench.figures import Bound, Figure, in_turns, merged, microseconds, p99, ratios, timed
from tests.bench.sending_half import WatchedOutbox, config_of, sending_half, swiped
from tests.bench.stand_in_process import stand_in
from tests.bench.swipe import bare_file, example_row, schema_of

ROUNDS = 5
TURNS = 4
SWIPES = 500
"""In each turn: a 99th percentile takes 2,000 of a round."""

PAUSE_SECONDS = 0.002
SERVER_SECONDS = 0.020
CONNECTIONS = 8
BACKLOG = 400
RIVAL_SWIPES = 20
ACKS_IN_A_COMMIT = 8
START_SECONDS = 10

Rounds = list[list[int]]


def measure(folder: Path) -> list[Figure]:
    """Return how much longer the unluckiest swipes take, and the worst of all."""
    with ExitStack() as opened:
        server = opened.enter_context(stand_in(folder, is_elsewhere=True))
        outbox = opened.enter_context(WatchedOutbox(folder / "outbox.db"))
        server.restart(SERVER_SECONDS)
        job = opened.enter_context(sending_half(config_of(folder, server, CONNECTIONS), outbox))
        bare = opened.enter_context(closing(bare_file(folder / "rival.db", schema_of(outbox))))
        door = Door(outbox)
        sides = [
            partial(_idle, outbox, door),
            partial(_draining, outbox, door, job),
            partial(_rival, folder / "rival.db", bare),
        ]
        idle, busy, rival = (merged(each, TURNS) for each in in_turns(sides, ROUNDS * TURNS))
    sides_of_all = {"idle": idle, "draining": busy, "rival: two connections": rival}
    return [
        Figure(
            number=3,
            name="swipe p99 while draining flat out ÷ idle p99",
            rounds=ratios(busy, idle, p99),
            bound=Bound.AT_MOST,
            goal=1.5,
            sides={name: microseconds(each) for name, each in sides_of_all.items()},
        ),
        Figure(
            number=3,
            name="worst swipe while draining ÷ idle median",
            rounds=[max(mine) / median(least) for mine, least in zip(busy, idle, strict=True)],
            bound=Bound.AT_MOST,
            goal=20,
            sides={name: _worst(each) for name, each in sides_of_all.items()},
        ),
    ]


def _idle(outbox: WatchedOutbox, door: Door) -> list[int]:
    outbox.tidy()
    return _swiped(door)


def _draining(outbox: WatchedOutbox, door: Door, job: Job) -> list[int]:
    _put_backlog(outbox)
    with _in_thread(job.step):
        _wait_until_it_flows(outbox)
        return _swiped(door)


def _swiped(door: Door) -> list[int]:
    durations = []
    for _ in range(SWIPES):
        Event().wait(PAUSE_SECONDS)
        durations.append(door.swipe())
    return durations


def _put_backlog(outbox: WatchedOutbox) -> None:
    moments = [(swipe := swiped(each), swipe.moment.at) for each in range(BACKLOG)]
    rows = [
        row_of_swipe(swipe, booked_time(at, BRUSSELS), f"{number:032}")
        for number, (swipe, at) in enumerate(moments)
    ]
    with outbox._file.commit(rows=len(rows)) as connection:
        connection.executemany(statements.PUT, rows)
    outbox.tidy()


def _wait_until_it_flows(outbox: WatchedOutbox) -> None:
    enough, deadline = outbox.settled[-1][1] + 2 * CONNECTIONS, monotonic() + START_SECONDS
    while outbox.settled[-1][1] < enough:
        assert monotonic() < deadline, "nothing is delivered"
        Event().wait(PAUSE_SECONDS)


def _rival(path: Path, bare: sqlite3.Connection) -> list[int]:
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("PRAGMA synchronous = full")
        row = example_row()
        with _in_thread(partial(_acknowledge, other)):
            return timed(_patient(partial(bare.execute, statements.PUT, row)), RIVAL_SWIPES)


def _acknowledge(other: sqlite3.Connection) -> None:
    with suppress(sqlite3.OperationalError):  # locked for longer than the timeout
        other.execute(
            "UPDATE clockings SET attempts = attempts + 1 WHERE seq IN "
            f"(SELECT seq FROM clockings ORDER BY seq DESC LIMIT {ACKS_IN_A_COMMIT})"
        )


def _patient(insert: Callable[[], object]) -> Callable[[], None]:
    """Return an insert that is tried until it is stored."""

    def store() -> None:
        while True:
            with suppress(sqlite3.OperationalError):
                insert()
                return

    return store


@contextmanager
def _in_thread(action: Callable[[], object]) -> Iterator[None]:
    """Do something over and over meanwhile."""
    over = Event()

    def run() -> None:
        while not over.is_set():
            action()

    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _worst(rounds: Rounds) -> str:
    return f"worst {max(map(max, rounds)) / 1000:.0f} µs"
