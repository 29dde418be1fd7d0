"""The service that may ask the kernel about its clock, and the question to it."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

import pytest

from terminal.host import clock_service
from terminal.host.clock_question import ask_clock_service
from terminal.host.clock_service import answer, kernels_word
from tests.parts.need import need

PROGRAM = Path(clock_service.__file__)


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[socket.socket]:
    """Return a socket that listens, as systemd makes it."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "clock"))
        listener.listen()
        yield listener


@pytest.mark.parametrize("state", [0, 1, 5, -1])
def test_what_the_kernel_says_is_handed_on(listener: socket.socket, state: int) -> None:
    """Each number, that of a refusal included."""
    thread = Thread(target=answer, args=(listener, lambda: state))
    thread.start()
    assert ask_clock_service(listener.getsockname()) == state
    thread.join()


def test_who_has_gone_leaves_the_service_as_it_was(listener: socket.socket) -> None:
    """The next one who asks is answered."""
    with socket.socket(socket.AF_UNIX) as hasty:
        hasty.connect(listener.getsockname())
    answer(listener, lambda: 5)
    thread = Thread(target=answer, args=(listener, lambda: 0))
    thread.start()
    assert ask_clock_service(listener.getsockname()) == 0
    thread.join()


def test_without_the_service_nothing_is_known(tmp_path: Path) -> None:
    """No socket: as if the kernel had refused."""
    assert ask_clock_service(str(tmp_path / "nothing")) == -1


def test_a_service_that_says_nothing_is_not_waited_for(listener: socket.socket) -> None:
    """A swipe goes on without trust, and is dated later."""
    told = SimpleQueue[int]()
    thread = Thread(target=lambda: told.put(ask_clock_service(listener.getsockname())))
    thread.start()
    assert told.get(timeout=5) == -1
    thread.join()


@pytest.mark.parametrize("words", [b"", b"yes"])
def test_an_answer_that_is_no_number_is_none(listener: socket.socket, words: bytes) -> None:
    """Whoever else sits at that socket is not believed."""

    def say() -> None:
        asking, _ = listener.accept()
        with asking:
            asking.sendall(words)

    thread = Thread(target=say)
    thread.start()
    assert ask_clock_service(listener.getsockname()) == -1
    thread.join()


def test_it_runs_as_a_file_with_the_socket_that_systemd_hands_it(tmp_path: Path) -> None:
    """As in its unit: one socket for all who ask, and nothing of the terminal needed."""
    need("systemd-socket-activate")
    place = str(tmp_path / "clock")
    command = [sys.executable, "-I", str(PROGRAM)]
    with subprocess.Popen(
        ["systemd-socket-activate", f"--listen={place}", *command], stderr=subprocess.DEVNULL
    ) as service:
        try:
            pause = Event()
            tries = (ask_clock_service(place) for _ in range(50) if not pause.wait(0.05))
            assert kernels_word()() in tries
            assert ask_clock_service(place) == kernels_word()()
        finally:
            service.terminate()
