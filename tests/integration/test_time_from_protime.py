"""A whole terminal whose clock nobody trusts, and a Protime whose answers tell the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from terminal.bootstrap.assembly import assemble
from terminal.bootstrap.edges import Edges
from terminal.cli.demo_edges import PromptReader
from terminal.config import load
from terminal.host.clocks import Kernel, Synchronisation, SystemClock
from terminal.host.systemd import ServiceManager
from terminal.model import AnyCue, Clocking, Delivered, Unavailable, Verdict
from terminal.outbox.beside import open_reading
from terminal.true_time import ToldTimes
from tests.parts.fakes import GatedProtime
from tests.parts.stored import config_file

AHEAD = timedelta(days=400)
"""How far the true time is ahead of this machine's clock."""


class Unsynchronised(Kernel):
    """The clocks of this kernel, which trusts none of them."""

    def synchronisation(self) -> Synchronisation:
        """Say so."""
        return Synchronisation.UNSYNCHRONISED


class TellingProtime(GatedProtime):
    """Tells the time with each answer, as the client over https does."""

    def __init__(self, told: ToldTimes) -> None:
        super().__init__()
        self._told = told

    def greet(self) -> Unavailable | None:
        self._tell()
        return None

    def deliver(self, clocking: Clocking) -> Verdict:
        self._tell()
        self.arrived.put(clocking)
        return Delivered("1")

    def close(self) -> None:
        """Close nothing."""

    def _tell(self) -> None:
        self._told.told_time((datetime.now(UTC) + AHEAD).replace(microsecond=0), 0.01)


class SilentFeedback:
    """Answers nobody."""

    def play(self, cue: AnyCue) -> None:
        del cue

    def close(self) -> None:
        """Close nothing."""


@contextmanager
def running(folder: Path) -> Iterator[tuple[PromptReader, SimpleQueue[Clocking]]]:
    """Run a terminal; give its reader, and what arrives at Protime."""
    clock = SystemClock("synchronised", Unsynchronised())
    told = ToldTimes(clock)
    protime, reader = TellingProtime(told), PromptReader()
    config = load(config_file(folder))
    edges = Edges(
        readers={"prompt": lambda: reader},
        open_protime=lambda: protime,
        feedback=SilentFeedback(),
        clock=clock,
        told=told,
    )
    supervisor = assemble(config, edges, ServiceManager.of({}, 0))
    thread = Thread(target=supervisor.run)
    thread.start()
    try:
        yield reader, protime.arrived
    finally:
        supervisor.stop()
        thread.join(20)
    assert not thread.is_alive()


def test_a_swipe_arrives_at_its_true_time(tmp_path: Path) -> None:
    """Held at first; the terminal asks for the time it lacks, dates the swipe and delivers it."""
    with running(tmp_path) as (reader, arrived):
        swiped_at = datetime.now(UTC) + AHEAD
        reader.present("0123")
        try:
            clocking = arrived.get(timeout=30)
        except Empty:
            clocking = None

    assert clocking
    assert clocking.booked
    error = timedelta(seconds=clocking.booked.error_seconds)
    assert timedelta(0) < error < timedelta(seconds=2)
    assert abs(clocking.booked.true_at - swiped_at) <= error + timedelta(seconds=0.5)
    assert not clocking.swipe.moment.is_trusted
    with open_reading(tmp_path / "outbox.db") as outbox:
        (boot,) = outbox.boots()
        conditions = {each.part: each.condition for each in outbox.parts()}
    assert boot.start
    assert boot.end
    assert conditions["clock"] == "trusted by Protime's answers"
