"""A terminal that lives through a plan: faults, outages and its own sudden ends."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic
from typing import assert_never

from terminal.backoff import Backoff
from terminal.model import State
from terminal.outbox.beside import open_reading
from terminal.ports import OutboxUnavailable
from terminal.simulator import Client, Directory, Exchange, Pace, ProtimeSimulator, Target
from tests.parts.chaos_plan import Burst, Ending, Life, Outage, Plan
from tests.parts.daemon import Daemon, configuration
from tests.parts.storm import Storm
from tests.parts.told import doubted
from tests.parts.trap import Trap
from tests.parts.waiting import UNDERWAY, counted
from tests.parts.witness import Witness

TIMEOUT_SECONDS = 1.0
CONNECTIONS = 8
READ_BACK_DELAY_SECONDS = 1.5
"""Longer than a slow Protime takes to book and to list what the terminal no longer waits for."""

VISIBLE_AFTER_SECONDS = 0.2
LOOK_SECONDS = 0.05
REST_SECONDS = Backoff().cap_seconds + 100.0
"""A clocking that was tried many times waits for as long as any."""


@dataclass(slots=True)
class Chaos:
    """One terminal, its Protime, and all that befalls the two.

    Attributes:
        disk: A directory for the outbox, on a disk.
        plan: What is to happen.
        client: What Protime grants the terminal.
        uncertain: As in the configuration.
        repeat_window_seconds: As in the configuration.
        spared: Faults that do not befall it.
    """

    disk: Path
    plan: Plan
    client: Client
    uncertain: str
    repeat_window_seconds: float
    spared: frozenset[str] = frozenset()
    witness: Witness = field(default_factory=Witness)
    ends: Counter[Ending] = field(default_factory=Counter)
    doubtful: set[int] = field(default_factory=set)
    storm: Storm = field(init=False)
    protime: ProtimeSimulator = field(init=False)
    _trap: Trap = field(default_factory=Trap)
    _pause: Event = field(default_factory=Event)
    _is_away: bool = False

    def __post_init__(self) -> None:
        sorts = (Target.CLOCKINGS, Target.TOKENS, Target.READS)
        self.storm = Storm({sort: self._faults(sort) for sort in sorts})
        self.protime = ProtimeSimulator(
            Directory.example().with_badges(self.plan.badges),
            client=self.client,
            on_exchange=self._on_exchange,
        )
        self.protime.ledger.visible_after_seconds = VISIBLE_AFTER_SECONDS

    def _faults(self, sort: Target) -> Iterator[str]:
        return (name for name in self.plan.faults(sort) if name not in self.spared)

    @property
    def kills(self) -> int:
        """How often the daemon was killed."""
        return self.ends.total() - self.ends[Ending.TERMINATED]

    def live(self, seconds: float, is_enough: Callable[[], bool]) -> None:
        """Go through the plan for so long, and then until it is enough."""
        with self.protime:
            file = self._configure()
            end = monotonic() + seconds
            for life in self.plan.lives():
                self._live(file, life)
                if monotonic() >= end and is_enough():
                    break
            self._come_to_rest(file)
            self._note_doubts()

    def _configure(self) -> Path:
        return configuration(
            self.disk,
            self.protime,
            repeat_window_seconds=self.repeat_window_seconds,
            timeout_seconds=TIMEOUT_SECONDS,
            read_back_delay_seconds=READ_BACK_DELAY_SECONDS,
            uncertain=self.uncertain,
            connections=CONNECTIONS,
        )

    def _live(self, file: Path, life: Life) -> None:
        self.protime.faults.pace = Pace(
            slow_seconds=life.slow_seconds,
            dribble_seconds=0.02,
            refuse_seconds=0.5,
            retry_after_seconds=1,
        )
        self.storm.begin(self.protime.faults, life.faults)
        daemon = Daemon(file, self.disk / "log")
        if life.ending is not Ending.KILLED_AT_START:
            self.witness.hears([daemon.wait_for_cue("ready")])
        self._play(daemon, life)
        self._end(daemon, life)
        self.witness.hears(daemon.cues())
        self.witness.sees_the_end()
        self._bring_protime_back()
        self.storm.end(self.protime.faults)
        self._note_doubts()

    def _play(self, daemon: Daemon, life: Life) -> None:
        begin = monotonic()
        if life.ending is Ending.KILLED_AT_A_REQUEST:
            self._trap.arm(daemon, life.requests)
        for at_seconds, event in life.timeline():
            self._listen(daemon, begin + at_seconds)
            self._let_happen(daemon, event)
        self._listen(daemon, begin + life.seconds)

    def _let_happen(self, daemon: Daemon, event: Burst | Outage) -> None:
        match event:
            case Burst(badges=badges):
                self.witness.sees(badges)
                with suppress(BrokenPipeError):  # killed at a request
                    daemon.type(*badges)
            case Outage.BEGINS:
                self.protime.stop()
                self._is_away = True
            case Outage.IS_OVER:
                self._bring_protime_back()
            case _:
                assert_never(event)

    def _bring_protime_back(self) -> None:
        if self._is_away:
            self.protime.start()
            self._is_away = False

    def _listen(self, daemon: Daemon, until: float) -> None:
        while (left := until - monotonic()) > 0 and daemon.process.poll() is None:
            self._pause.wait(min(left, LOOK_SECONDS))
            self.witness.hears(daemon.cues())

    def _end(self, daemon: Daemon, life: Life) -> None:
        is_alive = daemon.process.poll() is None
        trapped = life.ending is Ending.KILLED_AT_A_REQUEST
        assert is_alive or trapped, f"the daemon ended by itself:\n{daemon.log()[-5000:]}"
        self._trap.disarm()
        if life.ending is Ending.KILLED_AT_A_CUE:
            self._wait_for_a_cue(daemon)
        if life.ending is Ending.TERMINATED:
            assert daemon.terminate() == 0, daemon.log()[-5000:]
        else:
            daemon.kill()
        self.ends[life.ending] += 1

    def _wait_for_a_cue(self, daemon: Daemon) -> None:
        badge = self.plan.badges[0]
        self.witness.sees([badge])
        daemon.type(badge)
        self.witness.hears([daemon.wait_for_cue("accepted", "accepted-offline", "repeated")])

    def _note_doubts(self) -> None:
        self.doubtful.update(doubted(self.disk / "log"))
        with suppress(OutboxUnavailable), open_reading(self.disk / "outbox.db") as outbox:
            for state in (State.SENDING, State.UNCERTAIN):
                self.doubtful.update(each.seq for each in outbox.clockings(state))

    def _come_to_rest(self, file: Path) -> None:
        """Let a daemon run over a healthy link until nothing waits that it can settle."""
        daemon = Daemon(file, self.disk / "log")
        try:
            daemon.wait_for_cue("ready")
            self._wait_for_rest()
        finally:
            code = daemon.terminate()
        assert code == 0, daemon.log()[-5000:]

    def _wait_for_rest(self) -> None:
        end = monotonic() + REST_SECONDS
        is_settled = self.uncertain != "hold"
        states = (*UNDERWAY, State.UNCERTAIN) if is_settled else UNDERWAY
        while counted(self.disk / "outbox.db", *states) and monotonic() < end:
            self._pause.wait(0.2)

    def _on_exchange(self, exchange: Exchange) -> None:
        self.storm.saw(exchange)
        self._trap.saw()
