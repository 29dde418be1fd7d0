"""Runs the workers, watches over them, and ends them in order.

The main thread is the supervisor: it waits at one mailbox. Nothing is ever restarted here: that
is the service manager's task.
"""

import faulthandler
import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from enum import Enum, auto
from queue import Empty, SimpleQueue
from time import monotonic
from types import FrameType
from typing import assert_never

from terminal.host.systemd import ServiceManager
from terminal.model.logline import event
from terminal.workers import RunningWorker, Worker

_logger = logging.getLogger(__name__)

EXIT_OK = 0
EXIT_FAILURE = 1

_TICK_SECONDS = 10.0
_TICKS_PER_WATCHDOG = 4
_INTERRUPT_AGAIN_SECONDS = 0.05
"""SCardCancel is lost if it comes just before the wait that it is to end: so, once more."""


class _Letter(Enum):
    """What the supervisor is told."""

    OPENED = auto()
    FAILED = auto()
    STOP = auto()


class Supervisor:
    """Runs workers until one fails or somebody asks for the end. Used once.

    Args:
        workers: In the order in which they are to be stopped: those that make promises first.
        service: Who hears that all is well.
        status: Returns one line on how things are; called every few seconds, quick.
        closing: Called at the very end, in this order.
    """

    def __init__(
        self,
        workers: Sequence[Worker],
        service: ServiceManager,
        *,
        status: Callable[[], str],
        closing: Sequence[Callable[[], None]] = (),
    ) -> None:
        # The only queue of Python that a signal handler may fill while the very thread that it
        # interrupts waits at it.
        self._mailbox: SimpleQueue[_Letter] = SimpleQueue()
        self._workers = [self._running(worker) for worker in workers]
        self._service = service
        self._status = status
        self._closing = closing
        self._tick_seconds = _tick_seconds(service.watchdog_seconds)
        self._requests = 0
        self._left: tuple[str, ...] = ()

    @property
    def left(self) -> tuple[str, ...]:
        """The names of the workers that did not end in time: their threads still run."""
        return self._left

    def stop(self) -> None:
        """Ask for the end; for the second time: at once. For any thread or signal handler."""
        self._mailbox.put(_Letter.STOP)

    def run(self, *, handle_signals: bool = False) -> int:
        """Run until the end and return the exit code: 0 if it was asked for, else 1.

        Args:
            handle_signals: Whether SIGTERM and SIGINT ask for the end, and stacks are printed
                when the watchdog aborts the process. Only for the main thread.
        """
        with self._signals() if handle_signals else nullcontext():
            try:
                self._watch()
            except Exception:
                _logger.exception(event("supervisor failed"))
                return EXIT_FAILURE
            finally:
                self._end()
        failed = any(worker.has_failed for worker in self._workers)
        return EXIT_FAILURE if failed else EXIT_OK

    def _watch(self) -> None:
        """Wait at the mailbox until the end."""
        for worker in self._workers:
            worker.start()
        opening = len(self._workers)
        while True:
            match self._letter(self._tick_seconds):
                case _Letter.OPENED:
                    opening -= 1
                    if opening == 0:
                        self._greet()
                case _Letter.STOP | _Letter.FAILED:
                    return
                case None:
                    if opening == 0:
                        self._tend()
                case other:
                    assert_never(other)

    def _greet(self) -> None:
        self._service.ready()
        _logger.info(event("ready", workers=len(self._workers)))
        self._tend()

    def _tend(self) -> None:
        """Feed the watchdog if every worker is alive; systemd watches from READY on."""
        self._service.status(self._status)
        for worker in self._workers:
            worker.look()
        if not any(worker.is_stuck for worker in self._workers):
            self._service.feed()

    def _end(self) -> None:
        _logger.info(event("stopping"))
        self._service.stopping()
        # A list: each is to be stopped, whatever became of the others.
        ended = [(worker.worker.name, self._stopped(worker)) for worker in self._workers]
        self._left = tuple(name for name, has_ended in ended if not has_ended)
        for name in self._left:
            _logger.warning(event("worker did not end in time", worker=name))
        for close in self._closing:
            _try(close)

    def _stopped(self, worker: RunningWorker) -> bool:
        """Stop a worker; return whether it ended in time and before the end was urged."""
        give_up_at = monotonic() + worker.worker.stop_seconds
        while True:
            worker.ask_to_stop()
            if worker.has_ended(_INTERRUPT_AGAIN_SECONDS):
                return True
            if monotonic() >= give_up_at or self._is_urged():
                return False

    def _is_urged(self) -> bool:
        self._letter(0)
        return self._requests > 1

    def _letter(self, timeout_seconds: float) -> _Letter | None:
        try:
            letter = self._mailbox.get(timeout=timeout_seconds)
        except Empty:
            return None
        self._requests += letter is _Letter.STOP
        return letter

    def _running(self, worker: Worker) -> RunningWorker:
        return RunningWorker(
            worker,
            on_open=lambda: self._mailbox.put(_Letter.OPENED),
            on_failure=lambda: self._mailbox.put(_Letter.FAILED),
        )

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def ask_for_the_end(_number: int, _frame: FrameType | None) -> None:
            self.stop()

        faulthandler.enable()
        wanted = (signal.SIGTERM, signal.SIGINT)
        before = [(number, signal.signal(number, ask_for_the_end)) for number in wanted]
        try:
            yield
        finally:
            for number, handler in before:
                signal.signal(number, handler)


def _tick_seconds(watchdog_seconds: float | None) -> float:
    if watchdog_seconds is None:
        return _TICK_SECONDS
    return min(_TICK_SECONDS, watchdog_seconds / _TICKS_PER_WATCHDOG)


def _try(close: Callable[[], None]) -> None:
    try:
        close()
    except Exception:
        _logger.exception(event("closing failed"))
