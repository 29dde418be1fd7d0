"""How many clockings of an outbox are in which states, as seen from outside the terminal."""

from contextlib import suppress
from pathlib import Path

from terminal.model import State
from terminal.outbox import open_reading
from terminal.ports import OutboxUnavailable

UNDERWAY = (State.HELD, State.PENDING, State.SENDING)


def counted(outbox: Path, *states: State) -> int:
    """Return how many are in any of these states, at one instant; -1 if that cannot be seen."""
    with suppress(OutboxUnavailable), open_reading(outbox) as reading:
        counts = reading.counts()
        return sum(counts[state] for state in states)
    return -1
