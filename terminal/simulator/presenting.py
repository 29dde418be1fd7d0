"""Badges that are presented by themselves, one after another."""

from collections.abc import Iterable, Iterator
from threading import Event
from time import monotonic

from terminal.simulator.virtual_badge import SHORTEST_SECONDS, VirtualBadge

READING_SECONDS = 5.0
_LOOK_SECONDS = 0.05


def present(
    identifiers: Iterable[bytes],
    *,
    stop: Event,
    hold_seconds: float = SHORTEST_SECONDS,
    reading_seconds: float = READING_SECONDS,
) -> Iterator[bool]:
    """Present badges one after another, and say of each whether it was read.

    Args:
        identifiers: What the badges tell, each usually 4, 7 or 10 bytes.
        stop: Ends it soon, between two badges or in the midst of one.
        hold_seconds: How long a badge lies there once it was read.
        reading_seconds: How long to wait for a badge to be read.

    Raises:
        NoVirtualReader: There is none.
    """
    for identifier in identifiers:
        with VirtualBadge(identifier) as badge:
            was_read = _was_read(badge, reading_seconds, stop)
            stop.wait(hold_seconds)
        yield was_read
        if stop.wait(SHORTEST_SECONDS):
            return


def _was_read(badge: VirtualBadge, reading_seconds: float, stop: Event) -> bool:
    deadline = monotonic() + reading_seconds
    while not badge.was_read.wait(_LOOK_SECONDS):
        if stop.is_set() or monotonic() >= deadline:
            return False
    return True
