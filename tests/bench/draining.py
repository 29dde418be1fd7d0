"""The first hour after an outage: how fast clockings leave, and what each costs.

The terminal's own sending half over a real outbox with a history, marks and acknowledgements
included, sends over TLS to a stand-in for Protime on another core. In the same rounds, bare posts
of httpx in as many threads send the same bodies: what nobody can be faster than.

A rate is that of the drain under way: from its tenth part until it comes to its end. The CPU time
is that of the whole drain, connections and token included.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import process_time

from terminal.config import Config
from terminal.local_time import booked_time
from terminal.model import State
from tests.bench.figures import Bound, Figure
from tests.bench.rivals import Sent, bare_posts, bodies, naive_drain, naive_store
from tests.bench.sending_half import (
    BRUSSELS,
    WatchedOutbox,
    config_of,
    sending_half,
    store,
    swiped,
)
from tests.bench.stand_in import Counts
from tests.bench.stand_in_process import RunningStandIn, stand_in

CONNECTIONS = 8
ROUNDS = 5
HISTORY = 100_000
QUICK_SECONDS, SLOW_SECONDS = 0.020, 0.100
QUICK_CLOCKINGS, SLOW_CLOCKINGS, NAIVE_CLOCKINGS = 640, 240, 30


@dataclass(slots=True)
class Rounds:
    """What was seen at one server time, round by round."""

    seconds: float
    ours: list[Sent] = field(default_factory=list)
    bare: list[Sent] = field(default_factory=list)
    naive: list[Sent] = field(default_factory=list)
    counts: list[Counts] = field(default_factory=list)

    @property
    def most(self) -> float:
        """How many clockings can be sent in a second, by Little's law."""
        return CONNECTIONS / self.seconds

    def sides(self) -> dict[str, str]:
        """Return all rates for a person."""
        rates = {"terminal": self.ours, "bare httpx posts": self.bare, "naive model": self.naive}
        shown = {name: f"{_rate(sent):.0f}/s" for name, sent in rates.items() if sent}
        return {**shown, "no more than": f"{self.most:.0f}/s"}


def measure(folder: Path) -> list[Figure]:
    """Return how fast a drain is, and what it costs."""
    WatchedOutbox(folder / "outbox.db").close()
    store(folder / "outbox.db", HISTORY, State.DELIVERED)
    naive_store(folder / "naive.db", HISTORY)
    with stand_in(folder) as server, WatchedOutbox(folder / "outbox.db") as outbox:
        bench = _Bench(config_of(folder, server, CONNECTIONS), server, outbox, folder / "naive.db")
        bench.drain(QUICK_SECONDS, QUICK_CLOCKINGS // 4)  # so that everything is imported
        quick = bench.quick()
        slow = bench.slow()
    return [*_rates(quick, slow), *_costs(quick)]


class _Bench:
    """Everything a round needs.

    Args:
        config: Of the terminal, and so of its rivals.
        server: What is sent to.
        outbox: With a history.
        naive: The file of the naive model.
    """

    def __init__(
        self, config: Config, server: RunningStandIn, outbox: WatchedOutbox, naive: Path
    ) -> None:
        self._config = config
        self._server = server
        self._outbox = outbox
        self._naive = naive

    def quick(self) -> Rounds:
        """Measure at a server that is quick."""
        rounds = Rounds(QUICK_SECONDS)
        few, many = bodies(NAIVE_CLOCKINGS), bodies(QUICK_CLOCKINGS)
        sides = [
            lambda: rounds.ours.append(self._counted(rounds, QUICK_CLOCKINGS)),
            lambda: rounds.bare.append(bare_posts(self._config, many)),
            lambda: rounds.naive.append(naive_drain(self._config, self._naive, few)),
        ]
        return self._in_turns(rounds, sides)

    def slow(self) -> Rounds:
        """Measure at a server that is slow."""
        rounds = Rounds(SLOW_SECONDS)
        many = bodies(SLOW_CLOCKINGS)
        sides = [
            lambda: rounds.ours.append(self._counted(rounds, SLOW_CLOCKINGS)),
            lambda: rounds.bare.append(bare_posts(self._config, many)),
        ]
        return self._in_turns(rounds, sides)

    def drain(self, server_seconds: float, number: int) -> Sent:
        """Send clockings as the terminal does."""
        for each in range(number):
            swipe = swiped(each)
            self._outbox.put(swipe, booked_time(swipe.moment.at, BRUSSELS))
        self._outbox.settled = [(0, 0)]
        self._server.restart(server_seconds)
        with sending_half(self._config, self._outbox) as job:
            begin = process_time()
            while self._outbox.settled[-1][1] < number:
                job.step()
            cpu_seconds = (process_time() - begin) / number
        return Sent(rate=_rate_under_way(self._outbox.settled), cpu_seconds=cpu_seconds)

    def _counted(self, rounds: Rounds, number: int) -> Sent:
        sent = self.drain(rounds.seconds, number)
        rounds.counts.append(self._server.restart(rounds.seconds))
        return sent

    def _in_turns(self, rounds: Rounds, sides: list[Callable[[], None]]) -> Rounds:
        self._server.restart(rounds.seconds)
        for _ in range(ROUNDS):
            for side in sides:
                side()
            sides.reverse()
        return rounds


def _rates(quick: Rounds, slow: Rounds) -> list[Figure]:
    of_most = [
        Figure(
            number=5,
            name=f"drain rate ÷ (8 connections ÷ {each.seconds * 1000:.0f} ms)",
            rounds=[sent.rate / each.most for sent in each.ours],
            bound=Bound.AT_LEAST,
            goal=goal,
            sides=each.sides(),
        )
        for each, goal in ((quick, 0.90), (slow, 0.97))
    ]
    of_naive = Figure(
        number=5,
        name="drain rate ÷ naive model, 20 ms",
        rounds=[
            ours.rate / naive.rate for ours, naive in zip(quick.ours, quick.naive, strict=True)
        ],
        bound=Bound.AT_LEAST,
        goal=10,
        sides=quick.sides(),
    )
    return [*of_most, of_naive]


def _costs(quick: Rounds) -> list[Figure]:
    cpu = Figure(
        number=6,
        name="CPU per clocking over TLS ÷ bare httpx posts, 8 threads each",
        rounds=[
            ours.cpu_seconds / bare.cpu_seconds
            for ours, bare in zip(quick.ours, quick.bare, strict=True)
        ],
        bound=Bound.AT_MOST,
        goal=1.3,
        sides={
            "terminal": _cpu(quick.ours),
            "bare httpx posts": _cpu(quick.bare),
            "naive model": _cpu(quick.naive),
        },
    )
    return [
        cpu,
        _count("connections opened", CONNECTIONS, [each.connections for each in quick.counts]),
        _count("tokens asked for", 1, [each.tokens for each in quick.counts]),
        _count("read-backs", 0, [each.lists for each in quick.counts]),
    ]


def _count(name: str, goal: int, rounds: Sequence[int]) -> Figure:
    return Figure(
        number=6,
        name=name,
        rounds=rounds,
        bound=Bound.EXACTLY,
        goal=goal,
        sides={"for": f"{QUICK_CLOCKINGS} clockings, {CONNECTIONS} connections"},
    )


def _rate_under_way(settled: Sequence[tuple[int, int]]) -> float:
    """Return clockings a second between the first tenth and the last one."""
    number = settled[-1][1]
    (begin_ns, before), *_ = [each for each in settled if each[1] >= number * 0.1]
    *_, (end_ns, after) = [each for each in settled if each[1] <= number * 0.9]
    return (after - before) / (end_ns - begin_ns) * 1e9


def _rate(rounds: Sequence[Sent]) -> float:
    return median(each.rate for each in rounds)


def _cpu(rounds: Sequence[Sent]) -> str:
    return f"{median(each.cpu_seconds for each in rounds) * 1000:.2f} ms"
