"""A door with the real way of a swipe behind it: capture, the clock, the outbox and its disk."""

from collections.abc import Callable
from datetime import timedelta
from time import perf_counter_ns
from zoneinfo import ZoneInfo

from terminal.badge_numbers import IdentifierRule
from terminal.capture import Capture, Surroundings
from terminal.faults import Faults
from terminal.host.clocks import Kernel, Synchronisation, SystemClock
from terminal.model import AnyCue, BadgeNumber, Cue, InOut, Presented, ReaderEvent
from terminal.model.logline import event
from terminal.outbox import SqliteOutbox
from terminal.repeats import RecentSwipes
from tests.bench.figures import timed

BRUSSELS = ZoneInfo("Europe/Brussels")
REPEAT_WINDOW = timedelta(seconds=60)
_BADGE = BadgeNumber("00000000000001")


class Door:
    """A reader at which one badge after the other is presented, and a light that answers.

    Both ends take the time: from the badge in hand to the cue, which follows the commit at once.
    The log line and the nudge come after the cue and are no part of it.

    Args:
        outbox: Where swipes are stored.
        nudge: Called after each, as capture does.
        after: How many badges were presented there before.
    """

    def __init__(
        self, outbox: SqliteOutbox, nudge: Callable[[], None] = lambda: None, after: int = 0
    ) -> None:
        self._presented = after
        self._begun_at_ns = self._answered_at_ns = 0
        self._cue: AnyCue | None = None
        clock = believed_clock()
        surroundings = Surroundings(
            store=outbox,
            recent=RecentSwipes(outbox, REPEAT_WINDOW, clock.now()),
            clock=clock,
            zone=BRUSSELS,
            feedback=self,
            faults=Faults(self),
            is_online=lambda: True,
            nudge=nudge,
        )
        self._capture = Capture(
            name="front-door",
            reader=self,
            rule=IdentifierRule(),
            selection=InOut(),
            surroundings=surroundings,
        )

    def swipe(self) -> int:
        """Present the next badge, and return the nanoseconds until the cue."""
        self._capture.step()
        assert self._cue is Cue.ACCEPTED, self._cue
        return self._answered_at_ns - self._begun_at_ns

    def wait(self, timeout_seconds: float) -> ReaderEvent:
        """Present a badge; meets Reader."""
        assert timeout_seconds > 0
        self._presented += 1
        badge = Presented(self._presented.to_bytes(7))
        self._begun_at_ns = perf_counter_ns()
        return badge

    def interrupt(self) -> None:
        """Do nothing: it never waits; meets Reader."""

    def play(self, cue: AnyCue) -> None:
        """Take the time; meets Feedback."""
        self._answered_at_ns = perf_counter_ns()
        self._cue = cue


def timed_at_a_door(action: Callable[[], object], times: int) -> list[int]:
    """Return how many nanoseconds an action took each time, with a swipe's log line after each.

    Nobody waits for that line and it is not in the time. But a disk answers a tenth sooner when
    nothing at all comes between two syncs, which is not to be had at a door.
    """
    durations = []
    for seq in range(times):
        durations += timed(action, 1)
        event("clocking stored", seq=seq, badge=_BADGE, kind=InOut.kind, reader="door", held=False)
    return durations


def believed_clock() -> SystemClock:
    """Return the clock of a terminal with a time server, whether this machine has one or not."""
    return SystemClock("synchronised", _Believed())


class _Believed(Kernel):
    """The kernel's clocks; the kernel is asked, and its answer counts as yes."""

    def synchronisation(self) -> Synchronisation:
        """Ask the kernel."""
        super().synchronisation()
        return Synchronisation.SYNCHRONISED
