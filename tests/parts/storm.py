"""Faults for a simulator, one after another as planned, none of them skipped."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from itertools import islice
from threading import Lock

from terminal.simulator import Exchange, Faults, Target


class Storm:
    """Hands faults to a simulator; those that met no request come first the next time.

    Args:
        decks: The faults of each sort of request, without end.
    """

    def __init__(self, decks: Mapping[Target, Iterator[str]]) -> None:
        self._decks = decks
        self._left: dict[Target, deque[str]] = {target: deque() for target in decks}
        self._lock = Lock()
        self._met: Counter[tuple[Target, str]] = Counter()

    def begin(self, faults: Faults, counts: Mapping[Target, int]) -> None:
        """Let so many faults of each sort wait for requests."""
        for target, count in counts.items():
            for name in self._next(target, count):
                if name == "refuse":  # it begins at once and needs no request
                    self._note(target, name)
                faults.add(name, on=target)

    def end(self, faults: Faults) -> None:
        """End the faults that still wait, and keep them for the next time."""
        for planned in reversed(faults.planned):
            self._left[planned.target].appendleft(planned.fault.name)
        faults.clear()

    def saw(self, exchange: Exchange) -> None:
        """Count the fault that a request met."""
        if exchange.fault:
            self._note(_target(exchange), exchange.fault)

    def met(self, target: Target) -> set[str]:
        """Return the faults that requests of a sort have met."""
        with self._lock:
            return {name for sort, name in self._met if sort is target}

    def total(self) -> int:
        """Return how often requests met a fault."""
        with self._lock:
            return self._met.total()

    def _next(self, target: Target, count: int) -> list[str]:
        left = self._left[target]
        again = [left.popleft() for _ in range(min(count, len(left)))]
        return again + list(islice(self._decks[target], count - len(again)))

    def _note(self, target: Target, name: str) -> None:
        with self._lock:
            self._met[target, name] += 1


def _target(exchange: Exchange) -> Target:
    if exchange.request.method == "GET":
        return Target.READS
    is_token = exchange.request.path.endswith("/token")
    return Target.TOKENS if is_token else Target.CLOCKINGS
