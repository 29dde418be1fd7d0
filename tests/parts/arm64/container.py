"""A Debian for arm64 in which programs run, but no systemd: that one is not for emulation."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from time import monotonic

from tests.parts.arm64.emulation import emulated
from tests.parts.nspawn.booted import copy_of, entering, leader_of

COMMAND_SECONDS = 600.0
START_SECONDS = 60.0
_POLL_SECONDS = 0.1
_START = ["systemd-nspawn", "--register=no", "--keep-unit", "--console=pipe", "--quiet"]


class Container:
    """It runs until its context ends, and all that was started in it ends with it.

    Attributes:
        root: Its root file system, as seen from here.
    """

    def __init__(self, root: Path, leader: int) -> None:
        self.root = root
        self._leader = leader
        self._started: list[subprocess.Popen[bytes]] = []

    def run(self, command: str) -> str:
        """Run a command as root and return what it wrote; it must succeed."""
        done = subprocess.run(
            entering(self._leader, command),
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}"
        return done.stdout

    def start(self, command: str, log: str) -> None:
        """Start a command as root, which goes on; what it says goes into a file there."""
        with (self.root / log.removeprefix("/")).open("wb") as output:
            started = subprocess.Popen(
                entering(self._leader, command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._started.append(started)

    def write(self, place: str, content: bytes) -> None:
        """Write a file there."""
        file = self.root / place.removeprefix("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def end(self) -> None:
        """End all that runs there: the first process takes all the others along."""
        os.kill(self._leader, signal.SIGKILL)
        for started in self._started:
            started.wait(START_SECONDS)


@contextmanager
def container(root: Path, scratch: Path) -> Iterator[Container]:
    """Run one on a copy of a root file system.

    Args:
        root: It is not written to.
        scratch: An empty folder on a disk, for what is written there.
    """
    with emulated(), copy_of(root, scratch) as copy:
        Path("/run/systemd/nspawn").mkdir(parents=True, exist_ok=True)
        idle = [*_START, f"--directory={copy}", "sleep", "infinity"]
        with (
            (scratch / "console").open("wb") as console,
            subprocess.Popen(
                idle, stdin=subprocess.DEVNULL, stdout=console, stderr=console
            ) as process,
        ):
            running = Container(copy, _leader(process))
            try:
                yield running
            finally:
                running.end()


def _leader(process: subprocess.Popen[bytes]) -> int:
    deadline = monotonic() + START_SECONDS
    while not _is_inside(leader := leader_of(process)):
        assert process.poll() is None, "the container ended"
        assert monotonic() < deadline, "the container does not start"
        Event().wait(_POLL_SECONDS)
    return leader


def _is_inside(leader: int) -> bool:
    """Return whether a process is in the container: before its program runs, it may not be yet."""
    with suppress(OSError):
        return Path(f"/proc/{leader}/exe").readlink().name != "systemd-nspawn"
    return False
