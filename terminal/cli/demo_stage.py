"""The demo's terminal and its Protime: wired as the daemon is, but for reader and lights."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import Self

from terminal.bootstrap import Edges, assemble
from terminal.bootstrap.client import open_protime
from terminal.cli.demo_config import written_config
from terminal.cli.demo_edges import PromptFeedback, PromptReader
from terminal.cli.demo_summary import Evidence
from terminal.host import logs
from terminal.host.clocks import SystemClock
from terminal.host.systemd import ServiceManager
from terminal.model import AnyCue, Clocking, Cue, State
from terminal.outbox.beside import open_reading
from terminal.simulator import BookedClocking, Exchange, Pace, ProtimeSimulator
from terminal.simulator.rehearsal import describe, read_fault
from terminal.supervisor import EXIT_OK, Supervisor

_ANSWER_SECONDS = 10.0
_STOP_SECONDS = 30.0
_LINK_SECONDS = 5.0
_LOOK_SECONDS = 0.05
_PACE = Pace(slow_seconds=8, dribble_seconds=0.1, refuse_seconds=5, retry_after_seconds=3)
_REFUSED = 400
_UNDERWAY = (State.PENDING, State.SENDING)


class Stage:
    """A running terminal and a simulated Protime. Used as a context manager.

    Args:
        folder: Where outbox, configuration and log are put.
        tell: Shows a line to the person.
    """

    def __init__(self, folder: Path, tell: Callable[[str], None]) -> None:
        self._accepted: list[str] = []
        self.is_offline = False
        self._has_failed = False
        self._first_seq = 1
        self._tell = tell
        self._folder = folder
        self._news: SimpleQueue[str] = SimpleQueue()
        self._reader = PromptReader()
        self._feedback = PromptFeedback(self._news)
        self._thread = Thread(target=self._run, name="supervisor")
        self._running = ExitStack()
        self.simulator = ProtimeSimulator(pace=_PACE, on_exchange=self._seen)

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            log = (self._folder / "terminal.log").open("a", encoding="utf-8")
            logs.set_up(stream=opened.enter_context(log), environment={})
            opened.enter_context(self.simulator)
            self.config = written_config(self._folder, self.simulator)
            self._supervisor = self._assembled()
            self._first_seq += max((each.seq for each in self.clockings(1)), default=0)
            self._thread.start()
            opened.callback(self.stop)
            self._wait_for_link()
            self._running = opened.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._running.close()

    def stop(self) -> None:
        """End the terminal in order, as SIGTERM does; a second time does nothing."""
        self._supervisor.stop()
        self._thread.join(_STOP_SECONDS)

    def swipe(self, number: str) -> AnyCue | None:
        """Swipe a badge; return the answer, or None if there is none in time."""
        self._feedback.pass_on()
        self._reader.present(number)
        cue = self._feedback.answer(_ANSWER_SECONDS)
        if cue in (Cue.ACCEPTED, Cue.ACCEPTED_OFFLINE):
            self._accepted.append(number)
        return cue

    def go_offline(self) -> None:
        """Pull the network cable."""
        self.is_offline = True
        self.simulator.faults.add("refuse", times=None)

    def go_online(self) -> None:
        """Plug it in again, and end all other faults."""
        self.is_offline = False
        self.simulator.faults.clear()

    def plan_fault(self, text: str) -> None:
        """Let the next requests go wrong.

        Raises:
            ValueError: It is not `NAME[:TIMES][@SORT]`.
        """
        name, times, target = read_fault(text)
        self.simulator.faults.add(name, times=times, on=target)

    def clockings(self, limit: int = -1) -> list[Clocking]:
        """Return what the terminal has stored, the newest first."""
        with open_reading(self.config.outbox.path) as outbox:
            return outbox.clockings(limit=limit)

    def booked(self) -> tuple[BookedClocking, ...]:
        """Return what Protime has booked."""
        return self.simulator.ledger.booked

    def underway(self) -> int:
        """Return how many clockings are to be sent, or on their way."""
        return sum(each.state in _UNDERWAY for each in self.clockings())

    def settle(self, timeout_seconds: float) -> None:
        """Wait until nothing is underway, for a bounded time, and show what happens meanwhile."""
        _wait_until(self._is_settled, timeout_seconds)
        self.tell_news()

    def evidence(self) -> Evidence:
        """Return what there is to be seen of this demo's swipes."""
        return Evidence(
            accepted=self._accepted,
            stored=[each for each in self.clockings() if each.seq >= self._first_seq],
            booked={str(each.id) for each in self.booked()},
            has_failed=self._has_failed,
        )

    def tell_news(self) -> None:
        """Show what happened by itself."""
        self._feedback.pass_on()
        while not self._news.empty():
            self._tell(f"  {self._news.get()}")

    def _is_settled(self) -> bool:
        self.tell_news()
        return not self.underway()

    def _assembled(self) -> Supervisor:
        secret = self.simulator.tokens.client.secret
        edges = Edges(
            readers={"prompt": lambda: self._reader},
            open_protime=partial(open_protime, self.config, lambda: secret),
            feedback=self._feedback,
            clock=SystemClock(self.config.terminal.clock_trust),
        )
        return assemble(self.config, edges, ServiceManager.of({}, 0))

    def _run(self) -> None:
        self._has_failed = self._supervisor.run() != EXIT_OK

    def _wait_for_link(self) -> None:
        """Let the first swipe meet a terminal that has greeted Protime."""
        _wait_until(self._is_link_up, _LINK_SECONDS)
        self.tell_news()

    def _is_link_up(self) -> bool:
        with open_reading(self.config.outbox.path) as outbox:
            return any(each.part == "link" and each.condition == "up" for each in outbox.parts())

    def _seen(self, exchange: Exchange) -> None:
        is_refused = exchange.answer is None or exchange.answer.status >= _REFUSED
        if exchange.clocking or exchange.fault or is_refused:
            self._news.put(f"Protime: {describe(exchange)}")


def _wait_until(is_so: Callable[[], bool], timeout_seconds: float) -> None:
    give_up_at, pause = monotonic() + timeout_seconds, Event()
    while not is_so() and monotonic() < give_up_at:
        pause.wait(_LOOK_SECONDS)
