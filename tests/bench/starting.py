"""Figure 7: from the start of the process after a SIGKILL to the first durable swipe.

The badge waits at the door from the beginning: it is in the pipe before Python starts. A
million clockings lie in the outbox, and what was written last lies in its log, as after a power
cut. Beside it: what Python takes for nothing, and for no more than the libraries that a terminal
of this kind needs before it can read a configuration and open a store.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Timer
from time import perf_counter_ns

from terminal.simulator import ProtimeSimulator
from tests.bench.figures import Bound, Figure, in_turns, ratios
from tests.parts.archive import fill
from tests.parts.daemon import configuration

CLOCKINGS = 1_000_000
ROUNDS = 9
GOAL = 4.0
PATIENCE_SECONDS = 60.0
LIBRARIES = "import dataclasses, logging, msgspec, sqlite3, tomllib, zoneinfo"

Side = Callable[[], list[int]]


def measure(folder: Path) -> list[Figure]:
    """Return how long a terminal takes to be of use, over a million rows and a full log."""
    outbox = folder / "outbox.db"
    fill(outbox, CLOCKINGS)
    programs = _Programs(folder / "bytecode")
    with ProtimeSimulator() as protime:
        file = str(configuration(folder, protime, repeat_window_seconds=1))
        sides = [
            lambda: programs.ended("-c", "pass"),
            _after_a_kill(
                outbox, lambda: programs.answered("-m", "terminal", "run", "--config", file)
            ),
            lambda: programs.ended("-c", LIBRARIES),
            lambda: programs.answered(
                "-m", "tests.bench.everything_first", str(folder / "rival.db")
            ),
        ]
        in_turns(sides, 1)  # so that all is compiled
        empty, ours, libraries, rivals = in_turns(sides, ROUNDS)
    return [
        Figure(
            number=7,
            name="start after SIGKILL to first durable swipe ÷ python -c pass",
            rounds=ratios(ours, empty),
            bound=Bound.AT_MOST,
            goal=GOAL,
            sides={
                "terminal": _milliseconds(ours),
                "python -c pass": _milliseconds(empty),
                "its libraries alone": _milliseconds(libraries),
                "rival: imports everything first": _milliseconds(rivals),
            },
        )
    ]


def _milliseconds(rounds: Sequence[Sequence[int]]) -> str:
    everything = sorted(each for one_round in rounds for each in one_round)
    return f"{everything[len(everything) // 2] / 1e6:.0f} ms"


def _after_a_kill(outbox: Path, answered: Side) -> Side:
    def measure() -> list[int]:
        killed = [sys.executable, "-m", "tests.bench.killed_at_work", str(outbox)]
        subprocess.run(killed, check=False)
        return answered()

    return measure


class _Programs:
    """Programs of this Python, compiled beforehand as an installed one is.

    Args:
        bytecode: Where they keep what is compiled.
    """

    def __init__(self, bytecode: Path) -> None:
        self._environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(bytecode)}
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def ended(self, *arguments: str) -> list[int]:
        """Measure from the start to the end."""
        begin = perf_counter_ns()
        subprocess.run([sys.executable, *arguments], check=True, env=self._environment)
        return [perf_counter_ns() - begin]

    def answered(self, *arguments: str) -> list[int]:
        """Measure from the start until a swipe is accepted that waits from the beginning."""
        begin = perf_counter_ns()
        with subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        ) as process:
            impatience = Timer(PATIENCE_SECONDS, process.kill)
            impatience.start()
            assert process.stdin
            assert process.stdout
            # Another badge each time: the terminal remembers who came a moment ago.
            os.write(process.stdin.fileno(), f"{begin}\n".encode())
            while b"ACCEPTED" not in (line := process.stdout.readline()):
                assert line, "it ended, or was too slow"
            passed = perf_counter_ns() - begin
            impatience.cancel()
            process.kill()
        return [passed]
