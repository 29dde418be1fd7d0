"""Figure 7: what a terminal keeps in memory once it has delivered many clockings.

The real daemon drains its outbox over TLS to a stand-in for Protime. Its resident memory is read
when it has delivered ten thousand, and again at fifty thousand: that may not have grown. Beside
it a model that does no more than send, with nothing but the standard library.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

from terminal.model import State
from tests.bench.figures import Bound, Figure
from tests.bench.sending_half import WatchedOutbox, config_of, store
from tests.bench.stand_in_process import RunningStandIn, stand_in

CLOCKINGS, MANY_CLOCKINGS = 10_000, 50_000
CONNECTIONS = 4
ROUNDS = 5
PATIENCE_SECONDS = 600.0
LOOK_EVERY_SECONDS = 0.05

_RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB$", re.MULTILINE)


def measure(folder: Path) -> list[Figure]:
    """Return how much a terminal takes, and by how much that grows."""
    ours, models, grown = [], [], []
    with stand_in(folder) as server:
        bench = _Bench(folder, server)
        for number in range(ROUNDS):
            is_last = number == ROUNDS - 1
            at_first, *later = bench.terminal(MANY_CLOCKINGS if is_last else CLOCKINGS)
            ours.append(at_first)
            grown += later
            models.append(bench.model())
    sides = {
        "terminal": _megabytes(ours),
        "model of the standard library": _megabytes(models),
        f"terminal after {MANY_CLOCKINGS:,}": _megabytes(grown),
    }
    return [
        Figure(
            number=7,
            name=f"memory after {CLOCKINGS:,} clockings ÷ a model of the standard library",
            rounds=[one / other for one, other in zip(ours, models, strict=True)],
            bound=Bound.AT_MOST,
            goal=1.6,
            sides=sides,
        ),
        Figure(
            number=7,
            name=f"memory after {MANY_CLOCKINGS:,} clockings ÷ after {CLOCKINGS:,}, one run",
            rounds=[grown[-1] / ours[-1]],
            bound=Bound.AT_MOST,
            goal=1.03,
            sides=sides,
        ),
    ]


def _megabytes(rounds: Sequence[int]) -> str:
    return f"{sorted(rounds)[len(rounds) // 2] / 1024:.1f} MB"


class _Bench:
    """Where the rounds are measured.

    Args:
        folder: For their files.
        server: What is sent to.
    """

    def __init__(self, folder: Path, server: RunningStandIn) -> None:
        self._folder = folder
        self._server = server
        config_of(folder, server, CONNECTIONS)
        (folder / "secret").chmod(0o600)  # the daemon refuses one that others may read
        self._booked = 0

    def terminal(self, number: int) -> list[int]:
        """Let a terminal deliver so many; return its kilobytes at each mark."""
        for old in self._folder.glob("outbox.db*"):
            old.unlink()
        outbox = self._folder / "outbox.db"
        WatchedOutbox(outbox).close()
        store(outbox, number, State.PENDING)
        self._begin()
        run = ["terminal", "run", "--config", str(self._folder / "terminal.toml")]
        with _running(*run) as process:
            marks = [each for each in (CLOCKINGS, MANY_CLOCKINGS) if each <= number]
            return [self._at(mark, process) for mark in marks]

    def model(self) -> int:
        """Let the model send as many as the first mark; return its kilobytes."""
        outbox = self._folder / "model.db"
        for old in self._folder.glob("model.db*"):
            old.unlink()
        self._begin()
        config = self._folder / "terminal.toml"
        model = ["tests.bench.standard_library", str(config), str(outbox), str(CLOCKINGS)]
        with _running(*model) as process:
            return self._at(CLOCKINGS, process)

    def _begin(self) -> None:
        self._server.restart(0)
        self._booked = 0

    def _at(self, mark: int, process: subprocess.Popen[bytes]) -> int:
        def is_there() -> bool:
            self._booked += self._server.restart(0).clockings
            return self._booked >= mark

        _wait_until(is_there)
        return resident_kilobytes(process.pid)


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert monotonic() < deadline, "it never came to that"
        Event().wait(LOOK_EVERY_SECONDS)


def resident_kilobytes(pid: int) -> int:
    """Return how much of a process lies in memory."""
    found = _RESIDENT.search(Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1])


@contextmanager
def _running(*module: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [sys.executable, "-m", *module],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
