"""A large outbox takes swipes at once, and all of it is looked at meanwhile."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_reading
from terminal.outbox.checks import LOOKED_AT_FIRST_BYTES
from terminal.outbox.connection import PAGE_BYTES
from terminal.ports import OutboxDamaged
from tests.parts.archive import fill
from tests.parts.fakes import FakeClock
from tests.parts.outboxes import log_of, put, stored

CLOCKINGS = 20_000


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Return a large outbox."""
    path = tmp_path / "outbox.db"
    fill(path, CLOCKINGS)
    assert path.stat().st_size > LOOKED_AT_FIRST_BYTES
    return path


def tidy_for_a_while(outbox: SqliteOutbox, is_enough: Callable[[], bool] = lambda: False) -> None:
    """Do the housekeeping again and again, as sync does."""
    deadline = monotonic() + 20
    while not is_enough():
        assert monotonic() < deadline
        outbox.tidy()
        Event().wait(0.01)


def spoil(path: Path) -> None:
    """Damage a page in the middle, which no swipe needs."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // PAGE_BYTES // 2 * PAGE_BYTES)
        file.write(bytes(PAGE_BYTES))


def test_damage_that_no_swipe_meets_is_found_and_rescued(large: Path) -> None:
    """A swipe is accepted before it is found; the next start rescues, that swipe included."""
    spoil(large)
    before = large.read_bytes()
    outbox = SqliteOutbox(large, FakeClock().now)
    (seq,) = put(outbox, "new")
    with pytest.raises(OutboxDamaged):
        tidy_for_a_while(outbox)
    outbox.close()
    assert large.read_bytes() == before, "nothing was folded into a damaged file"

    SqliteOutbox(large, FakeClock().now).close()

    assert seq in stored(large)
    with open_reading(large) as reading:
        (incident,) = reading.incidents()
    assert incident.what == "damage"


def test_the_log_is_folded_into_a_sound_file_once_it_was_looked_at(large: Path) -> None:
    """Only until then it is kept as it is."""
    before = large.read_bytes()
    with SqliteOutbox(large, FakeClock().now) as outbox:
        put(outbox, "new")
        assert large.read_bytes() == before
        tidy_for_a_while(outbox, lambda: large.read_bytes() != before)


def test_the_end_does_not_wait_for_the_look(large: Path) -> None:
    """It is ended early, and finds nothing by that."""
    outbox = SqliteOutbox(large, FakeClock().now)
    outbox.tidy()
    outbox.close()

    assert not log_of(large).exists()
    assert not list(large.parent.glob("*.suspect"))
