"""Jobs for a supervisor, each with one fault of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

from terminal.workers import Job, Worker

FOREVER_SECONDS = 60
"""Longer than any test: whoever waits that long was not woken."""


class IdleJob:
    """Waits until it is interrupted; may overhear the first few times."""

    def __init__(self, *, deaf_times: int = 0, tick_seconds: float = FOREVER_SECONDS) -> None:
        self.steps = 0
        self.interruptions = 0
        self._deaf_times = deaf_times
        self._tick_seconds = tick_seconds
        self._woken = Event()

    def step(self) -> None:
        """Wait for an interruption."""
        self.steps += 1
        self._woken.wait(self._tick_seconds)

    def interrupt(self) -> None:
        """Wake the step, unless deaf."""
        self.interruptions += 1
        if self.interruptions > self._deaf_times:
            self._woken.set()


class StuckJob:
    """Hangs in a call that nothing can end, until the test lets go."""

    def __init__(self) -> None:
        self.release = Event()
        self.has_begun = Event()
        self.interruptions = 0

    def step(self) -> None:
        """Hang."""
        self.has_begun.set()
        self.release.wait(FOREVER_SECONDS)

    def interrupt(self) -> None:
        """Change nothing."""
        self.interruptions += 1


class FailingJob:
    """Fails in its first step, or when it is interrupted."""

    def __init__(self, *, on: str = "step") -> None:
        self._on = on
        self._woken = Event()

    def step(self) -> None:
        """Fail, or wait for an interruption."""
        if self._on == "step":
            raise RuntimeError("a poisonous step")
        self._woken.wait(FOREVER_SECONDS)

    def interrupt(self) -> None:
        """Wake the step, then fail."""
        self._woken.set()
        if self._on == "interrupt":
            raise RuntimeError("a poisonous interruption")


def worker(
    name: str,
    job: Job,
    *,
    silence_seconds: float = FOREVER_SECONDS,
    stop_seconds: float = 5.0,
    note: Callable[[str], None] = lambda _: None,
) -> Worker:
    """Return a worker for a job; `note` is told when it was opened and closed."""

    @contextmanager
    def opened() -> Iterator[Job]:
        note(f"{name} opened")
        try:
            yield job
        finally:
            note(f"{name} closed")

    return Worker(
        name=name, open=opened, silence_seconds=silence_seconds, stop_seconds=stop_seconds
    )
