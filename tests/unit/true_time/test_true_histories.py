"""Whatever a machine goes through, no true time is given that is further off than it says."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.bounds import bounds_of
from tests.parts.true_world import World

ROUNDING = timedelta(microseconds=20)
"""Times are kept to the microsecond, in a dozen steps."""

Step = Callable[[World], None]

SECONDS = st.one_of(st.floats(0, 5), st.floats(0, 4_000), st.floats(0, 2_000_000))
DRIFTS = st.sampled_from([-499e-6, -20e-6, 0.0, 499e-6])
WRONG_BY = st.integers(-40_000, 40_000).map(lambda hours: timedelta(hours=hours))
STALE = st.sampled_from([0.0, 0.5, 0.999])
LATENCY = st.sampled_from([0.0, 0.03, 1.5])


def waits(seconds: float, drift: float, *, is_swiped: bool) -> Step:
    """Return a while in which the boot clock runs evenly, with a swipe at its end or none."""

    def step(world: World) -> None:
        world.drift(drift)
        world.wait(seconds)
        if is_swiped:
            world.swipe()

    return step


def answers(latencies: tuple[float, float], stale: float, times: int, gap: float) -> Step:
    """Return a few answers of Protime that are much alike."""

    def step(world: World) -> None:
        there, back = latencies
        for _ in range(times):
            world.wait(gap)
            world.answer(there, stale, back)

    return step


WAITS = st.builds(waits, SECONDS, DRIFTS, is_swiped=st.booleans())
ANSWERS = st.builds(
    answers, st.tuples(LATENCY, LATENCY), STALE, st.integers(1, 12), st.floats(0, 300)
)
DISTRUSTS = WRONG_BY.map(lambda wrong_by: lambda world: world.distrust(wrong_by))
RESTARTS = st.booleans().map(lambda in_order: lambda world: world.restart(in_order=in_order))
REBOOTS = st.tuples(st.floats(0, 100_000), WRONG_BY).map(
    lambda off: lambda world: world.reboot(*off)
)
LOOK: st.SearchStrategy[Step] = st.just(World.look)
TRUST: st.SearchStrategy[Step] = st.just(World.trust)
HISTORIES = st.lists(
    st.one_of(WAITS, WAITS, WAITS, LOOK, ANSWERS, TRUST, DISTRUSTS, RESTARTS, REBOOTS),
    min_size=4,
    max_size=50,
)


def world_after(history: list[Step]) -> World:
    """Return what has become of the world, the terminal having looked after each step but one."""
    world = World()
    for number, step in enumerate(history):
        step(world)
        if number % 3:
            world.look()
    return world


@settings(max_examples=250)
@given(HISTORIES)
def test_a_date_is_within_its_error_and_bounds_hold_the_truth(history: list[Step]) -> None:
    """Over boots, drifts, steps of the clock, trust won and lost, and answers of any latency."""
    world = world_after(history)

    for seq, booked in world.outbox.booked.items():
        off = abs(booked.true_at - world.truths[seq - 1])
        assert off <= timedelta(seconds=booked.error_seconds) + ROUNDING
    for each in world.outbox.held():
        bounds = bounds_of(each.swipe.moment, world.boots(), anchors=world.neighbours(each))
        truth = world.truths[each.seq - 1]
        assert bounds.not_before is None or bounds.not_before <= truth + ROUNDING
        assert bounds.not_after is None or truth <= bounds.not_after + ROUNDING


@settings(max_examples=100)
@given(HISTORIES)
def test_trust_releases_every_swipe_of_its_boot(history: list[Step]) -> None:
    """However it was before: nothing of this boot stays held once the kernel trusts its clock."""
    world = world_after(history)
    world.trust()
    world.look()

    boot_id = world.now().boot_id
    assert [each.seq for each in world.outbox.held() if each.swipe.moment.boot_id == boot_id] == []
