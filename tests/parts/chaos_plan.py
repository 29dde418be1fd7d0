"""What is to happen to a terminal in a chaos test: all of it drawn from one seed."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from terminal.simulator import Target, catalogue


class Ending(Enum):
    """How the life of a daemon ends."""

    KILLED = "killed when its time is over"
    KILLED_AT_START = "killed before it is ready, or soon after"
    KILLED_AT_A_CUE = "killed at the first cue after its time is over"
    KILLED_AT_A_REQUEST = "killed when Protime has dealt with a request and not yet answered"
    TERMINATED = "stopped in good order"


class Outage(Enum):
    """Protime goes away and comes back."""

    BEGINS = auto()
    IS_OVER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """People at the door.

    Attributes:
        at_seconds: When, counted from the start of the life.
        badges: What they hold to the reader, one right after another.
    """

    at_seconds: float
    badges: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What happens between a start of the daemon and its end.

    Attributes:
        seconds: How long it lasts at least.
        bursts: Who comes, in order of time.
        faults: How many faults wait for requests of each sort.
        slow_seconds: How long Protime takes over a request while it is slow.
        outage: When Protime goes away and when it is back; None if it stays.
        requests: The request at which it ends, where it ends at a request.
    """

    seconds: float
    ending: Ending
    bursts: tuple[Burst, ...]
    faults: Mapping[Target, int]
    slow_seconds: float
    outage: tuple[float, float] | None
    requests: int

    def timeline(self) -> list[tuple[float, Burst | Outage]]:
        """Return what happens and when, in order of time."""
        events: list[tuple[float, Burst | Outage]] = [
            (each.at_seconds, each) for each in self.bursts
        ]
        if self.outage:
            begin, end = self.outage
            events += [(begin, Outage.BEGINS), (end, Outage.IS_OVER)]
        in_time = [event for event in events if event[0] < self.seconds]
        return sorted(in_time, key=lambda event: event[0])


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is drawn from a seed: lives and faults without end."""

    seed: int
    badges: Sequence[str]

    def lives(self) -> Iterator[Life]:
        """Yield one life after another."""
        rng = random.Random(f"lives {self.seed}")
        while True:
            yield _life(rng, self.badges)

    def faults(self, target: Target) -> Iterator[str]:
        """Yield the faults that requests of a sort meet: all of the catalogue, again and again."""
        rng = random.Random(f"faults {self.seed} {target}")
        names = sorted(catalogue())
        while True:
            yield from rng.sample(names, len(names))


def _life(rng: random.Random, badges: Sequence[str]) -> Life:
    ending = rng.choices(list(Ending), weights=[35, 10, 20, 25, 10])[0]
    seconds = _seconds(rng, ending)
    return Life(
        seconds=seconds,
        ending=ending,
        bursts=_bursts(rng, seconds, badges),
        faults={
            Target.CLOCKINGS: rng.choice([0, 3, 5, 8, 12]),
            Target.TOKENS: rng.choice([0, 0, 0, 1]),
            Target.READS: rng.choice([0, 1, 1, 2]),
        },
        slow_seconds=rng.choice([0.3, 1.1]),
        outage=_outage(rng, seconds),
        requests=rng.randint(1, 6),
    )


def _seconds(rng: random.Random, ending: Ending) -> float:
    if ending is Ending.KILLED_AT_START:
        return rng.uniform(0.02, 0.6)
    shortest, longest = rng.choices([(0.1, 1.0), (0.8, 2.5), (2.5, 5.0)], weights=[4, 3, 3])[0]
    return rng.uniform(shortest, longest)


def _bursts(rng: random.Random, seconds: float, badges: Sequence[str]) -> tuple[Burst, ...]:
    times = sorted(rng.uniform(0, seconds) for _ in range(rng.randint(1, 5)))
    return tuple(
        Burst(at_seconds=at, badges=tuple(rng.choices(badges, k=rng.randint(1, 8)))) for at in times
    )


def _outage(rng: random.Random, seconds: float) -> tuple[float, float] | None:
    if rng.random() < 0.8:
        return None
    begin = rng.uniform(0, seconds)
    return begin, begin + rng.uniform(0.1, 1.0)
