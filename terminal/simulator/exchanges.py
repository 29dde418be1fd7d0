"""What the simulator has seen: every request with its answer, and counters."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from terminal.simulator.ledger import BookedClocking
from terminal.simulator.message import Answer, Request

_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what became of it.

    Attributes:
        seen_at: When the request was read completely, UTC.
        answer: The answer that was to be sent; None if none was.
        fault: The name of the fault it met.
        clocking: What it booked.
    """

    request: Request
    seen_at: datetime
    answer: Answer | None
    fault: str | None
    clocking: BookedClocking | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """How often things happened since the simulator was made."""

    requests: int = 0
    connections: int = 0
    tokens: int = 0
    booked: int = 0
    faults: int = 0


class Exchanges:
    """The newest exchanges and all counters. Safe for several threads.

    Args:
        on_exchange: Is told about each exchange before its answer is sent, on the thread of
            its connection.
    """

    def __init__(self, on_exchange: Callable[[Exchange], None]) -> None:
        self._on_exchange = on_exchange
        self._lock = threading.Lock()
        self._counters = Counters()
        self._newest: deque[Exchange] = deque(maxlen=_REMEMBERED)

    @property
    def counters(self) -> Counters:
        """The counters as they are now; `tokens` is counted elsewhere."""
        return self._counters

    @property
    def all(self) -> tuple[Exchange, ...]:
        """The newest exchanges, oldest first."""
        with self._lock:
            return tuple(self._newest)

    def connected(self) -> None:
        """Count a connection."""
        with self._lock:
            self._counters = replace(self._counters, connections=self._counters.connections + 1)

    def next_number(self) -> int:
        """Count a request and return its number."""
        with self._lock:
            number = self._counters.requests + 1
            self._counters = replace(self._counters, requests=number)
            return number

    def add(self, exchange: Exchange) -> None:
        """Remember an exchange and tell about it."""
        with self._lock:
            self._newest.append(exchange)
            self._counters = replace(
                self._counters,
                booked=self._counters.booked + (exchange.clocking is not None),
                faults=self._counters.faults + (exchange.fault is not None),
            )
        self._on_exchange(exchange)
