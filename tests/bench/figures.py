"""A figure of a benchmark, and how it is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

NANOSECONDS_PER_MICROSECOND = 1000


@dataclass(frozen=True, slots=True)
class Timings:
    """How long each of many alike operations took, in nanoseconds, round by round."""

    name: str
    rounds: Sequence[Sequence[int]]

    @property
    def medians(self) -> list[float]:
        """The median of each round."""
        return [median(each) for each in self.rounds]

    def __str__(self) -> str:
        everything = [each for one_round in self.rounds for each in one_round]
        middle = median(self.medians) / NANOSECONDS_PER_MICROSECOND
        p99 = quantiles(everything, n=100)[98] / NANOSECONDS_PER_MICROSECOND
        return f"{self.name:<44} median {middle:7.0f} µs   p99 {p99:7.0f} µs"


@dataclass(frozen=True, slots=True)
class Figure:
    """Our ways against the least the machine needs.

    Attributes:
        goal: The ratio of the medians that our last way is not to exceed.
    """

    least: Timings
    ours: Sequence[Timings]
    goal: float

    def ratio(self, timings: Timings) -> float:
        """Return the median of the ratios within each round."""
        pairs = zip(timings.medians, self.least.medians, strict=True)
        return median(ours / least for ours, least in pairs)

    def __str__(self) -> str:
        lines = [f"{each}   ratio {self.ratio(each):5.2f}" for each in (self.least, *self.ours)]
        verdict = "met" if self.ratio(self.ours[-1]) <= self.goal else "missed"
        return "\n".join([*lines, f"goal: ratio of the last at most {self.goal}: {verdict}"])


def in_turns(sides: Sequence[Callable[[], list[int]]], rounds: int) -> list[list[list[int]]]:
    """Measure all sides in rounds, the order reversed each time, so that noise meets all.

    Returns:
        For each side its rounds.
    """
    results: list[list[list[int]]] = [[] for _ in sides]
    turns = list(zip(results, sides, strict=True))
    for _ in range(rounds):
        for result, measure in turns:
            result.append(measure())
        turns.reverse()
    return results
