"""What the tests of sync share: an empty outbox, and a clock that moves when told to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal.outbox import SqliteOutbox
from tests.parts.fakes import FakeClock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the outbox is."""
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
