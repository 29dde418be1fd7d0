"""Figure 8: a terminal at which nobody stands, with Protime in reach.

Two real daemons, one with a console and one with a reader behind the real pcscd, stand beside a
loop that wakes up ten times a second and does nothing. All are looked at over the same seconds.
pcscd's own work is no part of it.

The measurement runs as a process of its own, where no other pcscd is in the way.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from threading import Event
from time import monotonic

from terminal.outbox.reserve import Reserve
from terminal.simulator.virtual_badge import VirtualBadge
from tests.bench.awake import Awake
from tests.bench.figures import Bound, Figure
from tests.bench.sending_half import WatchedOutbox, config_of
from tests.bench.stand_in_process import RunningStandIn, stand_in
from tests.parts.daemon import READERS, Daemon
from tests.parts.pcscd import running_pcscd

ROUNDS = 5
ROUND_SECONDS = 24.0
"""As long as the longest step of a worker, so that each is seen in every round."""
SETTLED_SECONDS = 3.0
PATIENCE_SECONDS = 60.0

CONSOLE, PCSC = "terminal, console", "terminal, PC/SC reader"
EMPTY, POLLING = "an empty loop, 10 times a second", "rival: looks into SQLite 10 times a second"

Rounds = Mapping[str, Sequence[tuple[int, int]]]


def measure(folder: Path) -> list[Figure]:
    """Return what idleness costs."""
    python = [sys.executable, "-m"]
    command = [*python, "tests.parts.isolation", *python, __name__, str(folder)]
    measured = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    rounds: Rounds = json.loads(measured.stdout)
    return [each for name in (CONSOLE, PCSC) for each in _figures(name, rounds)]


def _figures(name: str, rounds: Rounds) -> list[Figure]:
    own, empty = rounds[name], rounds[EMPTY]
    sides = {each: _in_words(rounds[each]) for each in rounds}
    return [
        Figure(
            number=8,
            name=f"idle processor time ÷ an empty 10 Hz loop, {name}",
            rounds=[mine[0] / floor[0] for mine, floor in zip(own, empty, strict=True)],
            bound=Bound.AT_MOST,
            goal=0.15,
            sides=sides,
        ),
        Figure(
            number=8,
            name=f"wake-ups in a second, {name}",
            rounds=[wake_ups / ROUND_SECONDS for _, wake_ups in own],
            bound=Bound.AT_MOST,
            goal=1.2,
            sides=sides,
        ),
    ]


def _in_words(rounds: Sequence[tuple[int, int]]) -> str:
    seconds = median(cpu_ns for cpu_ns, _ in rounds) / 1e9 / ROUND_SECONDS * 3600
    wake_ups = median(wake_ups for _, wake_ups in rounds) / ROUND_SECONDS
    return f"{seconds:.2f} s an hour, {wake_ups:.1f} wake-ups a second"


def main(folder: Path) -> None:
    """Look at all of them in the same rounds, and print what was seen."""
    with ExitStack() as opened:
        processes = _processes(folder, opened)
        Event().wait(SETTLED_SECONDS)
        rounds: dict[str, list[tuple[int, int]]] = {name: [] for name in processes}
        for _ in range(ROUNDS):
            before = {name: Awake.of(pid) for name, pid in processes.items()}
            Event().wait(ROUND_SECONDS)
            for name, pid in processes.items():
                passed = Awake.of(pid).since(before[name])
                rounds[name].append((passed.cpu_ns, passed.wake_ups))
    print(json.dumps(rounds))


def _processes(folder: Path, opened: ExitStack) -> dict[str, int]:
    console, pcsc, nobody = folder / "console", folder / "pcsc", folder / "nobody"
    for each in (console, pcsc, nobody):
        each.mkdir()
    server = opened.enter_context(stand_in(folder))
    opened.enter_context(running_pcscd(nobody))
    typed = opened.enter_context(_terminal(console, server, "console"))
    typed.type("1955")
    read = opened.enter_context(_terminal(pcsc, server, "pcsc"))
    with VirtualBadge(bytes(7)) as badge:
        assert badge.was_read.wait(PATIENCE_SECONDS)
    _wait_for_deliveries(server, 2)
    polling = ["tests.bench.ten_hertz", str(console / "outbox.db")]
    return {
        CONSOLE: typed.process.pid,
        PCSC: read.process.pid,
        EMPTY: opened.enter_context(_rival("tests.bench.ten_hertz")),
        POLLING: opened.enter_context(_rival(*polling)),
    }


@contextmanager
def _terminal(folder: Path, server: RunningStandIn, reader: str) -> Iterator[Daemon]:
    config_of(folder, server, connections=4)
    _age(folder / "outbox.db")
    (folder / "secret").chmod(0o600)  # the daemon refuses one that others may read
    file = folder / "terminal.toml"
    file.write_text(file.read_text().replace(READERS["console"], READERS[reader]))
    daemon = Daemon(file, folder / "log")
    try:
        yield daemon
    finally:
        daemon.kill()


def _age(path: Path) -> None:
    """Make an outbox that has its reserve already: that is built in the first minute, once."""
    with WatchedOutbox(path) as outbox:
        while not Reserve(path).is_whole:
            outbox.tidy()


@contextmanager
def _rival(*module: str) -> Iterator[int]:
    with subprocess.Popen([sys.executable, "-m", *module]) as process:
        try:
            yield process.pid
        finally:
            process.kill()


def _wait_for_deliveries(server: RunningStandIn, number: int) -> None:
    booked = 0

    def are_there() -> bool:
        nonlocal booked
        booked += server.restart(0).clockings
        return booked >= number

    _wait_until(are_there)


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert monotonic() < deadline, "it never came to that"
        Event().wait(0.1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
