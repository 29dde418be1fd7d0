"""A figure of the benchmark: a ratio of two sides that were measured in turns in one run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from statistics import median, quantiles
from time import perf_counter_ns
from typing import Self, assert_never


class Bound(Enum):
    """Which way a figure is good."""

    AT_MOST = "≤"
    AT_LEAST = "≥"
    EXACTLY = "="


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table.

    Attributes:
        number: The row of the table in docs/performance.md, 1 to 9; several lines may share one.
        name: What is divided by what.
        rounds: The ratio (or the count) within each round.
        sides: What was measured on each side, for a person, such as `{"bare insert": "108 µs"}`.
    """

    number: int
    name: str
    rounds: Sequence[float]
    bound: Bound
    goal: float
    sides: Mapping[str, str]

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)

    def is_met(self, slack: float = 1.0) -> bool:
        """Return whether the goal is reached; a slack of 1.5 lets a ratio miss it by half."""
        match self.bound:
            case Bound.AT_MOST:
                return self.value <= self.goal * slack
            case Bound.AT_LEAST:
                return self.value >= self.goal / slack
            case Bound.EXACTLY:
                return self.value == self.goal
            case _:
                assert_never(self.bound)

    def is_kept(self, slack: float, published: Self | None) -> bool:
        """Return whether it is within a slack of its goal, or of what was published instead.

        Where a goal is missed, what was reached is not to be lost. A count is right or wrong.
        """
        if published is None or published.is_met() or self.bound is Bound.EXACTLY:
            return self.is_met(slack)
        return replace(self, goal=published.value).is_met(slack)


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


def merged(turns: Sequence[Sequence[int]], at_a_time: int) -> list[list[int]]:
    """Return rounds made of so many short turns each, so that a burst of noise meets both sides."""
    return [
        [each for turn in turns[start : start + at_a_time] for each in turn]
        for start in range(0, len(turns), at_a_time)
    ]


def timed(action: Callable[[], object], times: int) -> list[int]:
    """Return how many nanoseconds an action took each time."""
    durations = []
    for _ in range(times):
        begin = perf_counter_ns()
        action()
        durations.append(perf_counter_ns() - begin)
    return durations


def ratios(
    ours: Sequence[Sequence[int]],
    least: Sequence[Sequence[int]],
    of: Callable[[Sequence[int]], float] = median,
) -> list[float]:
    """Return, round by round, what is ours over the least, by their medians or another measure."""
    return [of(mine) / of(floor) for mine, floor in zip(ours, least, strict=True)]


def p99(values: Sequence[int]) -> float:
    """Return the 99th percentile."""
    return quantiles(values, n=100)[98]


def microseconds(rounds: Sequence[Sequence[int]]) -> str:
    """Return median and p99 of nanoseconds over all rounds, for a person."""
    everything = [each for one_round in rounds for each in one_round]
    return f"{median(everything) / 1000:.0f} µs (p99 {p99(everything) / 1000:.0f} µs)"
