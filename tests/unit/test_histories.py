"""Made-up histories of a terminal, over its real outbox, capture and sync.

    HISTORIES=20000 python -m pytest tests/unit/test_histories.py

makes that many, other ones each time; without it, the same few hundred each time. One that fails
is printed as the steps that lead to it, and with what reproduces it.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.parts.arrows import documented_arrows, drawn_arrows
from tests.parts.histories import Histories
from tests.parts.model_protime import Will
from tests.parts.outbox_copies import make_template

HISTORIES = int(os.environ.get("HISTORIES", "0"))
IN_EVERY_RUN = 300
STEPS = 25
MEMORY = Path("/dev/shm")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder in memory, where a sync costs nothing."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as made:
        yield Path(made)


@pytest.mark.slow
@pytest.mark.timeout(0 if HISTORIES else 300)
def test_whatever_happens_the_promises_hold(folder: Path) -> None:
    """Swipes, crashes, clocks, full disks, persons and every whim of Protime, in any order.

    What holds after each step stands in `Promises`: no arrow but the documented ones, no swipe
    lost, doubled, out of turn or at a wrong time, and nothing that is stuck.
    """
    template = folder / "template.db"
    make_template(template)
    run_state_machine_as_test(
        partial(Histories, template, Counter()),  # type: ignore[arg-type]  # as good as a class
        settings=settings(
            max_examples=HISTORIES or IN_EVERY_RUN,
            stateful_step_count=STEPS,
            derandomize=not HISTORIES,
            database=None,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_each_arrow_can_be_walked(folder: Path) -> None:
    """What the table tells of does happen: one history goes along all of it."""
    template = folder / "template.db"
    make_template(template)
    seen = Counter[tuple[str, str]]()
    history = Histories(template, seen)
    history.begin(resends=True, lag_seconds=0)

    history.clock_is_wrong(timedelta(days=-200))
    history.busy_hour(["0001", "0002"], [], 2)
    history.person_decides(["close"])
    history.clock_is_right()
    history.busy_hour(["0003"], [Will.IS_AWAY], 2)
    for will, choice in (
        (Will.BOOKS_WITHOUT_A_WORD, None),
        (Will.LOSES, None),
        (Will.LOSES, "close"),
        (Will.REFUSES, "retry"),
        (Will.REFUSES, "close"),
    ):
        history.wait(61)
        history.work(61)
        history.busy_hour(["0001"], [will], 2)
        history.person_decides([choice] if choice else [])
        history.all_promises_hold()
    history.wait(3 * 86_400)
    history.work(0)
    history.all_promises_hold()
    history.teardown()

    assert set(seen) == documented_arrows()


def test_the_drawing_shows_the_arrows_of_the_table() -> None:
    """Whoever looks at the picture sees what the text says."""
    assert drawn_arrows() == documented_arrows()
