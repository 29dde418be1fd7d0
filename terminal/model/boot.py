"""A stretch of time in which the boot clock ran on."""

from terminal.model.anchor import Anchor
from terminal.model.struct import Struct


class Boot(Struct, frozen=True, kw_only=True):
    """A boot of the machine in which the terminal ran.

    Attributes:
        boot_id: The kernel's identifier.
        seen_boottime_ns: The latest boot time that was noted.
        start: When it truly began (boot time 0), as well as it was ever known; None if never.
        end: The true time at the latest boot time that was noted; None if never known.
    """

    boot_id: str
    seen_boottime_ns: int
    start: Anchor | None = None
    end: Anchor | None = None
