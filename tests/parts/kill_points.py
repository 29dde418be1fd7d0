"""The system calls of a process, one by one, as places to stop it at."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic

_ATTACH_SECONDS = 20.0
_CALL = re.compile(r"(\d+) +(\w+)\(")
_NOT_A_STEP = frozenset({"restart_syscall", "exit", "exit_group"})
_MATTERING = frozenset(
    {
        *("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "unlink", "rename"),
        *("read", "socket", "connect", "sendto", "recvfrom"),
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A moment just before a system call is carried out.

    Attributes:
        thread: Which thread of the process makes it, counted from 0 in the order of their start.
        call: Its name.
        number: How many calls of that name the thread has made by then, this one included.
    """

    thread: int
    call: str
    number: int

    @property
    def matters(self) -> bool:
        """Whether it changes the disk, speaks over the network or takes a swipe."""
        return self.call in _MATTERING

    @property
    def injection(self) -> list[str]:
        """The options by which strace kills at this point; it counts for each thread."""
        kill = f"inject={self.call}:signal=SIGKILL:when={self.number}"
        return ["-qq", "-e", f"trace={self.call}", "-e", kill, "-o", "/dev/null"]


def points_of(trace: str) -> list[Point]:
    """Return every system call that `strace -f` wrote down, as a place to stop at."""
    calls = [match.groups() for line in trace.splitlines() if (match := _CALL.match(line))]
    threads = sorted({int(thread) for thread, _ in calls})
    counted: Counter[tuple[int, str]] = Counter()
    points = []
    for thread, call in calls:
        key = threads.index(int(thread)), call
        counted[key] += 1
        if call not in _NOT_A_STEP:
            points.append(Point(*key, counted[key]))
    return points


def threads_of(pid: int) -> list[int]:
    """Return the threads of a process in the order in which they were started."""
    return sorted(int(each.name) for each in Path(f"/proc/{pid}/task").iterdir())


@contextmanager
def attached(threads: Sequence[int], *options: str) -> Iterator[None]:
    """Have strace watch these threads and no others."""
    targets = [word for thread in threads for word in ("-p", str(thread))]
    with subprocess.Popen(["strace", *options, *targets], stderr=subprocess.DEVNULL) as strace:
        try:
            _wait_until_traced(threads)
            yield
        finally:
            strace.terminate()


def _wait_until_traced(threads: Sequence[int]) -> None:
    deadline = monotonic() + _ATTACH_SECONDS
    while not all(_is_traced(thread) for thread in threads):
        assert monotonic() < deadline, "strace cannot attach to a process of the same user"
        Event().wait(0.002)


def _is_traced(thread: int) -> bool:
    try:
        return "TracerPid:\t0\n" not in Path(f"/proc/{thread}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True  # and has been killed
