"""What the tests of `doctor` share."""

from pathlib import Path

import pytest

from tests.parts.patient import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine with nothing in it."""
    return Machine(tmp_path)
