"""What the service does without while it loads, and has again afterwards."""

import gc
import sys
from collections.abc import Iterator
from importlib import import_module

import pytest

from terminal.cli.light_start import light_start


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leave this process as it was."""
    yield
    gc.unfreeze()


def test_nothing_is_looked_through_for_garbage_while_it_loads() -> None:
    """Nor afterwards, as far as it was loaded then."""
    with light_start():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count()


def test_a_library_that_msgspec_would_load_is_not_there_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What needs it later gets it."""
    monkeypatch.delitem(sys.modules, "typing_extensions", raising=False)
    with light_start(), pytest.raises(ImportError):
        import_module("typing_extensions")
    assert import_module("typing_extensions")


def test_a_library_that_is_loaded_already_stays() -> None:
    """It costs nothing any more."""
    loaded = import_module("typing_extensions")
    with light_start():
        assert import_module("typing_extensions") is loaded
    assert import_module("typing_extensions") is loaded
