"""The link: waves, waits, and when there is news."""

import random
from itertools import pairwise

import pytest

from terminal.backoff import Backoff
from terminal.sync.link import NS_PER_SECOND, Link, Recovery, Trouble

GONE = Trouble("connection refused")


def new_link() -> Link:
    """Return a link with waits of 1, 2, 4 … 8 seconds, less up to half."""
    return Link(Backoff(first_seconds=1, cap_seconds=8), random.Random(1))


def test_a_new_link_is_down_and_may_be_tried_at_once() -> None:
    """Nobody has heard of Protime yet, and nothing forbids to ask."""
    link = new_link()

    assert (link.is_up, link.seconds_until_try(5)) == (False, 0.0)


def test_an_answer_brings_it_up_once() -> None:
    """The first answer is news, the second is not."""
    link = new_link()

    assert link.answered(link.wave) == Recovery(0, None)
    assert link.answered(link.wave) is None
    assert link.seconds_until_try(0) == 0.0


def test_a_failure_ends_its_wave_and_the_others_in_it_count_for_nothing() -> None:
    """Eight attempts that fail together are one failure."""
    link = new_link()
    link.answered(0)

    told = [link.failed(0, GONE, 0) for _ in range(8)]

    assert told == [True] + [False] * 7
    assert link.seconds_until_try(0) <= 1.0


def test_an_answer_of_an_earlier_wave_does_not_bring_it_up() -> None:
    """A straggler says nothing about now."""
    link = new_link()
    link.failed(0, GONE, 0)

    assert link.answered(0) is None
    assert not link.is_up


def test_waits_grow_to_the_cap_and_end_with_an_answer() -> None:
    """Each failed probe doubles the wait; an answer says how many there were."""
    link = new_link()
    waits = []
    for wave in range(6):
        link.failed(wave, GONE, 0)
        waits.append(link.seconds_until_try(0))

    assert all(
        full / 2 <= wait <= full for full, wait in zip([1, 2, 4, 8, 8, 8], waits, strict=True)
    )
    assert link.answered(6) == Recovery(6, GONE)


def test_time_passes_by_the_boot_clock() -> None:
    """What is left of a wait shrinks with it, down to nothing."""
    link = new_link()
    link.failed(0, Trouble("503", retry_after_seconds=7), 0)

    assert link.seconds_until_try(2 * NS_PER_SECOND) == 5.0
    assert link.seconds_until_try(9 * NS_PER_SECOND) == 0.0


def test_the_server_may_ask_for_a_longer_wait_up_to_an_hour() -> None:
    """`Retry-After` is honoured, nonsense is not."""
    link = new_link()

    assert link.wait_seconds(1, Trouble("429", retry_after_seconds=60)) == 60
    assert link.wait_seconds(1, Trouble("429", retry_after_seconds=10**9)) == 3600


def test_a_configuration_fault_is_probed_slowly() -> None:
    """What only a person can mend is not tried every second."""
    assert new_link().wait_seconds(1, Trouble("401", is_configuration_fault=True)) == 60


def test_another_sort_of_trouble_is_news() -> None:
    """From network to credentials and back is each worth a line; the same again is not."""
    link = new_link()
    fault = Trouble("401", is_configuration_fault=True)

    told = [
        link.failed(wave, each, 0) for wave, each in enumerate([GONE, GONE, fault, fault, GONE])
    ]

    assert told == [True, False, True, False, True]


def slept_link() -> Link:
    """Return a link that waits five minutes after a failure."""
    link = Link(Backoff(first_seconds=300, cap_seconds=300), random.Random(1))
    link.failed(0, GONE, 0)
    return link


def test_a_changed_network_hastens_the_next_try() -> None:
    """It comes when addresses have settled, and the waits grow anew from there."""
    link = new_link()
    for wave in range(5):
        link.failed(wave, GONE, 0)

    assert link.hasten(0)
    assert 1.0 <= link.seconds_until_try(0) <= 2.0
    link.failed(5, GONE, 2 * NS_PER_SECOND)
    assert link.seconds_until_try(2 * NS_PER_SECOND) <= 1.0
    assert link.answered(6) == Recovery(6, GONE)


def test_a_network_that_flaps_hastens_no_more_than_once_in_ten_seconds() -> None:
    """Changes each half second for a minute lead to six tries or fewer."""
    link, tries, wave = slept_link(), [], 1
    for half_second in range(120):
        now_ns = half_second * NS_PER_SECOND // 2
        link.hasten(now_ns)
        if not link.seconds_until_try(now_ns):
            tries.append(now_ns / NS_PER_SECOND)
            link.failed(wave, GONE, now_ns)
            wave += 1

    assert len(tries) >= 5
    assert all(later - one >= 10 for one, later in pairwise(tries))


def test_a_try_that_comes_sooner_anyway_stays() -> None:
    """A change never postpones one that is due or nearly so."""
    link = new_link()
    link.failed(0, GONE, 0)
    before = link.seconds_until_try(0)

    assert not link.hasten(0)
    assert link.seconds_until_try(0) == before
    assert not link.hasten(NS_PER_SECOND)
    assert link.seconds_until_try(NS_PER_SECOND) == 0.0


def test_after_a_change_during_a_try_the_next_one_comes_soon() -> None:
    """The one that was underway began too early to mean anything."""
    link = new_link()
    for wave in range(5):
        link.failed(wave, GONE, 0)

    link.hasten(100 * NS_PER_SECOND)
    link.failed(5, GONE, 100 * NS_PER_SECOND)

    assert link.seconds_until_try(100 * NS_PER_SECOND) <= 1.0


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble("denied", is_configuration_fault=True),
        Trouble("busy", retry_after_seconds=120),
    ],
)
def test_what_is_not_the_networks_fault_is_not_hastened(trouble: Trouble) -> None:
    """A person has to mend it, or the server asked for patience."""
    link = new_link()
    link.failed(0, trouble, 0)
    before = link.seconds_until_try(0)

    assert not link.hasten(0)
    assert link.seconds_until_try(0) == before


def test_a_link_without_trouble_is_not_hastened() -> None:
    """One that is up, or that nobody has tried yet."""
    link = new_link()
    untried = link.hasten(0)
    link.answered(0)

    assert (untried, link.hasten(0)) == (False, False)
