"""An outbox in a file, for each test its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal.outbox import SqliteOutbox
from tests.parts.fakes import FakeClock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the outbox is to be."""
    return tmp_path / "outbox.db"


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock that moves when told to."""
    return FakeClock()


@pytest.fixture
def outbox(path: Path, clock: FakeClock) -> Iterator[SqliteOutbox]:
    """Return an empty outbox."""
    with SqliteOutbox(path, clock.now) as outbox:
        yield outbox
