"""How many clockings of an outbox are in which states, as seen from outside the terminal."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from terminal.model import State

UNDERWAY = (State.HELD, State.PENDING, State.SENDING)


def counted(outbox: Path, *states: State) -> int:
    """Return how many are in any of these states, at one instant; -1 if that cannot be seen.

    The terminal that made the file may be older than this one, whose own eyes would refuse it.
    """
    where = f"{outbox.absolute().as_uri()}?mode=ro"
    with suppress(sqlite3.Error), closing(sqlite3.connect(where, uri=True)) as connection:
        rows = connection.execute("SELECT state, count(*) FROM clockings GROUP BY state")
        return sum(number for state, number in rows if state in states)
    return -1
