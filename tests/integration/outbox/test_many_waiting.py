"""Weeks offline leave many clockings waiting; a start looks at each of them."""

import tracemalloc
from pathlib import Path

from terminal.model import State
from terminal.outbox import SqliteOutbox
from tests.bench.sending_half import CLOCK, store

WAITING = 3000
MOST_BYTES = 400_000
"""All of them together would take 2 MB."""


def test_a_start_holds_one_of_them_at_a_time(tmp_path: Path) -> None:
    """Memory that was asked for once is seldom given back, and a small machine has little."""
    path = tmp_path / "outbox.db"
    SqliteOutbox(path, CLOCK.now).close()
    store(path, WAITING, State.PENDING)
    tracemalloc.start()
    try:
        with SqliteOutbox(path, CLOCK.now) as outbox:
            _, most_bytes = tracemalloc.get_traced_memory()
            assert outbox.count(State.PENDING) == WAITING
    finally:
        tracemalloc.stop()
    assert most_bytes < MOST_BYTES
