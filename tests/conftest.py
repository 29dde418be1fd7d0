"""What holds for all tests."""

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no failure: what an example costs is for the benchmarks.
settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """Take back what a command that ran in this process made of the log."""
    loggers = [logging.getLogger(name) for name in (None, "terminal")]
    before = [(each, each.level, list(each.handlers)) for each in loggers]
    yield
    for each, level, handlers in before:
        each.setLevel(level)
        each.handlers = [one for one in each.handlers if one in handlers]


@pytest.fixture
def disk() -> Iterator[Path]:
    """Return a directory on a disk: pytest's own may lie in memory, which a terminal refuses.

    No test damages an outbox there. Where one was taken for damaged all the same, the rescue may
    hide that from whatever else is looked at.
    """
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="badge-terminal-") as name:
        yield Path(name)
        assert list(Path(name).rglob("*.damaged-*")) == []
