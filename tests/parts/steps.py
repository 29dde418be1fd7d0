"""A terminal that is stopped at one system call and started again, and what must hold then."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from enum import Enum
from pathlib import Path
from threading import Event
from time import monotonic
from typing import assert_never

from terminal.cli.clockings import as_object
from terminal.host.clocks import SystemClock
from terminal.local_time import booked_time
from terminal.model import BadgeNumber, InOut, Moment, State, Swipe
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_reading
from terminal.simulator import ProtimeSimulator
from tests.parts.balance import BRUSSELS, complaints_about_booking
from tests.parts.daemon import Daemon, configuration
from tests.parts.kill_points import Point, attached, points_of, threads_of
from tests.parts.protime_caller import IN_OUT, ProtimeCaller
from tests.parts.waiting import UNDERWAY, counted
from tests.parts.witness import ACCEPTED, REPEATED, Row, Witness, complaints_about_storing

LONGEST_SECONDS = 30.0
LOOK_SECONDS = 0.02
THREADS = 7
"""Of a terminal with one reader and one connection, once it is calm."""

_BADGE, _OTHER_BADGE, _NEXT_BADGE = BADGES = ("000001", "000002", "000003")
_ENDS = ("", "-wal", "-shm", "-lock", ".lock")


class Story(Enum):
    """What the terminal is about when it is stopped."""

    SWIPE = "from a swipe to its booking"
    FOUND = "from a start to finding an uncertain clocking in Protime"
    MISSED = "from a start to sending an uncertain clocking again that Protime does not have"
    START = "a start with clockings that wait"
    FIRST_START = "a start without an outbox"

    @property
    def is_start(self) -> bool:
        """Whether the steps are those on the outbox's files until it is ready."""
        return self in (Story.START, Story.FIRST_START)


class Trial:
    """One terminal of a story, in a directory and with a Protime of its own."""

    def __init__(self, story: Story, disk: Path, protime: ProtimeSimulator) -> None:
        self._story = story
        self._disk = disk
        self._protime = protime
        self._witness = Witness()
        self._clock = SystemClock("always")
        self._outbox = disk / "outbox.db"
        self._file = configuration(
            disk, protime, timeout_seconds=5, read_back_delay_seconds=1, connections=1
        )
        self._prepare()

    def points(self) -> list[Point]:
        """Let the story happen, and return the points at which it can be stopped."""
        trace = self._disk / "trace"
        options = ["-o", str(trace)]
        if self._story.is_start:
            assert not self._start(options)
            return [each for each in points_of(trace.read_text()) if each.thread == 0]
        assert not self._go_on(lambda threads: attached(threads, *options))
        return points_of(trace.read_text())

    def stop_at(self, point: Point) -> bool:
        """Let the story happen until a point; return whether it got there."""
        options = point.injection
        if self._story.is_start:
            return self._start(options)
        return self._go_on(lambda threads: attached([threads[point.thread]], *options))

    def complaints(self) -> Iterator[str]:
        """Start it again, let it run, and yield what is wrong then."""
        daemon = Daemon(self._file, self._disk / "log")
        try:
            daemon.wait_for_cue("ready")
            yield from self._swipe_again(daemon)
            self._wait(self._is_at_rest)
        finally:
            code = daemon.terminate()
        if code:
            yield f"it ended with {code}: {daemon.log()}"
        rows = self._rows()
        yield from complaints_about_storing(self._witness.swipes, rows)
        yield from complaints_about_booking(rows, self._protime.ledger, _exactly_once)

    def _prepare(self) -> None:
        match self._story:
            case Story.SWIPE | Story.FIRST_START:
                pass
            case Story.FOUND:
                self._leave_uncertain(_BADGE)
                self._book()
            case Story.MISSED:
                self._leave_uncertain(_BADGE)
            case Story.START:
                self._leave_uncertain(_BADGE, _OTHER_BADGE)
            case _:
                assert_never(self._story)

    def _leave_uncertain(self, *badges: str) -> None:
        """Leave what a terminal leaves that is killed while it sends the first of these."""
        self._witness.sees(badges)
        moments = [self._clock.now() for _ in badges]
        with SqliteOutbox(self._outbox, self._clock.now) as outbox:
            for badge, moment in zip(badges, moments, strict=True):
                outbox.put(_swipe(badge, moment), booked_time(moment.at, BRUSSELS))
            assert outbox.exchange([], 1, self._clock.now().at)
        self._witness.hears("accepted" for _ in badges)

    def _book(self) -> None:
        (row,) = self._rows()
        person = {"externalReferences": {"@badge-number": row["badge_number"]}}
        minute = row["time_of_day_in_minutes"]
        body = {**IN_OUT, "person": person, "date": row["date"], "timeOfDayInMinutes": minute}
        with ProtimeCaller(self._protime) as caller:
            caller.log_in()
            assert caller.post(body).status == 201

    def _start(self, options: Sequence[str]) -> bool:
        """Start it under strace, and return whether it was killed on the way."""
        # With -D it is the daemon, and not strace, that is this process's child.
        paths = [word for end in _ENDS for word in ("-P", f"{self._outbox}{end}")]
        prefix = ["strace", "-D", "-f", *options, *paths]
        daemon = Daemon(self._file, self._disk / "log", prefix)
        self._wait(lambda: daemon.process.poll() is not None or "ready" in daemon.cues())
        return self._ended(daemon)

    def _go_on(self, watch: Callable[[Sequence[int]], AbstractContextManager[None]]) -> bool:
        """Go on from a start to the final state, and return whether it was killed on the way."""
        daemon = Daemon(self._file, self._disk / "log")
        daemon.wait_for_cue("ready")
        self._wait(lambda: "link up" in daemon.log())
        self._wait(lambda: len(threads_of(daemon.process.pid)) == THREADS)
        with watch(threads_of(daemon.process.pid)):
            if self._story is Story.SWIPE:
                self._witness.sees([_BADGE])
                with suppress(BrokenPipeError):  # stopped before the badge was held there
                    daemon.type(_BADGE)
            self._wait(lambda: daemon.process.poll() is not None or self._has_delivered())
        return self._ended(daemon)

    def _ended(self, daemon: Daemon) -> bool:
        was_killed = daemon.process.poll() is not None
        daemon.kill()
        self._witness.hears(daemon.cues())
        self._witness.sees_the_end()
        return was_killed

    def _swipe_again(self, daemon: Daemon) -> Iterator[str]:
        """Let a person who saw no cue swipe again, and another one come."""
        is_stored = _BADGE in [row["badge_number"] for row in self._rows()]
        for badge in (_BADGE, _NEXT_BADGE):
            self._witness.sees([badge])
            daemon.type(badge)
            cue = daemon.wait_for_cue(*ACCEPTED, REPEATED)
            self._witness.hears([cue])
            if (cue == REPEATED) != (is_stored and badge == _BADGE):
                yield f"{cue} is said to {badge}, which is stored: {is_stored}"

    def _rows(self) -> list[Row]:
        with open_reading(self._outbox) as outbox:
            return [as_object(each) for each in reversed(outbox.clockings())]

    def _has_delivered(self) -> bool:
        return counted(self._outbox, State.DELIVERED) > 0

    def _is_at_rest(self) -> bool:
        return counted(self._outbox, *UNDERWAY, State.UNCERTAIN) == 0

    def _wait(self, is_reached: Callable[[], bool]) -> None:
        deadline = monotonic() + LONGEST_SECONDS
        while monotonic() < deadline and not is_reached():
            Event().wait(LOOK_SECONDS)


def _swipe(badge: str, moment: Moment) -> Swipe:
    return Swipe(
        badge_number=BadgeNumber(badge), selection=InOut(), reader="console", moment=moment
    )


def _exactly_once(_: Row) -> tuple[int, int]:
    return 1, 1
