"""What a person means by a date and a time of day."""

from datetime import UTC, datetime, timedelta

import pytest

from terminal.cli.wall_clock import Stretch, instants_of, stretch_of
from tests.parts.fakes import BRUSSELS


@pytest.mark.parametrize(
    ("text", "begin", "seconds"),
    [
        ("2026-03-02 08:00", datetime(2026, 3, 2, 7, 0, tzinfo=UTC), 60),
        ("2026-07-02T08:00", datetime(2026, 7, 2, 6, 0, tzinfo=UTC), 60),
        (" 2026-03-02 08:00:15 ", datetime(2026, 3, 2, 7, 0, 15, tzinfo=UTC), 1),
        ("2026-03-02 08:00+02:00", datetime(2026, 3, 2, 6, 0, tzinfo=UTC), 60),
        ("2026-03-02 08:00:00Z", datetime(2026, 3, 2, 8, 0, tzinfo=UTC), 1),
        ("2026-10-25 02:30+02:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 60),
        ("2026-10-25 02:30 +0100", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 60),
        ("2026-10-25 03:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC), 60),
        ("2038-01-19 04:14:08", datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC), 1),
    ],
)
def test_a_time_is_a_minute_or_a_second(text: str, begin: datetime, seconds: int) -> None:
    """Of the workplace's wall clock, unless an offset says otherwise."""
    stretch = stretch_of(text, BRUSSELS)

    assert stretch.begin == begin
    assert stretch.end == begin + timedelta(seconds=seconds) - datetime.resolution


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("yesterday", "is not a date and a time such as 2026-03-02 08:00"),
        ("2026-03-02", "is not a date and a time"),
        ("2026-3-2 08:00", "is not a date and a time"),
        ("02/03/2026 08:00", "is not a date and a time"),
        ("٢٠٢٦-03-02 08:00", "is not a date and a time"),
        ("2026-02-30 08:00", "day is out of range"),
        ("2026-03-02 24:30", "hour must be in"),
        ("0001-01-01 00:00", "is not a year in which anybody swiped"),
        ("9999-12-31 23:59+00:00", "is not a year in which anybody swiped"),
        (
            "2026-10-25 02:30",
            r"happened twice.*02:30:00\+02:00\" for the first.*02:30:00\+01:00\" for the second",
        ),
        ("2026-03-29 02:30", "does not exist: the clock in Europe/Brussels was put forward"),
    ],
)
def test_what_is_no_single_time_is_refused(text: str, words: str) -> None:
    """With what to write in its place; nothing is guessed."""
    with pytest.raises(ValueError, match=words):
        stretch_of(text, BRUSSELS)


def test_a_wall_clock_shows_a_time_never_once_or_twice() -> None:
    """Both switches, to the minute."""
    shown = {
        text: len(instants_of(datetime.fromisoformat(text), BRUSSELS))
        for text in (
            "2026-03-29 01:59",
            "2026-03-29 02:00",
            "2026-03-29 02:59",
            "2026-03-29 03:00",
            "2026-10-25 01:59",
            "2026-10-25 02:00",
            "2026-10-25 02:59",
            "2026-10-25 03:00",
        )
    }
    assert list(shown.values()) == [1, 0, 0, 1, 1, 2, 2, 1]


EIGHT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("not_before", "not_after", "first"),
    [
        (None, None, 0),
        (-300, 300, 0),
        (20, 300, 20),
        (59, None, 59),
        (None, 0, 0),
        (60, 300, None),
        (-300, -1, None),
    ],
)
def test_a_minute_fits_if_any_of_it_does(
    not_before: int | None, not_after: int | None, first: int | None
) -> None:
    """Whoever says 08:00 means neither its first nor its last second."""
    minute = Stretch(EIGHT, EIGHT + timedelta(seconds=59))
    bounds = [at if at is None else EIGHT + timedelta(seconds=at) for at in (not_before, not_after)]

    assert minute.within(*bounds) == (None if first is None else EIGHT + timedelta(seconds=first))
