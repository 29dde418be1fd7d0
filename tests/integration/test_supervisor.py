"""The supervisor, with real threads and a real notification socket."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from terminal.host.systemd import ServiceManager
from terminal.supervisor import EXIT_FAILURE, EXIT_OK, Supervisor
from terminal.workers import Job, Worker
from tests.parts.jobs import FOREVER_SECONDS, FailingJob, IdleJob, StuckJob, worker
from tests.parts.notify_socket import NotifySocket

NOBODY = ServiceManager(None, None)
QUICK_WATCHDOG_SECONDS = 0.08


@pytest.fixture
def service_socket(tmp_path: Path) -> Iterator[NotifySocket]:
    """The socket of a service manager."""
    with NotifySocket(tmp_path / "notify") as notify_socket:
        yield notify_socket


@pytest.fixture
def stuck() -> Iterator[StuckJob]:
    """Return a job that hangs until the end of the test."""
    job = StuckJob()
    yield job
    job.release.set()


class Run:
    """A supervisor that runs in a thread."""

    def __init__(self, supervisor: Supervisor) -> None:
        self.supervisor = supervisor
        self._code: Future[int] = Future()
        self._thread = threading.Thread(
            target=lambda: self._code.set_result(supervisor.run()), daemon=True
        )
        self._thread.start()

    def code(self) -> int:
        """Return the exit code, once it is there."""
        return self._code.result(10)

    def stop(self) -> int:
        """Ask for the end and return the exit code."""
        self.supervisor.stop()
        return self.code()


def _run(
    workers: Sequence[Worker],
    service: ServiceManager = NOBODY,
    *,
    status: Callable[[], str] = lambda: "all well",
    closing: Sequence[Callable[[], None]] = (),
) -> Run:
    return Run(Supervisor(workers, service, status=status, closing=closing))


def _messages(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == level]


def test_ready_is_said_once_all_workers_have_opened(service_socket: NotifySocket) -> None:
    """A terminal that is still opening its reader is not ready."""
    may_open = threading.Event()

    @contextmanager
    def opened_late() -> Iterator[Job]:
        may_open.wait(FOREVER_SECONDS)
        yield IdleJob()

    late = Worker(name="late", open=opened_late, silence_seconds=FOREVER_SECONDS)
    service = ServiceManager(service_socket.address, QUICK_WATCHDOG_SECONDS)
    run = _run([worker("reader", IdleJob()), late], service)
    assert service_socket.next(QUICK_WATCHDOG_SECONDS * 2) is None
    may_open.set()
    assert [service_socket.next() for _ in range(3)] == [
        "READY=1",
        "STATUS=all well",
        "WATCHDOG=1",
    ]
    assert run.stop() == EXIT_OK


def test_the_watchdog_is_fed_while_all_is_well(service_socket: NotifySocket) -> None:
    """Several feeds come within one watchdog period, then STOPPING at the end."""
    service = ServiceManager(service_socket.address, QUICK_WATCHDOG_SECONDS)
    run = _run([worker("reader", IdleJob())], service)
    for _ in range(5):
        service_socket.wait_for("WATCHDOG=1")
    assert run.stop() == EXIT_OK
    service_socket.drain()
    assert service_socket.received[-1] == "STOPPING=1"
    assert service_socket.received.count("READY=1") == 1


def test_a_stuck_worker_ends_the_feeding_and_is_named_once(
    service_socket: NotifySocket, stuck: StuckJob, caplog: pytest.LogCaptureFixture
) -> None:
    """A reader that hangs leads to a restart, not to a healthy-looking corpse."""
    service = ServiceManager(service_socket.address, QUICK_WATCHDOG_SECONDS)
    workers = [
        worker("sync", IdleJob(tick_seconds=0.01)),
        worker("reader", stuck, silence_seconds=0.1, stop_seconds=0),
    ]
    run = _run(workers, service)
    while "worker is stuck" not in caplog.text:
        assert service_socket.next() is not None
    service_socket.drain()
    assert [service_socket.next() for _ in range(6)] == ["STATUS=all well"] * 6
    errors = _messages(caplog, logging.ERROR)
    assert len(errors) == 1
    assert errors[0].startswith("worker is stuck worker=reader silent_seconds=0.")
    run.stop()


def test_a_worker_that_comes_back_is_fed_for_again(
    service_socket: NotifySocket, stuck: StuckJob, caplog: pytest.LogCaptureFixture
) -> None:
    """A step that took too long, but ended before the watchdog did, is no reason to restart."""
    caplog.set_level(logging.INFO)
    service = ServiceManager(service_socket.address, QUICK_WATCHDOG_SECONDS)
    run = _run([worker("reader", stuck, silence_seconds=0.05)], service)
    while "worker is stuck" not in caplog.text:
        assert service_socket.next() is not None
    service_socket.drain()
    stuck.release.set()
    service_socket.wait_for("WATCHDOG=1")
    assert "worker is back worker=reader" in _messages(caplog, logging.INFO)
    assert run.stop() == EXIT_OK


def test_workers_are_stopped_in_order_then_the_rest_is_closed() -> None:
    """Readers end before sync, so no promise is made that sync does not know; feedback is last."""
    notes: list[str] = []
    opened = threading.Semaphore(0)

    def note(line: str) -> None:
        notes.append(line)
        opened.release()

    run = _run(
        [worker("reader", IdleJob(), note=note), worker("sync", IdleJob(), note=note)],
        closing=[lambda: note("feedback closed"), lambda: note("rest closed")],
    )
    assert opened.acquire(timeout=10)
    assert opened.acquire(timeout=10)
    assert run.stop() == EXIT_OK
    assert notes[2:] == ["reader closed", "sync closed", "feedback closed", "rest closed"]


def test_an_interruption_that_is_lost_is_repeated() -> None:
    """SCardCancel may come just before the wait that it is to end."""
    job = IdleJob(deaf_times=3)
    began = threading.Event()
    run = _run([worker("reader", job, note=lambda _: began.set())])
    assert began.wait(10)
    assert run.stop() == EXIT_OK
    assert job.interruptions in {4, 5}


def test_a_worker_that_does_not_end_is_left_after_its_time(
    stuck: StuckJob, caplog: pytest.LogCaptureFixture
) -> None:
    """The end waits for nobody longer than agreed; the others are still stopped in order."""
    notes: list[str] = []
    run = _run(
        [worker("reader", stuck, stop_seconds=0.2), worker("sync", IdleJob(), note=notes.append)],
        closing=[lambda: notes.append("feedback closed")],
    )
    assert stuck.has_begun.wait(10)
    began = monotonic()
    assert run.stop() == EXIT_OK
    assert 0.2 <= monotonic() - began < 5
    assert run.supervisor.left == ("reader",)
    assert _messages(caplog, logging.WARNING) == ["worker did not end in time worker=reader"]
    assert notes == ["sync opened", "sync closed", "feedback closed"]


def test_the_second_request_skips_the_waiting(stuck: StuckJob) -> None:
    """Who asks twice gets the end at once."""
    run = _run([worker("reader", stuck, stop_seconds=FOREVER_SECONDS)])
    assert stuck.has_begun.wait(10)
    run.supervisor.stop()
    assert run.stop() == EXIT_OK
    assert run.supervisor.left == ("reader",)


def test_a_request_after_a_failure_does_not_skip_the_waiting() -> None:
    """What is in flight is still finished when systemd's SIGTERM meets a terminal that fails."""
    slow = IdleJob(deaf_times=4)
    notes: list[str] = []
    run = _run([worker("sync", slow, note=notes.append), worker("reader", FailingJob())])
    run.supervisor.stop()
    assert run.code() in {EXIT_OK, EXIT_FAILURE}
    assert notes[-1] == "sync closed"


@pytest.mark.parametrize("place", ["open", "step", "close"])
def test_a_failing_worker_ends_everything_with_a_traceback(
    place: str, caplog: pytest.LogCaptureFixture
) -> None:
    """An error that nobody expected is shown in full; all else ends in order, exit code 1."""
    notes: list[str] = []
    run = _run([worker("sync", IdleJob(), note=notes.append), _failing(place)])
    if place == "close":
        run.supervisor.stop()
    assert run.code() == EXIT_FAILURE
    assert "worker failed worker=reader" in _messages(caplog, logging.ERROR)
    assert "Traceback" in caplog.text
    assert notes == ["sync opened", "sync closed"]


def _failing(place: str) -> Worker:
    @contextmanager
    def opened() -> Iterator[Job]:
        if place == "open":
            raise RuntimeError("cannot be opened")
        yield FailingJob() if place == "step" else IdleJob()
        raise RuntimeError("cannot be closed")

    return Worker(name="reader", open=opened, silence_seconds=FOREVER_SECONDS)


def test_an_interruption_that_fails_stops_no_stopping(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever breaks at the end, everything is closed."""
    closed: list[str] = []
    began = threading.Event()
    failing = worker("reader", FailingJob(on="interrupt"), note=lambda _: began.set())
    run = _run([failing], closing=[lambda: closed.append("feedback")])
    assert began.wait(10)
    assert run.stop() == EXIT_OK
    assert closed == ["feedback"]
    assert "Traceback" not in caplog.text or "interrupt failed worker=reader" in caplog.text


def test_closing_that_fails_keeps_nothing_else_open(caplog: pytest.LogCaptureFixture) -> None:
    """One thing that cannot be closed is logged, the next is closed."""
    closed: list[str] = []

    def fail() -> None:
        raise RuntimeError("no")

    run = _run([worker("reader", IdleJob())], closing=[fail, lambda: closed.append("rest")])
    assert run.stop() == EXIT_OK
    assert closed == ["rest"]
    assert _messages(caplog, logging.ERROR) == ["closing failed"]


def test_a_status_that_fails_ends_everything(
    service_socket: NotifySocket, caplog: pytest.LogCaptureFixture
) -> None:
    """The supervisor itself is no exception: traceback, orderly stop, exit code 1."""
    notes: list[str] = []

    def fail() -> str:
        raise RuntimeError("no status")

    service = ServiceManager(service_socket.address, None)
    run = _run([worker("reader", IdleJob(), note=notes.append)], service, status=fail)
    assert run.code() == EXIT_FAILURE
    assert notes == ["reader opened", "reader closed"]
    assert "supervisor failed" in _messages(caplog, logging.ERROR)


def test_workers_that_never_started_need_no_stopping() -> None:
    """A stop before the start has ended everything is survived."""
    supervisor = Supervisor([worker("reader", IdleJob())], NOBODY, status=lambda: "")
    supervisor._end()
    assert supervisor.left == ()


def test_a_worker_opens_works_and_closes_in_its_own_thread() -> None:
    """Connections never cross threads."""
    threads: list[str] = []
    began = threading.Event()

    def note(_: str) -> None:
        threads.append(threading.current_thread().name)
        began.set()

    run = _run([worker("reader", IdleJob(), note=note)])
    assert began.wait(10)
    assert run.stop() == EXIT_OK
    assert threads == ["reader", "reader"]


def test_no_worker_can_keep_the_process(stuck: StuckJob) -> None:
    """A thread that hangs for good is not waited for by the interpreter."""
    run = _run([worker("stuck for good", stuck, stop_seconds=0)])
    assert stuck.has_begun.wait(10)
    run.stop()
    left = [thread for thread in threading.enumerate() if thread.name == "stuck for good"]
    assert [thread.daemon for thread in left] == [True]
