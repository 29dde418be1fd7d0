"""A job that the terminal does not depend on: whatever goes wrong in it stays in it."""

from collections.abc import Callable
from threading import Event
from typing import Protocol

from terminal.watching.saying import Saying

AGAIN_SECONDS = 60.0


class Job(Protocol):
    """What is done aside."""

    def step(self) -> None:
        """Do one step, waiting included."""

    def interrupt(self) -> None:
        """Make the step that is running end soon."""

    def close(self) -> None:
        """Let go of what it holds."""


class Aside:
    """A job that is opened at its first step and tried again a while after any failure.

    Args:
        what: What it is, for the log.
        open_job: Opens it; called in the thread that does the steps, which then pays for what
            it imports.
        again_seconds: How long to wait after a failure.
    """

    def __init__(
        self, what: str, open_job: Callable[[], Job], again_seconds: float = AGAIN_SECONDS
    ) -> None:
        self._open_job = open_job
        self._again_seconds = again_seconds
        self._saying = Saying(what)
        self._stopping = Event()
        self._job: Job | None = None

    def step(self) -> None:
        """Do a step of the job, or wait because the last one failed."""
        try:
            if self._job is None:
                self._job = self._open_job()
            self._job.step()
        except Exception as error:  # noqa: BLE001 - no error in here is worth a swipe
            self._saying.failed(f"{type(error).__name__}: {error}")
            self._stopping.wait(self._again_seconds)
        else:
            self._saying.worked()

    def interrupt(self) -> None:
        """Make the step that is running end soon."""
        self._stopping.set()
        if self._job is not None:
            self._job.interrupt()

    def close(self) -> None:
        """Let go of what the job holds."""
        if self._job is not None:
            self._job.close()
