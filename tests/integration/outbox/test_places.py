"""The place of a swipe is stored with it, and sent from there; so is that it has none."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from terminal.model import Place, State
from terminal.model.struct import replace
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_reading
from terminal.protime.payload import Naming, body_of
from tests.parts import older_outbox
from tests.parts.changed_file import change
from tests.parts.fakes import NOON, FakeClock, swipe
from tests.parts.older_outbox import BEFORE_PLACES
from tests.parts.outboxes import booked, put, states

GATE = Place(longitude=4.392225, latitude=51.144127)
YARD = Place(longitude=-3.0, latitude=0.0)
PLACES = some.none() | some.builds(
    Place, longitude=some.floats(-180, 180), latitude=some.floats(-90, 90)
)


def sent(outbox: SqliteOutbox) -> dict[str, object]:
    """Return the places in the bodies of all that is due, by badge."""
    bodies = [json.loads(body_of(each, Naming())) for each in outbox.exchange([], 99, NOON)]
    return {
        body["person"]["externalReferences"]["@badge-number"]: body.get("geolocation")
        for body in bodies
    }


def in_degrees(place: Place | None) -> dict[str, float] | None:
    """Return a place as Protime takes it."""
    return {"longitude": place.longitude, "latitude": place.latitude} if place else None


@settings(max_examples=40, deadline=None)
@given(stored=some.lists(PLACES, min_size=1, max_size=5), by_then=PLACES)
def test_what_was_stored_is_what_is_sent(stored: list[Place | None], by_then: Place | None) -> None:
    """Wherever the terminal is said to stand by the time it delivers."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "outbox.db"
        with SqliteOutbox(path, FakeClock().now) as outbox:
            for number, place in enumerate(stored):
                outbox.put(replace(swipe(str(number)), place=place), booked())

        with SqliteOutbox(path, FakeClock().now, stood_at=by_then) as outbox:
            assert sent(outbox) == {
                str(number): in_degrees(place) for number, place in enumerate(stored)
            }


class TestOlderFile:
    """What waits in a file whose program kept no places."""

    def test_what_waits_gets_the_place_it_was_to_be_sent_with(
        self, path: Path, clock: FakeClock
    ) -> None:
        """The configured one, for good: where the terminal is said to stand later is another."""
        older_outbox.make(path, BEFORE_PLACES, swipe("1"), swipe("2"))
        change(path, "UPDATE clockings SET state = 'rejected' WHERE seq = 2")

        with SqliteOutbox(path, clock.now, stood_at=GATE) as outbox:
            put(outbox, "3")
        with SqliteOutbox(path, clock.now, stood_at=YARD) as outbox:
            outbox.doubts.reconsider([2], NOON)
            assert sent(outbox) == {"1": in_degrees(GATE), "2": in_degrees(GATE), "3": None}

    def test_without_one_it_waits_as_it_was(self, path: Path, clock: FakeClock) -> None:
        """A terminal that told of no place told of none for what it had stored."""
        older_outbox.make(path, BEFORE_PLACES, swipe("1"))

        with SqliteOutbox(path, clock.now) as outbox:
            assert sent(outbox) == {"1": None}

    @pytest.mark.parametrize("state", ["delivered", "closed"])
    def test_what_is_over_stays_as_it_was(self, path: Path, clock: FakeClock, state: str) -> None:
        """Nothing of it is sent any more, and there may be a million."""
        older_outbox.make(path, BEFORE_PLACES, swipe("1"))
        change(path, f"UPDATE clockings SET state = '{state}'")

        with SqliteOutbox(path, clock.now, stood_at=GATE), open_reading(path) as reading:
            (over,) = reading.clockings()
            assert over.swipe.place is None

    def test_what_is_damaged_does_not_look_sound_by_it(self, path: Path, clock: FakeClock) -> None:
        """Its checksum still contradicts it: it is not sent."""
        older_outbox.make(path, BEFORE_PLACES, swipe("1"), swipe("2"))
        change(path, "UPDATE clockings SET badge_number = '9' WHERE seq = 1")

        with SqliteOutbox(path, clock.now, stood_at=GATE) as outbox:
            assert sent(outbox) == {"2": in_degrees(GATE)}
            assert outbox.count(State.REJECTED) == 1


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE clockings SET place = replace(place, '51', '50') WHERE seq = 1",
        "UPDATE clockings SET place = NULL WHERE seq = 1",
        "UPDATE clockings SET place = (SELECT place FROM clockings) WHERE seq = 2",
        "UPDATE clockings SET place = '4.392225' WHERE seq = 1",
        "UPDATE clockings SET place = '{\"longitude\": 4' WHERE seq = 1",
    ],
)
def test_a_place_that_was_altered_is_not_sent(path: Path, clock: FakeClock, damage: str) -> None:
    """Nor one that was lost, nor one that came from nowhere."""
    with SqliteOutbox(path, clock.now) as outbox:
        outbox.put(replace(swipe("1"), place=GATE), booked())
        outbox.put(swipe("2"), booked())
    change(path, damage)

    with SqliteOutbox(path, clock.now) as outbox:
        assert outbox.count(State.REJECTED) == 1
        assert len(sent(outbox)) == 1


def test_a_rescue_keeps_places(path: Path, clock: FakeClock) -> None:
    """With the rows that have one, those without included."""
    with SqliteOutbox(path, clock.now) as outbox:
        for badge, place in (("1", GATE), ("2", YARD), ("3", None)):
            outbox.put(replace(swipe(badge), place=place), booked())
    change(path, "PRAGMA user_version = 1")

    with SqliteOutbox(path, clock.now), open_reading(path) as reading:
        kept = [each.swipe.place for each in reading.clockings()[::-1]]

    assert kept == [GATE, YARD, None]
    assert states(path) == ["uncertain"] * 3


def test_a_rescued_file_of_an_earlier_program_tells_of_no_place(
    path: Path, clock: FakeClock
) -> None:
    """Its rows are sound, and where the terminal stood when they were stored nobody knows."""
    older_outbox.make(path, BEFORE_PLACES, swipe("1"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")

    with SqliteOutbox(path, clock.now, stood_at=GATE), open_reading(path) as reading:
        (clocking,) = reading.clockings()

    assert (clocking.swipe, clocking.state) == (swipe("1"), State.UNCERTAIN)
