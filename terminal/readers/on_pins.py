"""What all that hangs on GPIO pins has in common: its events come from another thread."""

import logging
from abc import ABC, abstractmethod
from collections import deque
from queue import Empty, SimpleQueue
from threading import Event
from time import monotonic
from typing import Generic, Protocol, TypeVar

from terminal.model import ReaderFound, ReaderLost
from terminal.model.logline import event

RETRY_SECONDS = 5.0
"""Between two attempts to open pins."""

_logger = logging.getLogger(__name__)


class Opened(Protocol):
    """Pins that are had until they are given back."""

    def close(self) -> None:
        """Give the pins back."""


Pins = TypeVar("Pins", bound=Opened)
Told = TypeVar("Told")
Heard = TypeVar("Heard")


class OnPins(ABC, Generic[Pins, Told, Heard]):
    """Waits for what happens on pins, and opens them again for as long as they are lost.

    Args:
        name: What it is called when it is found.
        lost: What is said where there are no pins, such as `no GPIO for the buttons`.
        retry_seconds: Between two attempts to open the pins.
    """

    def __init__(self, name: str, lost: str, retry_seconds: float) -> None:
        self._name = name
        self._lost = lost
        self._retry_seconds = retry_seconds
        self._pins: Pins | None = None
        self._opens_at = monotonic()
        self._told: SimpleQueue[Told | None] = SimpleQueue()
        self._interrupted = Event()
        self._trouble: str | None = None
        self._events: deque[Heard | ReaderFound | ReaderLost] = deque()

    @abstractmethod
    def _open(self) -> Pins:
        """Open the pins; raises nearly anything."""

    @abstractmethod
    def _begin(self, pins: Pins) -> None:
        """Begin with pins that were just opened; raises nearly anything."""

    @abstractmethod
    def _look_at(self) -> float:
        """Return when to look at pins that are open, as `monotonic` counts."""

    @abstractmethod
    def _look(self, pins: Pins) -> None:
        """See how the pins are; raises nearly anything."""

    @abstractmethod
    def _take(self, told: Told) -> None:
        """Take what the pins have told."""

    def wait(self, timeout_seconds: float) -> Heard | ReaderFound | ReaderLost | None:
        """Return the next event, or None after the time-out or an interruption."""
        deadline = monotonic() + timeout_seconds
        while not self._events and self._step(deadline):
            pass
        return self._events.popleft() if self._events else None

    def interrupt(self) -> None:
        """Make a `wait` that is running, or else the next one, return soon."""
        if not self._interrupted.is_set():
            self._interrupted.set()
            self._told.put(None)

    def close(self) -> None:
        """Give the pins back."""
        if pins := self._pins:
            self._pins = None
            pins.close()

    def _step(self, deadline: float) -> bool:
        """Do what is to be done now; return whether to go on, for want of an event."""
        due_at = self._due_at()
        try:
            told = self._told.get(timeout=max(0.0, min(deadline, due_at) - monotonic()))
        except Empty:
            if monotonic() >= due_at:
                self._act()
            return monotonic() < deadline
        if told is None:
            self._interrupted.clear()
            return False
        self._take(told)
        return monotonic() < deadline

    def _due_at(self) -> float:
        return self._opens_at if self._pins is None else self._look_at()

    def _act(self) -> None:
        try:
            if self._pins is None:
                self._pins = self._open()
                self._begin(self._pins)
                self._is("")
            else:
                self._look(self._pins)
        except Exception as error:  # noqa: BLE001 - each pin library fails in ways of its own
            self.close()
            self._opens_at = monotonic() + self._retry_seconds
            self._is(
                f"{self._lost}: {type(error).__name__}: {error}; "
                "see to python3-lgpio and group gpio, or that no other program has these pins"
            )

    def _is(self, trouble: str) -> None:
        """Say once that they are lost, and once that they are found; empty is no trouble."""
        before, self._trouble = self._trouble, trouble
        if trouble and not before:
            self._events.append(ReaderLost(trouble))
        elif not trouble and before != "":
            self._events.append(ReaderFound(self._name))
        elif trouble != before:
            _logger.info(event("pins still lost", name=self._name, reason=trouble))
