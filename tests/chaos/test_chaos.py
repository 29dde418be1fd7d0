"""Whatever breaks, and whenever: each acknowledged swipe is booked once, at its minute.

`CHAOS_SECONDS` says for how long things break (120 by default), `CHAOS_SEED` which plan is
followed (a new one each time by default); `make chaos SECONDS=… SEED=…` sets both. What is
planned follows from the seed alone; when exactly a thread gets its turn does not, so a seed that
failed may have to be tried more than once.
"""

import os
import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from terminal.simulator import READ_CLOCKINGS, WRITE_CLOCKINGS, Client, Target, catalogue
from tests.parts.balance import Bounds, complaints_about_booking
from tests.parts.chaos import Chaos
from tests.parts.chaos_plan import Plan
from tests.parts.told import lines_about, listed
from tests.parts.witness import Row, complaints_about_storing

SECONDS = float(os.environ.get("CHAOS_SECONDS") or 120)
SEED = int(os.environ.get("CHAOS_SEED") or secrets.randbelow(10**6))
KILLS_PER_SECOND = 60 / 120
LONG_ENOUGH_FOR_EVERY_FAULT_SECONDS = 60
PATIENCE = 2.5
"""So many times as long it may take on a busy machine until every fault was met."""

SHOWN = 20

BELIEVED = frozenset({"503-after-booking"})
"""503 says that nothing was processed: a terminal that may not look has to believe it."""


def one_or_told(row: Row) -> tuple[int, int]:
    """Return how often a clocking may be booked where nothing is ever sent on a guess."""
    match row["state"]:
        case "delivered":
            return 1, 1
        case "uncertain":
            return 0, 1
        case _:
            return 0, 0


def at_least_one(doubtful: set[int]) -> Bounds:
    """Return how often it may be booked where what was doubtful was sent again."""

    def bounds(row: Row) -> tuple[int, int]:
        least, most = one_or_told(row)
        return least, row["attempts"] if row["seq"] in doubtful else most

    return bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How a terminal settles what is uncertain.

    Attributes:
        share: Its part of the time.
        scopes: What Protime lets it do.
        repeat_window_seconds: 0 lets one badge book twice in a minute.
        bounds: How often a clocking may be booked, given those that were ever doubtful.
        spared: Faults that nothing helps against under this policy.
    """

    share: float
    scopes: tuple[str, ...]
    uncertain: str
    is_granted_fewer: bool = False
    repeat_window_seconds: float
    badges: int
    bounds: Callable[[set[int]], Bounds]
    spared: frozenset[str] = frozenset()


POLICIES = {
    "read back": Policy(
        share=0.7,
        scopes=(READ_CLOCKINGS, WRITE_CLOCKINGS),
        uncertain="resend",
        repeat_window_seconds=0,
        badges=40,
        bounds=lambda _: one_or_told,
    ),
    "hold": Policy(
        share=0.15,
        scopes=(WRITE_CLOCKINGS,),
        uncertain="hold",
        repeat_window_seconds=60,
        badges=400,
        bounds=lambda _: one_or_told,
        spared=BELIEVED,
    ),
    "send again": Policy(
        share=0.15,
        scopes=(WRITE_CLOCKINGS,),
        uncertain="resend",
        is_granted_fewer=True,
        repeat_window_seconds=60,
        badges=400,
        bounds=at_least_one,
        spared=BELIEVED,
    ),
}


@pytest.mark.timeout(max(600, SECONDS * 2))
@pytest.mark.parametrize("name", POLICIES)
def test_each_promise_is_kept(name: str, disk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was accepted is in Protime once, at its minute, or a person is told why not."""
    policy = POLICIES[name]
    seconds = SECONDS * policy.share
    chaos = chaos_of(policy, disk)
    begun = monotonic()

    chaos.live(seconds, partial(has_seen_enough, chaos, policy, seconds, begun))

    rows = listed(disk / "terminal.toml")
    complaints = [
        *complaints_about_storing(chaos.witness.swipes, rows),
        *complaints_about_booking(rows, chaos.protime.ledger, policy.bounds(chaos.doubtful)),
        *complaints_about_policy(policy, rows),
        *complaints_about_the_test(chaos, policy, seconds),
    ]
    with capsys.disabled():
        sys.stderr.write(f"\n{name}: {figures(chaos, rows, monotonic() - begun)}\n")
    assert not complaints, report(complaints, rows, disk / "log")


def chaos_of(policy: Policy, disk: Path) -> Chaos:
    """Return a terminal and its Protime as a policy wants them."""
    badges = [f"{number:06}" for number in range(1, policy.badges + 1)]
    return Chaos(
        disk=disk,
        plan=Plan(SEED, badges),
        client=Client(scopes=policy.scopes, is_granted_fewer=policy.is_granted_fewer),
        uncertain=policy.uncertain,
        repeat_window_seconds=policy.repeat_window_seconds,
        spared=policy.spared,
    )


def complaints_about_policy(policy: Policy, rows: list[Row]) -> Iterator[str]:
    """Yield what is left in doubt although the terminal may settle it."""
    if policy.uncertain != "hold":
        yield from (f"left uncertain: {row}" for row in rows if row["state"] == "uncertain")


def has_seen_enough(chaos: Chaos, policy: Policy, seconds: float, begun: float) -> bool:
    """Return whether there were as many kills and faults as there should be."""
    is_late = monotonic() - begun >= seconds * PATIENCE
    are_met = is_late or not faults_left(chaos, policy, seconds)
    return are_met and chaos.kills >= round(seconds * KILLS_PER_SECOND)


def faults_left(chaos: Chaos, policy: Policy, seconds: float) -> set[str]:
    """Return the faults that a clocking should have met and did not."""
    if seconds < LONG_ENOUGH_FOR_EVERY_FAULT_SECONDS:
        return set()
    return set(catalogue()) - policy.spared - chaos.storm.met(Target.CLOCKINGS)


def complaints_about_the_test(chaos: Chaos, policy: Policy, seconds: float) -> Iterator[str]:
    """Yield what this test should have tried and did not."""
    if missing := faults_left(chaos, policy, seconds):
        yield f"no clocking met these faults: {sorted(missing)}"


def figures(chaos: Chaos, rows: list[Row], seconds: float) -> str:
    """Return in numbers what happened."""
    states = {each: sum(row["state"] == each for row in rows) for each in ("delivered", "rejected")}
    states["uncertain"] = sum(row["state"] == "uncertain" for row in rows)
    met = {
        sort.value: len(chaos.storm.met(sort))
        for sort in (Target.CLOCKINGS, Target.TOKENS, Target.READS)
    }
    return (
        f"seed {SEED}, {seconds:.0f} s, {chaos.kills} kills of {chaos.ends.total()} lives, "
        f"{len(chaos.witness.swipes)} swipes, {chaos.witness.promised} of them accepted, "
        f"{len(rows)} clockings, {states}, {len(chaos.doubtful)} were in doubt, "
        f"{chaos.storm.total()} faults, kinds of {len(catalogue())} met: {met}"
    )


def report(complaints: list[str], rows: list[Row], log: Path) -> str:
    """Return what failed, what the log says of it, and how to repeat it."""
    shown = "\n".join(complaints[:SHOWN])
    seqs = [row["seq"] for row in rows if f"'seq': {row['seq']}," in shown]
    return (
        f"{len(complaints)} complaints; `make chaos SEED={SEED} SECONDS={SECONDS:g}` follows the "
        f"same plan.\n{shown}\nThe log says of these:\n{lines_about(log, seqs)}"
    )
