"""A machine in a world whose true time is known: what the terminal finds out is held to it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from terminal.held import Held
from terminal.model import (
    Anchor,
    BadgeNumber,
    BookedTime,
    Boot,
    Clocking,
    InOut,
    Moment,
    State,
    Swipe,
)
from terminal.true_time import ThisBoot, ToldTimes
from terminal.true_time.earlier_boots import EarlierBoots
from terminal.true_time.knowledge import Knowledge
from tests.parts.fakes import BRUSSELS

BEGIN = datetime(2026, 3, 2, 11, 0, 30, tzinfo=UTC)
WRONG = datetime(2025, 9, 1, tzinfo=UTC)
NS_PER_SECOND = 10**9


class MemoryOutbox:
    """Held clockings and boots, kept in memory."""

    def __init__(self) -> None:
        self.clockings: list[Clocking] = []
        self.booked: dict[int, BookedTime] = {}
        self.noted: dict[str, Boot] = {}

    def put(self, swipe: Swipe) -> None:
        """Keep a swipe: held, unless its moment is trusted."""
        moment, seq = swipe.moment, len(self.clockings) + 1
        self.clockings.append(
            Clocking(
                seq=seq,
                id=f"id-{seq}",
                swipe=swipe,
                booked=None,
                state=State.PENDING if moment.is_trusted else State.HELD,
                attempts=0,
                next_attempt_at=None,
                protime_id=None,
                last_error=None,
                changed_at=moment.at,
            )
        )

    def held(self, after_seq: int = 0) -> list[Clocking]:
        return [
            each
            for each in self.clockings[after_seq:]
            if each.state is State.HELD and each.seq not in self.booked
        ]

    def release(self, booked: Sequence[tuple[int, BookedTime]]) -> None:
        for seq, each in booked:
            self.booked.setdefault(seq, each)

    def report(self, part: str, condition: str, detail: str) -> None:
        assert part == "clock"
        assert condition
        del detail

    def find(self, boot_id: str) -> Boot | None:
        return self.noted.get(boot_id)

    def note(self, boot: Boot) -> None:
        self.noted[boot.boot_id] = boot


class World:
    """True time passes; the boot clock drifts, the wall clock is right or wrong."""

    def __init__(self) -> None:
        self.outbox = MemoryOutbox()
        self.true_us = 0
        self.truths: list[datetime] = []
        self._boot_number = 0
        self._boottime_ns = 0
        self._drift = 0.0
        self._wall_off = timedelta(0)
        self._is_trusted = False
        self._held: Held | None = None
        self.reboot(60.0, wrong_by=WRONG - BEGIN)

    @property
    def true_at(self) -> datetime:
        """The true time."""
        return BEGIN + timedelta(microseconds=self.true_us)

    def now(self) -> Moment:
        """Return what the machine's clocks say; see Clock."""
        return Moment(
            at=self.true_at + (timedelta(0) if self._is_trusted else self._wall_off),
            boot_id=f"boot-{self._boot_number}",
            boottime_ns=self._boottime_ns,
            is_trusted=self._is_trusted,
        )

    def wait(self, seconds: float) -> None:
        """Let the boot clock run on for so long, and true time by a little more or less."""
        self._boottime_ns += int(seconds * NS_PER_SECOND)
        self.true_us += round(seconds * (1 + self._drift) * 1e6)

    def drift(self, share: float) -> None:
        """Change the rate of the boot clock."""
        self._drift = share

    def trust(self) -> None:
        """Let the kernel trust its clock, which is right from now on."""
        self._is_trusted = True

    def distrust(self, wrong_by: timedelta) -> None:
        """Step the clock, which the kernel does not trust any more."""
        self._is_trusted, self._wall_off = False, wrong_by

    def swipe(self) -> None:
        """Have a badge presented."""
        swipe = Swipe(
            badge_number=BadgeNumber("0123"), selection=InOut(), reader="door", moment=self.now()
        )
        self.outbox.put(swipe)
        self.truths.append(self.true_at)

    def answer(self, there: float, stale: float, back: float) -> None:
        """Have Protime answer, with a date that was made a moment before."""
        self.wait(there)
        written_at = self.true_at - timedelta(seconds=stale)
        self.wait(back)
        self._told.told_time(written_at.replace(microsecond=0), there + back)

    def look(self) -> None:
        """Have what can be dated dated."""
        assert self._held
        self._held.release()

    def restart(self, *, in_order: bool = True) -> None:
        """End the terminal, orderly or not, and start it again."""
        if in_order and self._held:
            self._held.close()
        this_boot = ThisBoot(self.outbox, self.now())
        self._told = ToldTimes(self)
        self._held = Held(
            outbox=self.outbox,
            clock=self,
            zone=BRUSSELS,
            knowledge=Knowledge(self._told, this_boot.known),
            earlier=EarlierBoots(self.outbox),
            this_boot=this_boot,
        )

    def reboot(self, off_seconds: float, wrong_by: timedelta) -> None:
        """Cut the power for a while; the clock is wrong afterwards."""
        self.true_us += round(off_seconds * 1e6)
        self._boot_number += 1
        self._boottime_ns = 5 * NS_PER_SECOND
        self.true_us += 5_000_000
        self.distrust(wrong_by)
        self.restart(in_order=False)

    def boots(self) -> list[Boot]:
        """Return the boots in order, as they were noted."""
        return list(self.outbox.noted.values())

    def neighbours(self, clocking: Clocking) -> list[Anchor]:
        """Return what the trusted swipes right before and after one tell."""
        trusted = [each for each in self.outbox.clockings if each.swipe.moment.is_trusted]
        before = [each for each in trusted if each.seq < clocking.seq][-1:]
        after = [each for each in trusted if each.seq > clocking.seq][:1]
        return [Anchor.of(each.swipe.moment) for each in before + after]
