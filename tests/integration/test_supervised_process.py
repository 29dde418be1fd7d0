"""The supervisor as a process: real signals, a real service manager's socket."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from tests.parts.notify_socket import NotifySocket


@pytest.fixture
def service_socket(tmp_path: Path) -> Iterator[NotifySocket]:
    """The socket of a service manager."""
    with NotifySocket(tmp_path / "notify") as notify_socket:
        yield notify_socket


@contextmanager
def _service(service_socket: NotifySocket, *kinds: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.parts.supervised", *kinds],
        env=os.environ | {"NOTIFY_SOCKET": service_socket.address, "WATCHDOG_USEC": "30000000"},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_an_idle_service_well_under_a_second(
    service_socket: NotifySocket, number: signal.Signals
) -> None:
    """SIGTERM and Ctrl-C: everything is closed in order, exit code 0, without delay."""
    with _service(service_socket, "reader", "sync") as process:
        service_socket.wait_for("WATCHDOG=1")
        began = monotonic()
        process.send_signal(number)
        service_socket.wait_for("STOPPING=1")
        said, logged = process.communicate(timeout=10)
        assert monotonic() - began < 1
    assert process.returncode == 0
    assert said.splitlines()[2:] == ["reader closed", "sync closed", "feedback closed"]
    assert "Traceback" not in logged


def test_a_second_signal_skips_the_waiting(service_socket: NotifySocket) -> None:
    """Whoever presses Ctrl-C twice means it; feedback is closed even so."""
    with _service(service_socket, "stuck") as process:
        service_socket.wait_for("WATCHDOG=1")
        process.send_signal(signal.SIGINT)
        service_socket.wait_for("STOPPING=1")
        began = monotonic()
        process.send_signal(signal.SIGINT)
        said, logged = process.communicate(timeout=10)
        assert monotonic() - began < 2
    assert process.returncode == 0
    assert said.splitlines() == ["stuck opened", "feedback closed"]
    assert "worker did not end in time worker=stuck" in logged


def test_a_failing_worker_is_exit_code_1_and_a_traceback(service_socket: NotifySocket) -> None:
    """The service manager sees the failure, the journal its reason."""
    with _service(service_socket, "failing", "sync") as process:
        said, logged = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "sync closed" in said
    assert "RuntimeError: a poisonous step" in logged


def test_the_watchdogs_signal_prints_where_every_thread_hangs(
    service_socket: NotifySocket,
) -> None:
    """After SIGABRT the log shows the stack of the worker that hung."""
    with _service(service_socket, "stuck") as process:
        service_socket.wait_for("WATCHDOG=1")
        process.send_signal(signal.SIGABRT)
        _, logged = process.communicate(timeout=10)
    assert process.returncode == -signal.SIGABRT
    assert "jobs.py" in logged
    assert "in step" in logged


def test_an_idle_service_hardly_wakes(service_socket: NotifySocket) -> None:
    """The supervisor's own thread wakes for its tick, every five seconds, and for nothing else."""
    with _service(service_socket, "reader") as process:
        service_socket.wait_for("WATCHDOG=1")
        service_socket.drain()
        before = _wake_ups(process.pid)
        assert service_socket.next(1) is None
        assert _wake_ups(process.pid) - before <= 1


def _wake_ups(pid: int) -> int:
    counts = [
        line.split()[1]
        for task in Path(f"/proc/{pid}/task").iterdir()
        for line in (task / "status").read_text(encoding="utf-8").splitlines()
        if line.startswith("voluntary_ctxt_switches")
    ]
    return sum(map(int, counts))
