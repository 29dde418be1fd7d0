"""Whose turn it is to compute, among the threads that send.

Python lets one thread compute at a time, and whoever wants to goes to the end of a line. While
eight couriers compute, the thread that writes the outbox meets that line at each of its statements,
with the outbox locked, and a swipe waits for all of it: docs/adr/0046.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, local
from typing import Self

PATIENCE_SECONDS = 0.1
"""A turn is a courtesy: whoever has waited for so long goes on without, so nothing ever hangs."""


class Turn(local):
    """A context in which the other threads that send do not compute.

    Args:
        computing: Held by whoever has the turn; the same for all threads.
        patience_seconds: How long one waits for it.
    """

    def __init__(self, computing: Lock, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._computing = computing
        self._patience_seconds = patience_seconds
        self._is_mine = False

    @property
    def is_mine(self) -> bool:
        """Whether the calling thread has it."""
        return self._is_mine

    def __enter__(self) -> Self:
        self._is_mine = self._computing.acquire(timeout=self._patience_seconds)
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_mine:
            self._is_mine = False
            self._computing.release()

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Let others have it while this thread waits; nothing to do for one that has not got it."""
        if not self._is_mine:
            yield
            return
        self.__exit__()
        try:
            yield
        finally:
            self.__enter__()


TURN = Turn(Lock())
"""There is one interpreter in a process, and so there is one turn."""
