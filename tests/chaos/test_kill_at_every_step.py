"""The terminal is killed at each system call between a badge and its booking, and holds."""

import os
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from terminal.simulator import Directory, ProtimeSimulator
from tests.parts.kill_points import Point
from tests.parts.need import need
from tests.parts.steps import BADGES, Story, Trial

AT_ONCE = 6
"""Most of the time is spent waiting until an uncertain clocking may be read back."""

SAMPLED = 8
"""How many are tried of what is not between badge and booking, or changes nothing there."""

TRIES = 3
"""No two runs make exactly the same calls: a point that did not come is tried again."""

MOST_OF_A_STORY = 400
"""A first start alone makes thousands of calls, nearly all to write the log to its size."""

SECONDS = float(os.environ.get("CHAOS_SECONDS") or 0)
"""Set where there is time for all of them; see test_chaos."""


@pytest.mark.timeout(max(600, SECONDS * 2))
@pytest.mark.parametrize("story", Story)
def test_nothing_is_lost_or_doubled(
    story: Story, disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Stopped before any call and started again, it books what it accepted exactly once."""
    need("strace")
    points = known(story, disk)
    chosen = chosen_of(story, points)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(partial(tried, story, disk), chosen))

    missed = [point for point, (was_killed, _) in zip(chosen, found, strict=True) if not was_killed]
    with capsys.disabled():
        sys.stderr.write(f"\n{figures(story, points, chosen, missed)}\n")
    complaints = [
        f"{point}: {each}" for point, (_, some) in zip(chosen, found, strict=True) for each in some
    ]
    assert not complaints, "\n".join(complaints)
    # How often a thread waits for the interpreter, while others import, is another thing each time.
    steps = [point for point in missed if point.call != "futex"]
    assert len(steps) <= len(chosen) // 3, missed


def figures(story: Story, points: list[Point], chosen: list[Point], missed: list[Point]) -> str:
    """Return in numbers where the terminal was killed."""
    kinds = Counter(each.call for each in missed)
    return (
        f"{story.value}: {len(points)} system calls, killed before {len(chosen) - len(missed)} "
        f"of the {len(chosen)} chosen; others did not come again: {dict(kinds)}"
    )


def known(story: Story, disk: Path) -> list[Point]:
    """Return the points of a story."""
    with tempfile.TemporaryDirectory(dir=disk) as folder, protime() as simulator:
        return Trial(story, Path(folder), simulator).points()


def chosen_of(story: Story, points: list[Point]) -> list[Point]:
    """Return the points to stop at: between badge and booking all that matter, else a sample."""
    if SECONDS:
        return sample(points, MOST_OF_A_STORY)
    mattering = [each for each in points if story is Story.SWIPE and each.matters]
    rest = [each for each in points if each not in mattering]
    return mattering + sample(rest, SAMPLED)


def sample(points: list[Point], size: int) -> list[Point]:
    """Return so many of the points at most, evenly spread, in their order."""
    step = max(1.0, len(points) / size)
    return [points[int(number * step)] for number in range(min(size, len(points)))]


def tried(story: Story, disk: Path, point: Point) -> tuple[bool, list[str]]:
    """Stop a terminal at a point; return whether it got there, and what was wrong afterwards."""
    complaints: list[str] = []
    for _ in range(TRIES):
        with tempfile.TemporaryDirectory(dir=disk) as folder, protime() as simulator:
            trial = Trial(story, Path(folder), simulator)
            was_killed = trial.stop_at(point)
            complaints += trial.complaints()
        if was_killed:
            return True, complaints
    return False, complaints


def protime() -> ProtimeSimulator:
    """Return a Protime that knows the badges."""
    return ProtimeSimulator(Directory.example().with_badges(BADGES))
