"""What the daemon loads, when, and how often it wakes up: figures without noise."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Event
from time import monotonic

import pytest

from terminal.host.clocks import SystemClock
from terminal.outbox import SqliteOutbox
from terminal.outbox.reserve import Reserve
from terminal.simulator import ProtimeSimulator
from tests.bench.awake import Awake
from tests.parts.daemon import Daemon, configuration
from tests.parts.loaded import AFTER_IT, BEFORE_THE_FIRST_SWIPE, modules

PATIENCE_SECONDS = 20.0
IDLE_SECONDS = 10.0
SETTLED_SECONDS = 1.0
MOST_WAKE_UPS = 1.2 * IDLE_SECONDS
BEFORE = {"MainThread", "reader console"}
"""Sync and network begin to import when the first swipe is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of a daemon.

    Attributes:
        imports: The thread that first asked for each module, in order.
        idle: What it did while nobody came.
    """

    imports: Mapping[str, str]
    idle: Awake

    def of(self, *threads: str) -> set[str]:
        """Return the modules of these threads; of libraries, only the outermost name."""
        mine = {name for name, thread in self.imports.items() if thread in threads}
        return {_outermost(name) for name in mine if not _is_of_python(name)}


def _is_of_python(name: str) -> bool:
    outermost = name.split(".", maxsplit=1)[0]
    return outermost in sys.stdlib_module_names or outermost.startswith("_sysconfigdata")


def _outermost(name: str) -> str:
    outermost, _, _ = name.partition(".")
    return name if outermost == "terminal" else outermost


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Run a daemon over an outbox that is there, take one swipe, and leave it alone."""
    folder = tmp_path_factory.mktemp("idle")
    with SqliteOutbox(folder / "outbox.db", SystemClock("always").now) as outbox:
        while not Reserve(folder / "outbox.db").is_whole:  # built in the first minutes, once
            outbox.tidy()
    told = folder / "told"
    with ProtimeSimulator() as protime:
        watched = ("tests.parts.imports", str(told), "run")
        daemon = Daemon(configuration(folder, protime), folder / "log", program=watched)
        try:
            daemon.type("1955")
            daemon.wait_for_cue("accepted", "accepted-offline")
            _wait_for(daemon, "read-back on")
            Event().wait(SETTLED_SECONDS)
            before = Awake.of(daemon.process.pid)
            Event().wait(IDLE_SECONDS)
            idle = Awake.of(daemon.process.pid).since(before)
            assert daemon.terminate() == 0
        finally:
            daemon.kill()
    return Seen(imports=json.loads(told.read_text()), idle=idle)


def _wait_for(daemon: Daemon, words: str) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    while words not in daemon.log():
        assert monotonic() < deadline, daemon.log()
        Event().wait(0.05)


def test_nothing_without_a_reason_is_loaded_before_the_first_swipe(seen: Seen) -> None:
    """Somebody may wait at the door. What is new belongs into the table, or is loaded later."""
    assert seen.of(*BEFORE) <= modules(BEFORE_THE_FIRST_SWIPE)


@pytest.mark.parametrize("module", ["dataclasses", "inspect", "socket", "ctypes"])
def test_of_python_itself_what_is_dear_waits_as_well(seen: Seen, module: str) -> None:
    """A class of values is a struct, and nobody is asked for the time (decision record 0039)."""
    assert seen.imports.get(module) not in BEFORE


def test_what_sends_is_loaded_by_the_thread_that_sends(seen: Seen) -> None:
    """With the libraries that it needs, and no other."""
    later = seen.of("sync")
    assert {"httpx", "terminal.protime.client", "terminal.sync.sync", "terminal.held"} <= later
    assert {name for name in later if not name.startswith("terminal")} <= modules(AFTER_IT)


@pytest.mark.parametrize(
    "library", ["click", "gpiozero", "rich", "pygments", "smartcard", "sqlite_utils"]
)
def test_what_is_not_needed_is_never_loaded(seen: Seen, library: str) -> None:
    """No lamps, no PC/SC reader, no new schema and no typed words: none of their libraries."""
    assert library not in {_outermost(name) for name in seen.imports}


def test_an_idle_terminal_sleeps(seen: Seen) -> None:
    """Reader, sync and supervisor look up once in a while, and nothing else."""
    assert 0 < seen.idle.wake_ups <= MOST_WAKE_UPS
