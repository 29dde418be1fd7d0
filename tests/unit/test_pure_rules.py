"""Backoff and local time: rules without input or output."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.backoff import Backoff
from terminal.local_time import booked_time
from tests.parts.fakes import BRUSSELS


@given(st.integers(1, 10_000), st.integers())
def test_a_wait_stays_between_half_the_full_one_and_the_cap(failures: int, seed: int) -> None:
    """However often it failed, the wait is never nothing and never beyond the cap."""
    full = min(300.0, 1.0 * 2 ** min(failures - 1, 20))

    wait = Backoff().delay_seconds(failures, random.Random(seed))

    assert full / 2 <= wait <= full


def test_terminals_do_not_wait_in_step() -> None:
    """Two terminals that failed together come back at different times."""
    waits = {Backoff().delay_seconds(5, random.Random(seed)) for seed in range(20)}

    assert len(waits) == 20


@pytest.mark.parametrize(
    ("utc", "day", "minute"),
    [
        (datetime(2024, 12, 17, 7, 20, 59, tzinfo=UTC), date(2024, 12, 17), 500),
        (datetime(2025, 2, 13, 21, 0, tzinfo=UTC), date(2025, 2, 13), 1320),
        (datetime(2025, 2, 13, 23, 0, tzinfo=UTC), date(2025, 2, 14), 0),
        (datetime(2025, 2, 13, 22, 59, 59, tzinfo=UTC), date(2025, 2, 13), 1439),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29), 119),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), date(2026, 3, 29), 180),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25), 150),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25), 150),
        (datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC), date(2038, 1, 19), 254),
    ],
)
def test_a_clocking_is_booked_at_the_minute_on_the_wall(
    utc: datetime, day: date, minute: int
) -> None:
    """Seconds are cut off; midnight is minute 0; both daylight-saving switches are right."""
    booked = booked_time(utc, BRUSSELS)

    assert (booked.date, booked.time_of_day_in_minutes, booked.true_at) == (day, minute, utc)
    assert booked.error_seconds == 0


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_the_minute_is_always_one_protime_takes_for_that_day(naive: datetime) -> None:
    """No instant gives a minute outside 0 to 1439."""
    booked = booked_time(naive.replace(tzinfo=UTC) + timedelta(seconds=1), BRUSSELS)

    assert 0 <= booked.time_of_day_in_minutes <= 1439
