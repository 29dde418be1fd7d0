"""What is put into the outbox comes back as it was, read from the file by somebody else."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from terminal.model import (
    LONGEST_BADGE_NUMBER,
    Activity,
    ActivityEnd,
    ActivityLevel,
    BadgeNumber,
    BookedTime,
    Clocking,
    ExternalReference,
    InOut,
    InternalId,
    Moment,
    Place,
    Reason,
    State,
    Swipe,
)
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import OutboxReading, open_reading
from tests.parts.fakes import FakeClock, swipe

TEXTS = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
REFERENCES = some.builds(InternalId, some.integers() | TEXTS) | some.builds(
    ExternalReference, TEXTS, TEXTS
)
SELECTIONS = some.one_of(
    some.builds(InOut),
    some.builds(ActivityEnd),
    some.builds(Reason, REFERENCES, some.none() | some.booleans()),
    some.builds(
        Activity,
        some.lists(some.builds(ActivityLevel, some.integers(), REFERENCES), max_size=4).map(tuple),
    ),
)
TIMES = some.datetimes(datetime(1970, 1, 1), datetime(9999, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
MOMENTS = some.builds(
    Moment,
    at=TIMES,
    boot_id=TEXTS,
    boottime_ns=some.integers(0, 2**63 - 1),
    is_trusted=some.booleans(),
)
BADGE_NUMBERS = (
    some.text(min_size=1, max_size=LONGEST_BADGE_NUMBER)
    .filter(lambda text: text.isprintable() and text == text.strip())
    .map(BadgeNumber)
)
PLACES = some.builds(Place, longitude=some.floats(-180, 180), latitude=some.floats(-90, 90))
SWIPES = some.builds(
    Swipe,
    badge_number=BADGE_NUMBERS,
    selection=SELECTIONS,
    reader=TEXTS,
    moment=MOMENTS,
    place=some.none() | PLACES,
)
BOOKED = some.none() | some.builds(
    BookedTime,
    true_at=TIMES,
    date=some.dates(date(1970, 1, 1)),
    time_of_day_in_minutes=some.integers(0, 1439),
)


@pytest.fixture(scope="module")
def both_ends(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[SqliteOutbox, OutboxReading]]:
    """Return an outbox, and another connection that reads it."""
    path = tmp_path_factory.mktemp("both") / "outbox.db"
    with ExitStack() as stack:
        outbox = stack.enter_context(SqliteOutbox(path, FakeClock().now))
        yield outbox, stack.enter_context(open_reading(path))


@settings(max_examples=150, deadline=None)
@given(swipe=SWIPES, booked=BOOKED)
def test_a_swipe_comes_back_as_it_was_stored(
    both_ends: tuple[SqliteOutbox, OutboxReading], swipe: Swipe, booked: BookedTime | None
) -> None:
    """Every kind with all its fields, every text, every instant to the microsecond."""
    outbox, reading = both_ends

    clocking = reading.clocking(outbox.put(swipe, booked))

    assert clocking
    assert clocking.swipe == swipe
    assert clocking.booked == booked
    assert clocking.state is (State.PENDING if booked else State.HELD)
    assert clocking.changed_at == swipe.moment.at
    assert next(iter(outbox.newest_first())) == swipe


def test_a_new_clocking_has_a_name_of_its_own_and_no_past(outbox: SqliteOutbox) -> None:
    """Nothing but its swipe is known of it."""
    outbox.put(swipe(), None)
    outbox.put(swipe(), None)

    first, second = outbox.held()

    assert first == Clocking(
        seq=1,
        id=first.id,
        swipe=swipe(),
        booked=None,
        state=State.HELD,
        attempts=0,
        next_attempt_at=None,
        protime_id=None,
        last_error=None,
        changed_at=swipe().moment.at,
    )
    assert first.id != second.id


def test_stored_swipes_are_told_newest_first(outbox: SqliteOutbox) -> None:
    """All of them, however many, in one order."""
    badges = [f"{number:04}" for number in range(150)]
    for badge in badges:
        outbox.put(swipe(badge), None)

    told = [each.badge_number.value for each in outbox.newest_first()]

    assert told == badges[::-1]


def test_only_as_many_are_read_as_are_asked_for(outbox: SqliteOutbox) -> None:
    """A swipe that comes in meanwhile neither waits nor disturbs."""
    for number in range(150):
        outbox.put(swipe(f"{number:04}"), None)

    newest = outbox.newest_first()
    begun = [each.badge_number.value for each in islice(newest, 2)]
    outbox.put(swipe("9999"), None)

    assert begun == ["0149", "0148"]
    assert len(list(newest)) == 148
