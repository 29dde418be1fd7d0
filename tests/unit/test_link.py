"""The link: waves, waits, and when there is news."""

import random

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
