"""A private pcscd with a virtual reader; run the tests under `tests.parts.isolation`."""

import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from time import monotonic

from tests.parts.need import need, search_path

SOCKET = Path("/run/pcscd/pcscd.comm")
READER_CONFIGURATION = Path("/etc/reader.conf.d")
VIRTUAL_READER = "Virtual PCD"
READY_SECONDS = 10.0


class Pcscd:
    """The PC/SC daemon, in the foreground, as a child of the test.

    Args:
        no_readers: An empty directory.
        readers: Describes the virtual reader.
    """

    def __init__(self, no_readers: Path, readers: Path = READER_CONFIGURATION) -> None:
        self._no_readers = no_readers
        self._readers = readers
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, with_reader: bool = True) -> None:
        """Start it, and wait until it answers."""
        program = shutil.which("pcscd", path=search_path())
        assert program, "pcscd is not installed"
        configuration = self._readers if with_reader else self._no_readers
        command = [program, "--foreground", "--config", str(configuration)]
        self._process = subprocess.Popen(
            [*command, *_without_polkit(program)], stdout=subprocess.DEVNULL
        )
        _wait_until_it_answers(self._process)

    def stop(self) -> None:
        """End it as a service manager would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a crash would; its socket stays behind."""
        self._end(signal.SIGKILL)

    def _end(self, by: signal.Signals) -> None:
        if process := self._process:
            self._process = None
            process.send_signal(by)
            process.wait(READY_SECONDS)


@contextmanager
def running_pcscd(directory: Path) -> Iterator[Pcscd]:
    """Run a pcscd with a virtual reader, where both are installed.

    Args:
        directory: An empty directory, for a pcscd without readers.
    """
    need("pcscd", "/etc/reader.conf.d/vpcd")
    pcscd = Pcscd(directory)
    pcscd.start()
    try:
        yield pcscd
    finally:
        pcscd.stop()


def _without_polkit(program: str) -> list[str]:
    """Return the option that lets everybody in, where there is one: polkit has its own tests."""
    option = "--disable-polkit"
    told = subprocess.run([program, "--help"], capture_output=True, check=False, text=True)
    return [option] if option in told.stdout + told.stderr else []


def _wait_until_it_answers(process: subprocess.Popen[bytes]) -> None:
    deadline = monotonic() + READY_SECONDS
    pause = Event()
    while monotonic() < deadline:
        with socket.socket(socket.AF_UNIX) as attempt, suppress(OSError):
            attempt.connect(str(SOCKET))
            return
        assert process.poll() is None, "pcscd ended at once; does another one run here?"
        pause.wait(0.01)
    raise AssertionError("pcscd does not answer")
