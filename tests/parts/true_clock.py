"""Clocks and a mailbox for a terminal that is moved by hand: no time passes but what is told to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from terminal.model import Moment
from terminal.sync import Mailbox
from terminal.sync.mailbox import Mail
from tests.parts.fakes import NOON


class TrueClock:
    """The clocks of a machine in a world whose true time is known."""

    def __init__(self) -> None:
        self.true_at = NOON
        self._boot_number = 1
        self._boottime_ns = 10**9
        self._wall_off = timedelta(0)
        self.is_trusted = True

    def now(self) -> Moment:
        return Moment(
            at=(self.true_at + self._wall_off).astimezone(UTC),
            boot_id=f"boot-{self._boot_number}",
            boottime_ns=self._boottime_ns,
            is_trusted=self.is_trusted,
        )

    def true_time(self) -> datetime:
        """Return what time it is in truth."""
        return self.true_at

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.true_at += timedelta(seconds=seconds)
        self._boottime_ns += int(seconds * 10**9)

    def trust(self) -> None:
        """Let the clock be right, and known to be."""
        self.is_trusted, self._wall_off = True, timedelta(0)

    def distrust(self, wall_off: timedelta) -> None:
        """Let the clock be wrong by so much, and not trusted."""
        self.is_trusted, self._wall_off = False, wall_off

    def reboot(self, wall_off: timedelta) -> None:
        """Begin another boot, with a clock that is wrong."""
        self._boot_number += 1
        self._boottime_ns = 10**9
        self.distrust(wall_off)


class PromptMailbox(Mailbox):
    """Gives what is in it at once; where there is nothing, time passes instead."""

    def __init__(self, pass_time: Callable[[float], None]) -> None:
        super().__init__()
        self._pass_time = pass_time

    def wait(
        self, timeout_seconds: float, gather_seconds: float, missing: Callable[[list[Mail]], int]
    ) -> list[Mail]:
        del gather_seconds, missing
        mail = self._take(0)
        if not mail:
            self._pass_time(timeout_seconds)
        return mail
