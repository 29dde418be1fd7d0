"""What can wait is loaded when the first swipe was answered, or when nobody comes."""

from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

import pytest

from terminal.bootstrap.head_start import HeadStart

PATIENCE_SECONDS = 20.0


def _waiting(head_start: HeadStart) -> SimpleQueue[str]:
    said: SimpleQueue[str] = SimpleQueue()

    def wait() -> None:
        head_start.wait()
        said.put("goes on")

    Thread(target=wait, daemon=True).start()
    return said


def test_it_is_over_with_the_first_swipe() -> None:
    """Not before; and whoever comes to it later does not wait at all."""
    head_start = HeadStart(seconds=600)
    said = _waiting(head_start)
    with pytest.raises(Empty):
        said.get(timeout=0.1)
    head_start.end()
    assert said.get(timeout=PATIENCE_SECONDS) == "goes on"
    assert _waiting(head_start).get(timeout=PATIENCE_SECONDS) == "goes on"


def test_it_is_over_in_time_when_nobody_comes() -> None:
    """What waits in the outbox is delivered all the same."""
    begun = monotonic()
    assert _waiting(HeadStart(seconds=0.05)).get(timeout=PATIENCE_SECONDS) == "goes on"
    assert monotonic() - begun >= 0.05
