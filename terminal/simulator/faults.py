"""Which fault the next request meets: those queued, those standing, those drawn at random."""

import difflib
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from terminal.simulator.api import Target
from terminal.simulator.fault import Fault, Manner, Pace, catalogue


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault that waits for its requests; `times` is None while it stands."""

    fault: Fault
    target: Target
    times: int | None


@dataclass(frozen=True, slots=True)
class Chance:
    """Faults at random: how likely each request meets one."""

    probability: float
    target: Target
    seed: int | None


class Faults:
    """The faults to come. Safe for several threads.

    Args:
        shut: Stops listening, for some seconds or (None) until `reopen`.
        reopen: Listens again.
    """

    def __init__(
        self, shut: Callable[[float | None], None], reopen: Callable[[], None], pace: Pace
    ) -> None:
        self.pace = pace
        self.known = catalogue()
        self._shut = shut
        self._reopen = reopen
        self._lock = threading.Lock()
        self._planned: list[Planned] = []
        self._chance: Chance | None = None
        self._random = random.Random()  # noqa: S311 - faults need no secrecy

    @property
    def planned(self) -> tuple[Planned, ...]:
        """The faults that wait for their requests."""
        with self._lock:
            return tuple(self._planned)

    @property
    def chance(self) -> Chance | None:
        """How faults come at random, if they do."""
        return self._chance

    def named(self, name: str) -> Fault:
        """Return a fault by its name.

        Raises:
            ValueError: There is none; it names those that look alike.
        """
        if name in self.known:
            return self.known[name]
        close = difflib.get_close_matches(name, self.known, n=3) or sorted(self.known)
        raise ValueError(f"no fault is called '{name}'; there is {', '.join(close)}")

    def add(
        self, fault: Fault | str, *, times: int | None = 1, on: Target = Target.CLOCKINGS
    ) -> None:
        """Let the next requests of a sort meet a fault, after those that already wait.

        A fault that refuses connections begins at once instead and needs no request.

        Args:
            fault: The fault, or its name in the catalogue.
            times: How many requests; None until `clear`.
            on: The sort of requests.

        Raises:
            ValueError: There is no fault of that name, or `times` is less than one.
        """
        one = self.named(fault) if isinstance(fault, str) else fault
        if times is not None and times < 1:
            raise ValueError("a fault comes at least once")
        if one.manner is Manner.REFUSED:
            self._shut(None if times is None else self.pace.refuse_seconds * times)
            return
        with self._lock:
            self._planned.append(Planned(one, on, times))

    def at_random(
        self, probability: float, *, seed: int | None = None, on: Target = Target.ALL
    ) -> None:
        """Let each request meet, with a probability, any fault that a terminal gets over."""
        if not 0 <= probability <= 1:
            raise ValueError("a probability is 0 to 1")
        with self._lock:
            self._random.seed(seed)
            self._chance = Chance(probability, on, seed) if probability else None

    def clear(self) -> None:
        """End all faults, also those at random, and listen again."""
        with self._lock:
            self._planned.clear()
            self._chance = None
        self._reopen()

    def draw(self, target: Target) -> Fault | None:
        """Return the fault that a request meets, if any."""
        with self._lock:
            fault = self._queued(target) or self._drawn(target)
        if fault is not None and fault.manner is Manner.REFUSED:
            self._shut(self.pace.refuse_seconds)
        return fault

    def _queued(self, target: Target) -> Fault | None:
        for position, planned in enumerate(self._planned):
            if planned.target in (target, Target.ALL):
                self._use(position, planned)
                return planned.fault
        return None

    def _use(self, position: int, planned: Planned) -> None:
        if planned.times == 1:
            del self._planned[position]
        elif planned.times is not None:
            self._planned[position] = replace(planned, times=planned.times - 1)

    def _drawn(self, target: Target) -> Fault | None:
        chance = self._chance
        if chance is None or chance.target not in (target, Target.ALL):
            return None
        if self._random.random() >= chance.probability:
            return None
        return self._random.choice([one for one in self.known.values() if one.is_passing])
