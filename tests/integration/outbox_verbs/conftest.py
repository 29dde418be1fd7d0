"""An outbox with one clocking in each state but closed."""

from pathlib import Path

import pytest

from tests.parts.stored import config_file, fill


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the configuration of an outbox with one clocking in each state but closed."""
    fill(tmp_path)
    return config_file(tmp_path)
