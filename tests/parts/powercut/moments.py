"""When the power is cut: chosen from a seed, so that a plan can be run again."""

import random
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from threading import Event
from time import monotonic

LONGEST_WAIT_SECONDS = 30.0
START_SECONDS = 0.6
"""A little more than a start takes on two busy cores."""

_POLL_SECONDS = 0.0005


@dataclass(frozen=True, slots=True)
class Sight:
    """What a moment can be told by.

    Attributes:
        promised: How many swipes were accepted since this start.
        outbox: The SQLite file.
        signal: Sends a signal to the terminal.
    """

    promised: Callable[[], int]
    outbox: Path
    signal: Callable[[signal.Signals], None]


Moment = Callable[[Sight], None]
"""Returns when it has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One power cut.

    Attributes:
        number: Its position in the plan, from 1.
        kind: What the terminal is doing then.
        on_new_disk: Whether it meets a disk without an outbox.
        moment: Tells when.
        surviving: The share of what was not flushed that reached the disk all the same.
        seed: Chooses what survives.
    """

    number: int
    kind: str
    on_new_disk: bool
    moment: Moment
    surviving: float
    seed: int

    def __str__(self) -> str:
        return f"cut {self.number}, {self.kind}, {self.surviving:.0%} survive"


def plan(cuts: int, rng: random.Random) -> list[Cut]:
    """Return so many cuts; every fifth one meets a new disk, and all kinds get their turn."""
    return list(islice(_cuts(rng), cuts))


def _cuts(rng: random.Random) -> Iterator[Cut]:
    numbers = count(1)
    while True:
        yield _cut(next(numbers), "creating", _creating, rng)
        for kind in rng.sample(sorted(_KINDS), k=len(_KINDS)):
            yield _cut(next(numbers), kind, _KINDS[kind], rng)


def _cut(
    number: int, kind: str, moment: Callable[[random.Random], Moment], rng: random.Random
) -> Cut:
    return Cut(
        number=number,
        kind=kind,
        on_new_disk=moment is _creating,
        moment=moment(rng),
        surviving=rng.choice((0.0, rng.random())),
        seed=rng.getrandbits(32),
    )


def _starting(rng: random.Random) -> Moment:
    seconds = rng.uniform(0, START_SECONDS)
    return lambda _: _wait(seconds)


def _creating(rng: random.Random) -> Moment:
    return rng.choice((_starting(rng), _after_swipes(rng, 3)))


def _swiping(rng: random.Random) -> Moment:
    return _after_swipes(rng, 60)


def _after_swipes(rng: random.Random, most: int) -> Moment:
    swipes, seconds = rng.randint(1, most), rng.uniform(0, 0.02)

    def come(sight: Sight) -> None:
        _until(lambda: sight.promised() >= swipes)
        _wait(seconds)

    return come


def _folding(rng: random.Random) -> Moment:
    """SQLite writes to the file itself only while it folds its log into it."""
    times, seconds = rng.choice((1, 2)), rng.uniform(0, 0.008)

    def come(sight: Sight) -> None:
        _until(lambda: sight.promised() >= 1)
        for _ in range(times):
            before = sight.outbox.stat().st_mtime_ns
            _until(lambda seen=before: sight.outbox.stat().st_mtime_ns != seen)  # type: ignore[misc]
        _wait(seconds)

    return come


def _stopping(rng: random.Random) -> Moment:
    come, seconds = _after_swipes(rng, 30), rng.uniform(0, 0.1)

    def stop(sight: Sight) -> None:
        come(sight)
        sight.signal(signal.SIGTERM)
        _wait(seconds)

    return stop


_KINDS: Mapping[str, Callable[[random.Random], Moment]] = {
    "starting": _starting,
    "swiping": _swiping,
    "folding": _folding,
    "stopping": _stopping,
}


def _wait(seconds: float) -> None:
    Event().wait(seconds)


def _until(is_so: Callable[[], bool]) -> None:
    deadline = monotonic() + LONGEST_WAIT_SECONDS
    while not is_so():
        assert monotonic() < deadline, "the moment to cut the power does not come"
        Event().wait(_POLL_SECONDS)
