"""Parts of the chaos tests."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def disk() -> Iterator[Path]:
    """Return a directory on a disk: pytest's own may lie in memory, which a terminal refuses."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="badge-terminal-") as name:
        yield Path(name)
