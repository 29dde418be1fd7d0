"""A reader behind a device file: opened when it is there, and again whenever it has been away."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from select import select
from time import monotonic
from typing import Protocol

from terminal.model import Presented, ReaderEvent, ReaderFound, ReaderLost, Unreadable
from terminal.model.logline import event
from terminal.readers.still_there import AWAY_SECONDS, StillThere
from terminal.readers.wake import Wake

RETRY_SECONDS = 0.5

Heard = Presented | Unreadable
"""What a device can give; a badge that lies there may be told of again and again."""

_logger = logging.getLogger(__name__)


class Unusable(Exception):
    """A device is not there or does not work; the message says why and what to do."""


class Device(Protocol):
    """An open device. Times are those of `time.monotonic`."""

    @property
    def name(self) -> str:
        """What it is called."""

    def fileno(self) -> int:
        """Return what becomes readable when it has something to say."""

    def due_at(self) -> float | None:
        """Return when it has something to say although nothing more comes, or None."""

    def take(self, at: float) -> Sequence[Heard]:
        """Take what is readable, if anything, and say what that means.

        Raises:
            Unusable: It has gone.
        """

    def expire(self, at: float) -> Sequence[Heard]:
        """Say what it means that nothing has come until now."""

    def close(self) -> None:
        """Let go of it."""


class DeviceReader:
    """Hears a device and heals its absence; meets the port `Reader`.

    Args:
        open_device: Opens the device or raises `Unusable`; called again until it does not.
        away_seconds: How long a badge that lay there has to be silent to have been taken away.
        retry_seconds: Between two attempts to open it.
    """

    def __init__(
        self,
        open_device: Callable[[], Device],
        *,
        away_seconds: float = AWAY_SECONDS,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._open_device = open_device
        self._retry_seconds = retry_seconds
        self._device: Device | None = None
        self._retry_at = monotonic()
        self._lost_reason = ""
        self._lying = StillThere(away_seconds)
        self._events: deque[ReaderEvent] = deque()
        self._wake = Wake()

    def wait(self, timeout_seconds: float) -> ReaderEvent | None:
        """Return the next event, or None after the time-out or an interruption."""
        deadline = monotonic() + timeout_seconds
        while not self._events and self._step(deadline):
            pass
        return self._events.popleft() if self._events else None

    def interrupt(self) -> None:
        """Make a `wait` that is running, or else the next one, return soon."""
        self._wake.call()

    def close(self) -> None:
        """Let go of the device for good."""
        self._let_go()
        self._wake.close()

    def _step(self, deadline: float) -> bool:
        """Do what is to be done now; return whether to go on, for want of an event."""
        if self._device is None and monotonic() >= self._retry_at:
            self._open()
            return True
        device = self._device
        wanted_at = self._retry_at if device is None else device.due_at()
        until = deadline if wanted_at is None else min(deadline, wanted_at)
        sources: list[Wake | Device] = [self._wake] if device is None else [self._wake, device]
        ready, _, _ = select(sources, [], [], max(0.0, until - monotonic()))
        if device is not None:
            self._hear(device, is_readable=device in ready)
        if self._wake in ready:
            self._wake.clear()
            return False
        return monotonic() < deadline

    def _open(self) -> None:
        try:
            self._device = self._open_device()
        except Unusable as unusable:
            self._lost(str(unusable))
            return
        self._lost_reason = ""
        self._lying.found(monotonic())
        self._events.append(ReaderFound(self._device.name))

    def _hear(self, device: Device, *, is_readable: bool) -> None:
        now = monotonic()
        try:
            heard = device.take(now) if is_readable else device.expire(now)
        except Unusable as unusable:
            self._lost(str(unusable))
            return
        self._events.extend(each for each in heard if self._is_news(each, now))

    def _is_news(self, heard: Heard, now: float) -> bool:
        return isinstance(heard, Unreadable) or self._lying.is_new(heard.reading, now)

    def _lost(self, reason: str) -> None:
        self._let_go()
        self._retry_at = monotonic() + self._retry_seconds
        before, self._lost_reason = self._lost_reason, reason
        if not before:
            self._lying.lost(monotonic())
            self._events.append(ReaderLost(reason))
        elif before != reason:
            _logger.info(event("reader still lost", reason=reason))

    def _let_go(self) -> None:
        if device := self._device:
            self._device = None
            with suppress(OSError):  # it has gone already
                device.close()
