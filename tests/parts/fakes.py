"""Hand-written stand-ins for what the world does: clocks, readers, lights, Protime."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from queue import SimpleQueue
from threading import Event
from zoneinfo import ZoneInfo

from terminal.model import (
    AnyCue,
    BadgeNumber,
    Clocking,
    Delivered,
    InOut,
    Listed,
    MayNotRead,
    Moment,
    ReadBack,
    ReaderEvent,
    Selection,
    Swipe,
    Unavailable,
    Verdict,
)
from terminal.model.struct import replace
from terminal.turn import TURN

NOON = datetime(2026, 3, 2, 11, 0, 30, tzinfo=UTC)
BRUSSELS = ZoneInfo("Europe/Brussels")


class FakeClock:
    """Clocks that move only when told to."""

    def __init__(self, at: datetime = NOON, *, is_trusted: bool = True) -> None:
        self.moment = Moment(at=at, boot_id="boot-1", boottime_ns=10**9, is_trusted=is_trusted)

    def now(self) -> Moment:
        return self.moment

    def advance(self, seconds: float) -> Moment:
        """Let time pass, on all clocks alike."""
        self.moment = replace(
            self.moment,
            at=self.moment.at + timedelta(seconds=seconds),
            boottime_ns=self.moment.boottime_ns + int(seconds * 10**9),
        )
        return self.moment

    def step_wall(self, seconds: float) -> None:
        """Move the wall clock alone, as an administrator or NTP does."""
        self.moment = replace(self.moment, at=self.moment.at + timedelta(seconds=seconds))

    def trust(self, at: datetime) -> None:
        """Let the wall clock be right from now on."""
        self.moment = replace(self.moment, at=at, is_trusted=True)

    def distrust(self, at: datetime) -> None:
        """Let the wall clock be set to anything, and not be believed from now on."""
        self.moment = replace(self.moment, at=at, is_trusted=False)

    def reboot(self, at: datetime, *, is_trusted: bool = False) -> None:
        """Begin another boot."""
        name = f"boot-{int(self.moment.boot_id.removeprefix('boot-')) + 1}"
        self.moment = Moment(at=at, boot_id=name, boottime_ns=10**9, is_trusted=is_trusted)


class RecordingFeedback:
    """Keeps every cue it was asked to play."""

    def __init__(self) -> None:
        self.cues: list[AnyCue] = []

    def play(self, cue: AnyCue) -> None:
        self.cues.append(cue)


class ScriptedReader:
    """A reader that says what it was given, then nothing."""

    def __init__(self, *events: ReaderEvent) -> None:
        self.events = list(events)
        self.interruptions = 0

    def wait(self, timeout_seconds: float) -> ReaderEvent | None:
        assert timeout_seconds > 0
        return self.events.pop(0) if self.events else None

    def interrupt(self) -> None:
        self.interruptions += 1


class ScriptedProtime:
    """Answers as told; afterwards books everything."""

    def __init__(self, *verdicts: Verdict, greetings: Iterable[Unavailable | None] = ()) -> None:
        self.verdicts = list(verdicts)
        self.greetings = list(greetings)
        self.delivered: list[Clocking] = []
        self.greeted = 0
        self.readable: bool | None = False
        self.read_backs: list[ReadBack] = []
        self.asked: list[tuple[date, list[int]]] = []

    def greet(self) -> Unavailable | None:
        self.greeted += 1
        return self.greetings.pop(0) if self.greetings else None

    def deliver(self, clocking: Clocking) -> Verdict:
        verdict = self.verdicts.pop(0) if self.verdicts else Delivered(str(clocking.seq))
        self.delivered.append(clocking)
        return verdict

    def read_back(self, day: date, clockings: Sequence[Clocking]) -> ReadBack:
        self.asked.append((day, [each.seq for each in clockings]))
        if self.read_backs:
            return self.read_backs.pop(0)
        return Listed(candidates={each.seq: () for each in clockings}, unclear={})

    def may_read(self) -> bool | None:
        return self.readable


class GatedProtime:
    """Answers each clocking only when told to, so that a test decides what is in flight."""

    def __init__(self) -> None:
        self.arrived: SimpleQueue[Clocking] = SimpleQueue()
        self.gate = Event()
        self.verdict: Verdict = Delivered("1")

    def greet(self) -> Unavailable | None:
        return None

    def deliver(self, clocking: Clocking) -> Verdict:
        self.arrived.put(clocking)
        with TURN.passed():
            assert self.gate.wait(10)
        return self.verdict

    def read_back(self, day: date, clockings: Sequence[Clocking]) -> ReadBack:
        del day, clockings
        return MayNotRead("not granted")

    def may_read(self) -> bool | None:
        return False


def swipe(
    badge: str = "0123", *, clock: FakeClock | None = None, selection: Selection | None = None
) -> Swipe:
    """Return a swipe at this moment."""
    return Swipe(
        badge_number=BadgeNumber(badge),
        selection=selection or InOut(),
        reader="door",
        moment=(clock or FakeClock()).now(),
    )
