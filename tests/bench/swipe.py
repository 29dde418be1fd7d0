"""A swipe from the badge's identifier to the cue, against one bare insert of the same row."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter_ns
from zoneinfo import ZoneInfo

from terminal.badge_numbers import IdentifierRule
from terminal.capture import Capture, RecentSwipes, Surroundings
from terminal.faults import Faults
from terminal.host.clocks import SystemClock
from terminal.local_time import booked_time
from terminal.model import BadgeNumber, BookedTime, Cue, InOut, Presented, ReaderEvent, Swipe
from terminal.outbox import SqliteOutbox
from terminal.outbox.rows import NEW_COLUMNS, row_of_swipe
from tests.bench.figures import Bound, Figure, in_turns, microseconds, ratios

SWIPES = 200
ROUNDS = 7
GOAL = 1.25
# Until its log has its working size, a bare insert takes twice as long.
WARM_UP = 700
BRUSSELS = ZoneInfo("Europe/Brussels")


def measure(folder: Path) -> list[Figure]:
    """Return how long a swipe takes.

    The outbox folds its log back between the rounds, as the daemon does between swipes; the
    bare insert does it within, which shows in its p99 and not in its median.
    """
    with SqliteOutbox(folder / "outbox.db", SystemClock("always").now) as outbox:
        insert = _inserting(folder / "bare.db")
        _timed(insert, WARM_UP)
        sides = [insert, _putting(outbox), _swiping(outbox)]
        least, put, whole = in_turns([_after_tidying(outbox, side) for side in sides], ROUNDS)
    return [
        Figure(
            number=1,
            name="swipe in hand to committed ÷ bare insert",
            rounds=ratios(whole, least),
            bound=Bound.AT_MOST,
            goal=GOAL,
            sides={
                "swipe": microseconds(whole),
                "put alone": microseconds(put),
                "bare sqlite3 insert, WAL, synchronous=FULL": microseconds(least),
            },
        )
    ]


def _after_tidying(outbox: SqliteOutbox, action: Callable[[], None]) -> Callable[[], list[int]]:
    def measure() -> list[int]:
        outbox.tidy()
        return _timed(action, SWIPES)

    return measure


def _timed(action: Callable[[], None], times: int) -> list[int]:
    durations = []
    for _ in range(times):
        begin = perf_counter_ns()
        action()
        durations.append(perf_counter_ns() - begin)
    return durations


class _Badges:
    """A reader at which one badge after the other is presented."""

    def __init__(self) -> None:
        self._number = 0

    def wait(self, timeout_seconds: float) -> ReaderEvent:
        assert timeout_seconds > 0
        self._number += 1
        return Presented(self._number.to_bytes(7))

    def interrupt(self) -> None: ...


class _Dark:
    """Feedback without lights."""

    def play(self, cue: Cue) -> None: ...


def _swiping(outbox: SqliteOutbox) -> Callable[[], None]:
    clock = SystemClock("always")
    surroundings = Surroundings(
        store=outbox,
        recent=RecentSwipes(outbox, timedelta(0), clock.now()),
        clock=clock,
        zone=BRUSSELS,
        feedback=_Dark(),
        faults=Faults(_Dark()),
        is_online=lambda: True,
        nudge=lambda: None,
    )
    capture = Capture(
        name="bench",
        reader=_Badges(),
        rule=IdentifierRule(),
        selection=InOut(),
        surroundings=surroundings,
    )
    return capture.step


def _inserting(path: Path) -> Callable[[], None]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = full")
    connection.execute(
        f"CREATE TABLE clockings (seq INTEGER PRIMARY KEY, {', '.join(NEW_COLUMNS)})"
    )
    marks = ", ".join("?" * len(NEW_COLUMNS))
    statement = f"INSERT INTO clockings ({', '.join(NEW_COLUMNS)}) VALUES ({marks})"
    row = row_of_swipe(*_example(), "0" * 32)

    def insert() -> None:
        connection.execute(statement, row)

    return insert


def _putting(outbox: SqliteOutbox) -> Callable[[], None]:
    swipe, booked = _example()

    def put() -> None:
        outbox.put(swipe, booked)

    return put


def _example() -> tuple[Swipe, BookedTime]:
    swipe = Swipe(
        badge_number=BadgeNumber("00000000000001"),
        selection=InOut(),
        reader="bench",
        moment=SystemClock("always").now(),
    )
    return swipe, booked_time(swipe.moment.at, BRUSSELS)
