"""Waiting for what another thread or process brings about."""

from collections.abc import Callable
from threading import Event
from time import monotonic

SOON_SECONDS = 20.0
_LOOK_SECONDS = 0.01


def until(is_so: Callable[[], bool], seconds: float = SOON_SECONDS) -> None:
    """Wait until something is so.

    Raises:
        AssertionError: It is not so in time.
    """
    deadline = monotonic() + seconds
    while not is_so():
        assert monotonic() < deadline, "it does not come about"
        Event().wait(_LOOK_SECONDS)
