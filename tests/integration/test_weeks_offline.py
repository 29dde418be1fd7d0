"""Three weeks without a network: what waits stays in bounds, and all of it arrives."""

import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from terminal.local_time import booked_time
from terminal.model import BadgeNumber, InOut, State, Swipe
from tests.parts.by_hand import TerminalByHand
from tests.parts.fakes import BRUSSELS
from tests.parts.model_protime import ModelProtime
from tests.parts.true_clock import TrueClock

WAITING = 3_000
PEOPLE = 200
A_DAY_SECONDS = 86_400
LONGEST_PAUSE_SECONDS = 300 + 5
MEMORY = Path("/dev/shm")


@pytest.fixture
def clock() -> TrueClock:
    """Return clocks that stand still."""
    return TrueClock()


@pytest.fixture
def protime(clock: TrueClock) -> ModelProtime:
    """Return a Protime that nobody can reach."""
    protime = ModelProtime(clock.true_time)
    protime.is_reachable = False
    return protime


@pytest.fixture
def terminal(clock: TrueClock, protime: ModelProtime) -> Iterator[TerminalByHand]:
    """Return a terminal with thousands of clockings."""
    rng = random.Random(1)
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        terminal = TerminalByHand(Path(folder, "outbox.db"), protime, clock, resends=False)
        for _ in range(WAITING):
            clock.advance(30)
            badge = BadgeNumber(f"{rng.randrange(PEOPLE):04}")
            one = Swipe(badge_number=badge, selection=InOut(), reader="door", moment=clock.now())
            terminal.outbox.put(one, booked_time(clock.true_at, BRUSSELS))
        yield terminal
        terminal.abandon()


@pytest.mark.slow
def test_weeks_offline_end_in_minutes(
    terminal: TerminalByHand, clock: TrueClock, protime: ModelProtime
) -> None:
    """A day of probes that never end and never hurry; weeks later each badge goes in its order."""
    tried_at = tries_until(terminal, clock, clock.true_at.timestamp() + A_DAY_SECONDS)
    pauses = [later - one for one, later in pairwise(tried_at)]
    assert max(pauses) <= LONGEST_PAUSE_SECONDS
    assert min(pauses[20:]) >= 300 / 2

    clock.advance(20 * A_DAY_SECONDS)
    protime.is_reachable = True
    for _ in range(WAITING):
        terminal.step()
        while terminal.carry():
            terminal.hear()

    assert terminal.outbox.count(State.PENDING) == 0
    assert sorted(record.seq for record in protime.records) == list(range(1, WAITING + 1))
    for badge in {record.badge for record in protime.records}:
        seqs = [record.seq for record in protime.records if record.badge == badge]
        assert seqs == sorted(seqs)


def tries_until(terminal: TerminalByHand, clock: TrueClock, end: float) -> list[float]:
    """Let time pass as the sync thread would wait, and return when Protime was tried."""
    tried_at: list[float] = []
    while clock.true_at.timestamp() < end:
        terminal.step()
        while terminal.carry():
            tried_at.append(clock.true_at.timestamp())
            terminal.hear()
            terminal.step()
        clock.advance(max(1.0, terminal.link.seconds_until_try(clock.now().boottime_ns)))
    return tried_at
