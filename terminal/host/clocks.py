"""All the clocks of this machine, and whether the kernel thinks them right."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from functools import cached_property, partial
from pathlib import Path
from typing import Literal, Protocol

from terminal.model import Moment

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

_REFUSED = -1
_TIME_ERROR = 5
"""adjtimex(2): the clock is not synchronised to a reliable server."""

_HOLDS_NS = 60 * 10**9
"""How long the kernel's word that the clock is right is taken to hold."""
_SET_FROM_NS = 10_000_000
"""A clock that is off by so much from where it would be has been set, or is being pulled."""

_AT_ONCE_NS = 1_000_000
"""Two looks at clocks take a microsecond or two, a hundred times that on a small machine."""
_LOOKS = 5

boottime_ns = partial(time.clock_gettime_ns, time.CLOCK_BOOTTIME)
"""What the boot clock says, in nanoseconds."""

ClockTrust = Literal["synchronised", "always"]


class Synchronisation(Enum):
    """What the kernel says of the system clock."""

    SYNCHRONISED = "synchronised"
    UNSYNCHRONISED = "not synchronised"
    UNKNOWN = "the kernel may not be asked"


class ClockSource(Protocol):
    """Where the clocks are read."""

    def synchronisation(self) -> Synchronisation:
        """Return whether the system clock is synchronised."""

    def wall(self) -> datetime:
        """Return the system clock's time, UTC."""

    def wall_ns(self) -> int:
        """Return the system clock's time in nanoseconds since 1970."""

    def boottime_ns(self) -> int:
        """Return `CLOCK_BOOTTIME` in nanoseconds."""

    @property
    def boot_id(self) -> str:
        """The kernel's identifier of this boot."""


def _ask_clock_service() -> int:
    from terminal.host.clock_question import ask_clock_service  # noqa: PLC0415 - see Kernel

    return ask_clock_service()


class Kernel:
    """The clocks of the running kernel.

    What asks whether the clock is right is loaded by whoever asks: with a clock that is always
    trusted nobody does.

    Args:
        ask: Tells what adjtimex(2) says to somebody who may ask it: the service may not.

    Attributes:
        boot_id: The kernel's identifier of this boot.
    """

    def __init__(self, ask: Callable[[], int] = _ask_clock_service) -> None:
        self._ask = ask
        self.boot_id = _BOOT_ID.read_text(encoding="ascii").strip()

    def synchronisation(self) -> Synchronisation:
        """Return whether the system clock is synchronised, by adjtimex(2)."""
        state = self._kernels_word()
        match self._ask() if state == _REFUSED else state:
            case refused if refused == _REFUSED:
                return Synchronisation.UNKNOWN
            case error if error == _TIME_ERROR:
                return Synchronisation.UNSYNCHRONISED
            case _:
                return Synchronisation.SYNCHRONISED

    @cached_property
    def _kernels_word(self) -> Callable[[], int]:
        from terminal.host.clock_service import kernels_word  # noqa: PLC0415 - see above

        return kernels_word()

    def wall(self) -> datetime:
        """Return the system clock's time, UTC."""
        return datetime.now(UTC)

    wall_ns = staticmethod(time.time_ns)
    boottime_ns = staticmethod(boottime_ns)


class LastWord:
    """The kernel's last word that the system clock is right, for as long as it holds.

    A right clock becomes wrong when it is set, and by nothing else within a minute: left alone, it
    is off by 30 ms then at most. That it was set shows in its distance from the boot clock. So the
    kernel need not be asked for every moment (decision record 0050).

    Args:
        source: Where the clocks are read, and who is asked.
    """

    def __init__(self, source: ClockSource) -> None:
        self._source = source
        # Until when by the boot clock, and how far apart the clocks were: in one value, for another
        # thread must not find half of a new one.
        self._holds = (0, 0)

    def is_right(self) -> bool:
        """Return whether the system clock is right; ask where that does not follow."""
        boottime_ns = self._source.boottime_ns()
        apart_ns = self._source.wall_ns() - boottime_ns
        until_ns, were_apart_ns = self._holds
        if boottime_ns < until_ns and abs(apart_ns - were_apart_ns) < _SET_FROM_NS:
            return True
        is_right = self._source.synchronisation() is Synchronisation.SYNCHRONISED
        self._holds = (boottime_ns + _HOLDS_NS, apart_ns) if is_right else (0, 0)
        return is_right


class SystemClock:
    """All the clocks of this machine.

    Args:
        trust: When the system clock is believed: while the kernel calls it `synchronised`, or
            `always` (an isolated network, a battery clock).
        source: Where the clocks are read; the kernel if None.
    """

    def __init__(self, trust: ClockTrust, source: ClockSource | None = None) -> None:
        self._source = source or Kernel()
        self._is_always_trusted = trust == "always"
        self._last_word = LastWord(self._source)

    def now(self) -> Moment:
        """Return what the clocks say; once in a while it waits a moment for the clock service."""
        # Trust first: a clock that is set right between these two lines gives a right time
        # without trust. The other way round it would be a wrong time with trust.
        is_trusted = self._is_always_trusted or self._last_word.is_right()
        wall, boottime_ns = self._both_at_once()
        return Moment(
            at=wall,
            boot_id=self._source.boot_id,
            boottime_ns=boottime_ns,
            is_trusted=is_trusted,
        )

    def _both_at_once(self) -> tuple[datetime, int]:
        """Read both clocks, again if the thread was kept waiting in between.

        Other moments of this boot are dated by the difference between the two.
        """
        for _ in range(_LOOKS):
            before_ns = self._source.boottime_ns()
            wall = self._source.wall()
            boottime_ns = self._source.boottime_ns()
            if boottime_ns - before_ns < _AT_ONCE_NS:
                break
        return wall, boottime_ns
