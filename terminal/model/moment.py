"""An instant, together with what is needed to doubt it later."""

from datetime import UTC, datetime, timedelta

from terminal.model.struct import Struct


class Moment(Struct, frozen=True, kw_only=True):
    """What all the clocks said at one instant.

    Attributes:
        at: Wall time in UTC as the system clock had it, right or wrong.
        boot_id: The kernel's identifier of this boot.
        boottime_ns: `CLOCK_BOOTTIME` in nanoseconds: never stepped, runs on during suspend,
            comparable only within one boot.
        is_trusted: Whether the system clock was known to be right.

    Raises:
        ValueError: `at` is not an aware UTC time.
    """

    at: datetime
    boot_id: str
    boottime_ns: int
    is_trusted: bool

    def __post_init__(self) -> None:
        if self.at.tzinfo is not UTC:
            raise ValueError("a moment is in UTC")

    def since(self, earlier: "Moment") -> timedelta | None:
        """Return the time passed since an earlier moment, or None where it cannot be known.

        Within one boot the boot clock decides. Across boots only two trusted wall times can.
        """
        if self.boot_id == earlier.boot_id:
            return timedelta(microseconds=(self.boottime_ns - earlier.boottime_ns) / 1000)
        if self.is_trusted and earlier.is_trusted:
            return self.at - earlier.at
        return None
