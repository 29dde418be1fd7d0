"""What a swipe costs besides time, in figures without noise."""

import json
import subprocess
import sys

import pytest

from tests.parts.first_swipe import SWIPES


@pytest.fixture(scope="module")
def cost(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Return what the first swipes of a process cost."""
    folder = tmp_path_factory.mktemp("first-swipe")
    command = [sys.executable, "-m", "tests.parts.first_swipe", str(folder)]
    told = subprocess.run(command, capture_output=True, check=True, text=True)
    assert told.stderr.count("clocking stored") == SWIPES
    result: dict[str, object] = json.loads(told.stdout)
    return result


def test_the_first_swipe_imports_nothing(cost: dict[str, object]) -> None:
    """Reading a module from an SD card would keep the first person of the day waiting."""
    assert cost["modules"] == []


def test_a_swipe_starts_no_thread(cost: dict[str, object]) -> None:
    """Reader and lights have theirs from the start."""
    assert cost["threads"] == []


def test_a_swipe_makes_four_calls_of_pcsc_and_one_when_the_badge_goes(
    cost: dict[str, object],
) -> None:
    """Each is answered by pcscd; a round trip takes as long as a tenth of a sync."""
    # One wait more for what lies there when the reader is found; the last badge lies there yet.
    assert cost["calls"] == {
        "wait_for_change": 1 + 2 * SWIPES - 1,
        "connect": SWIPES,
        "transmit": SWIPES,
        "disconnect": SWIPES - 1,
    }
