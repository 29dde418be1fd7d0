"""Threads that do one bounded step after the other, and what can be told of them."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from time import monotonic
from typing import Protocol

from terminal.model.logline import event
from terminal.model.struct import Struct

_logger = logging.getLogger(__name__)


class Job(Protocol):
    """What a worker does."""

    def step(self) -> None:
        """Do one bounded step, waiting included."""

    def interrupt(self) -> None:
        """Make the step that is running end soon.

        May be called from another thread, again, and after the job was closed.
        """


class Worker(Struct, frozen=True, kw_only=True):
    """A thread to be.

    Attributes:
        name: For the log.
        open: Opens its job; called, used and closed in the worker's own thread.
        silence_seconds: How long a step may take before the worker counts as stuck.
        stop_seconds: How long it may take to end once it is asked to.
    """

    name: str
    open: Callable[[], AbstractContextManager[Job]]
    silence_seconds: float
    stop_seconds: float = 2.0


class RunningWorker:
    """A worker and its thread.

    Args:
        worker: What the thread is to do.
        on_open: Called in the thread when the job is open.
        on_failure: Called in the thread when it has ended by an error, which is in the log then.
    """

    def __init__(
        self,
        worker: Worker,
        *,
        on_open: Callable[[], None],
        on_failure: Callable[[], None],
    ) -> None:
        self.worker = worker
        self.is_stuck = False
        self.has_failed = False
        self._on_open = on_open
        self._on_failure = on_failure
        self._job: Job | None = None
        self._stopping = False
        self._beat_at = monotonic()
        # A daemon: one that is stuck in a call that nothing can end must not keep the process.
        self._thread = threading.Thread(target=self._run, name=worker.name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def look(self) -> None:
        """Find out whether it is stuck; log that once, and once that it no longer is."""
        # That clock stands still during suspend, as systemd's watchdog does.
        was_stuck, silent_seconds = self.is_stuck, monotonic() - self._beat_at
        self.is_stuck = silent_seconds > self.worker.silence_seconds
        if self.is_stuck and not was_stuck:
            seconds = round(silent_seconds, 1)
            _logger.error(event("worker is stuck", worker=self.worker.name, silent_seconds=seconds))
        if was_stuck and not self.is_stuck:
            _logger.info(event("worker is back", worker=self.worker.name))

    def ask_to_stop(self) -> None:
        """Let the running step be the last one, and make it end soon."""
        self._stopping = True
        job = self._job
        if job is not None:
            try:
                job.interrupt()
            except Exception:
                _logger.exception(event("interrupt failed", worker=self.worker.name))

    def has_ended(self, timeout_seconds: float) -> bool:
        """Return whether the thread has ended, once it has or the time is up."""
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            with self.worker.open() as job:
                self._work(job)
        except Exception:
            _logger.exception(event("worker failed", worker=self.worker.name))
            self.has_failed = True
            self._on_failure()

    def _work(self, job: Job) -> None:
        self._job = job
        self._beat_at = monotonic()
        self._on_open()
        while not self._stopping:
            job.step()
            self._beat_at = monotonic()
        self._job = None
