"""What is counted of a terminal, and what Prometheus reads of it."""

import dataclasses
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread

import pytest

from terminal.model import (
    BadgeNumber,
    BookedTime,
    Chosen,
    Clocking,
    Cue,
    Outcome,
    State,
    Swipe,
)
from terminal.model.struct import replace
from terminal.ports import OutboxUnavailable
from terminal.watching.exposition import Exposition
from terminal.watching.observers import (
    Bookings,
    CountedDoubts,
    CountedFeedback,
    CountedOutbox,
    CountedStore,
)
from terminal.watching.standing import PartCondition, Standing
from terminal.watching.tally import Tally
from tests.parts.fakes import NOON, FakeClock, RecordingFeedback, swipe

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Lights(RecordingFeedback):
    """Feedback that can be closed."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


class Box:
    """An outbox that keeps nothing and says what it was told."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.is_full = False
        self.conditions: list[tuple[str, str]] = []
        self.taken: list[Clocking] = []
        self.calls: list[str] = []

    def report(self, part: str, condition: str, detail: str) -> None:
        del detail
        self.conditions.append((part, condition))

    def newest_first(self) -> list[Swipe]:
        return [swipe()]

    def put(self, swipe: Swipe, booked: BookedTime | None) -> int:
        del swipe, booked
        if self.is_full:
            raise OutboxUnavailable("full")
        self.clock.advance(0.004)
        return 7

    def exchange(self, outcomes: Sequence[Outcome], room: int, now: datetime) -> list[Clocking]:
        del outcomes, room, now
        return self.taken

    def uncertain(self) -> list[Clocking]:
        return self.taken

    def known_ids(self, clockings: Sequence[Clocking]) -> frozenset[str]:
        return frozenset(each.id for each in clockings)

    def nameless(self, clockings: Sequence[Clocking]) -> frozenset[int]:
        return frozenset(each.seq for each in clockings)

    def conclude(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        del outcomes, now
        self.calls.append("conclude")

    def reconsider(self, seqs: Sequence[int], now: datetime) -> None:
        del seqs, now
        self.calls.append("reconsider")

    def has_news(self) -> bool:
        return bool(self.taken)

    def next_attempt_at(self) -> datetime | None:
        return AT

    def bring_forward(self, now: datetime) -> None:
        del now
        self.calls.append("bring_forward")

    def count(self, state: State) -> int:
        return len(state)

    def tidy(self) -> None:
        self.calls.append("tidy")


def clocking(seq: int, true_at: datetime = NOON) -> Clocking:
    """Return a clocking that is underway."""
    return Clocking(
        seq=seq,
        id=str(seq),
        swipe=swipe("4711"),
        booked=BookedTime(true_at=true_at, date=date(2026, 3, 2), time_of_day_in_minutes=0),
        state=State.SENDING,
        attempts=1,
        next_attempt_at=None,
        protime_id=None,
        last_error=None,
        changed_at=true_at,
    )


def standing() -> Standing:
    """Return how a terminal may stand."""
    return Standing(
        at=AT,
        counts={state: index for index, state in enumerate(State)},
        oldest_unsent_at=AT - timedelta(hours=2),
        parts={
            "link": PartCondition("up", AT),
            "clock": PartCondition("trusted", AT),
            "reader door": PartCondition("lost", AT),
            "place": PartCondition("known", AT),
            "buttons": PartCondition("found", AT),
        },
        incidents=1,
    )


def exposed(tally: Tally, stood: Standing | None = None) -> dict[str, float]:
    """Return the samples of a terminal by their names and labels."""
    seen = stood or standing()
    build = {"version": "1", "terminal": "front-door"}
    text = Exposition(tally, lambda: seen, build, lambda: 5.0).text().decode()
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_a_stored_swipe_is_counted_with_its_duration() -> None:
    """Storing one is timed from the swipe to the return of the commit."""
    clock, tally = FakeClock(), Tally(["door"])
    store = CountedStore(Box(clock), clock, tally)

    assert store.put(swipe(clock=clock), None) == 7
    assert list(store.newest_first()) == [swipe()]

    got = exposed(tally)
    assert got['badge_terminal_swipes_total{result="stored"}'] == 1
    assert got['badge_terminal_swipe_stored_seconds_bucket{le="0.0025"}'] == 0
    assert got['badge_terminal_swipe_stored_seconds_bucket{le="0.005"}'] == 1
    assert got['badge_terminal_swipe_stored_seconds_bucket{le="+Inf"}'] == 1
    assert got["badge_terminal_swipe_stored_seconds_sum"] == pytest.approx(0.004)


def test_a_refused_swipe_is_counted_and_still_refused() -> None:
    """Nobody takes a swipe for stored because it is counted."""
    clock, tally = FakeClock(), Tally([])
    box = Box(clock)
    box.is_full = True

    with pytest.raises(OutboxUnavailable):
        CountedStore(box, clock, tally).put(swipe(), None)

    assert exposed(tally)['badge_terminal_swipes_total{result="refused"}'] == 1


def test_cues_are_played_and_counted() -> None:
    """What only a cue answers counts as a swipe too."""
    tally, lights = Tally([]), Lights()
    feedback = CountedFeedback(lights, tally)
    for cue in (Cue.ACCEPTED, Cue.REPEATED, Cue.UNREADABLE):
        feedback.play(cue)
    feedback.play(Chosen(2, "Doctor", 10))
    feedback.close()

    assert lights.cues[:3] == [Cue.ACCEPTED, Cue.REPEATED, Cue.UNREADABLE]
    assert lights.cues[3:] == [Chosen(2, "Doctor", 10)]
    assert lights.is_closed
    got = exposed(tally)
    assert got['badge_terminal_cues_total{cue="accepted"}'] == 1
    assert got['badge_terminal_cues_total{cue="chosen"}'] == 1
    assert got['badge_terminal_swipes_total{result="repeated"}'] == 1
    assert got['badge_terminal_swipes_total{result="unreadable"}'] == 1


def test_recoveries_and_losses_are_changes_not_words() -> None:
    """The first word of a part is no recovery, and the same trouble again is no second loss."""
    clock, tally = FakeClock(), Tally(["door"])
    box = Box(clock)
    store = CountedStore(box, clock, tally)
    outbox = CountedOutbox(box, Bookings(tally), tally)
    for condition in ("found", "lost", "lost", "found"):
        store.report("reader door", condition, "")
    for condition in ("down", "up", "down", "configuration fault"):
        outbox.report("link", condition, "")

    assert len(box.conditions) == 8
    got = exposed(tally)
    assert got['badge_terminal_reader_recoveries_total{reader="door"}'] == 1
    assert got["badge_terminal_link_losses_total"] == 1


def test_a_booking_is_timed_from_its_swipe() -> None:
    """Attempts in between count as outcomes, and only a delivery as booked."""
    tally, box = Tally([]), Box(FakeClock())
    outbox = CountedOutbox(box, Bookings(tally), tally)
    box.taken = [clocking(1), clocking(2), replace(clocking(3), booked=None)]
    outbox.exchange([], 8, NOON)
    box.taken = []
    outcomes = [
        Outcome(seq=1, state=State.DELIVERED),
        Outcome(seq=2, state=State.REJECTED),
        Outcome(seq=9, state=State.DELIVERED),
    ]
    outbox.exchange(outcomes, 8, NOON + timedelta(seconds=3))

    got = exposed(tally)
    assert got['badge_terminal_outcomes_total{state="delivered"}'] == 2
    assert got['badge_terminal_outcomes_total{state="rejected"}'] == 1
    assert got["badge_terminal_swipe_booked_seconds_count"] == 1
    assert got["badge_terminal_swipe_booked_seconds_sum"] == 3


def test_a_doubt_that_ends_is_counted_once() -> None:
    """One that stays uncertain, however often it is looked for, is not counted again."""
    tally, box = Tally([]), Box(FakeClock())
    doubts = CountedDoubts(box, Bookings(tally))
    box.taken = [clocking(1)]
    assert [each.seq for each in doubts.uncertain()] == [1]
    assert doubts.known_ids(box.taken) == {"1"}
    assert doubts.nameless(box.taken) == {each.seq for each in box.taken}
    doubts.conclude([Outcome(seq=1, state=State.UNCERTAIN)], NOON)
    doubts.conclude([Outcome(seq=1, state=State.DELIVERED)], NOON + timedelta(minutes=1))
    doubts.reconsider([1], NOON)

    got = exposed(tally)
    assert box.calls == ["conclude", "conclude", "reconsider"]
    assert got['badge_terminal_outcomes_total{state="uncertain"}'] == 0
    assert got['badge_terminal_outcomes_total{state="delivered"}'] == 1
    assert got["badge_terminal_swipe_booked_seconds_sum"] == 60


def test_the_rest_of_the_outbox_passes_through() -> None:
    """Whatever is not counted is handed on."""
    box = Box(FakeClock())
    outbox = CountedOutbox(box, Bookings(Tally([])), Tally([]))
    outbox.bring_forward(AT)
    outbox.tidy()
    assert box.calls == ["bring_forward", "tidy"]
    assert outbox.next_attempt_at() == AT
    assert outbox.has_news() is bool(box.taken)
    assert outbox.count(State.HELD) == len("held")


def test_how_a_terminal_stands() -> None:
    """The gauges tell what the parts said last."""
    got = exposed(Tally(["door"]))
    assert got['badge_terminal_clockings{state="held"}'] == 0
    assert got['badge_terminal_clockings{state="rejected"}'] == list(State).index(State.REJECTED)
    assert got["badge_terminal_oldest_unsent_age_seconds"] == 7200
    assert got["badge_terminal_link_up"] == 1
    assert got["badge_terminal_clock_trusted"] == 1
    assert got["badge_terminal_clock_disputed"] == 0
    assert got["badge_terminal_read_back_on"] == 0
    assert got['badge_terminal_reader_found{reader="door"}'] == 0
    assert got["badge_terminal_place_known"] == 1
    assert got["badge_terminal_buttons_found"] == 1
    assert got["badge_terminal_incidents"] == 1
    assert got["badge_terminal_collected_timestamp_seconds"] == 5
    assert got['badge_terminal_build_info{terminal="front-door",version="1"}'] == 1 or (
        got['badge_terminal_build_info{version="1",terminal="front-door"}'] == 1
    )


@pytest.mark.parametrize("parts", [{}, {"place": PartCondition("not asked", AT)}])
def test_a_terminal_that_does_not_move_is_not_asked_where_it_is(
    parts: dict[str, PartCondition],
) -> None:
    """Nor one whose receiver was taken away: 0 would call for help."""
    got = exposed(Tally([]), dataclasses.replace(standing(), parts=parts))
    assert "badge_terminal_place_known" not in got


@pytest.mark.parametrize(
    ("parts", "gauge"),
    [
        ({}, None),
        ({"buttons": PartCondition("off", AT)}, None),
        ({"buttons": PartCondition("lost", AT)}, 0),
    ],
)
def test_buttons_are_told_of_where_there_are_any(
    parts: dict[str, PartCondition], gauge: int | None
) -> None:
    """Lost ones call for help, and those that were taken away do not."""
    got = exposed(Tally([]), dataclasses.replace(standing(), parts=parts))
    assert got.get("badge_terminal_buttons_found") == gauge


def test_nothing_waits_is_no_age() -> None:
    """An empty outbox has an age of 0, and one that never spoke is not trusted."""
    got = exposed(Tally([]), dataclasses.replace(standing(), oldest_unsent_at=None, parts={}))
    assert got["badge_terminal_oldest_unsent_age_seconds"] == 0
    assert got["badge_terminal_clock_trusted"] == 0


def test_an_outbox_that_cannot_be_read_is_told() -> None:
    """What was counted is told all the same."""

    def look() -> Standing:
        raise OutboxUnavailable("gone")

    text = Exposition(Tally([]), look, {"version": "1"}, lambda: 1.0).text().decode()
    assert "badge_terminal_outbox_readable 0.0" in text
    assert "badge_terminal_link_up" not in text
    assert 'badge_terminal_swipes_total{result="stored"} 0.0' in text


def test_no_label_holds_a_badge_number() -> None:
    """Labels come from fixed lists, and from the names that the configuration gives."""
    clock, tally = FakeClock(), Tally(["door"])
    badge = BadgeNumber("98765")
    CountedStore(Box(clock), clock, tally).put(replace(swipe(), badge_number=badge), None)
    names = exposed(tally)
    labels = {label for name in names for label in re.findall(r'(\w+)="', name)}
    assert labels == {"result", "cue", "state", "reader", "le", "version", "terminal"}
    assert not any("98765" in name for name in names)


def test_a_look_that_hangs_holds_up_no_swipe() -> None:
    """While somebody reads the metrics and waits for the disk, swipes are stored and counted."""
    clock, tally = FakeClock(), Tally([])
    looking, go_on = Event(), Event()

    def look() -> Standing:
        looking.set()
        assert go_on.wait(10)
        return standing()

    reader = Thread(target=Exposition(tally, look, {"version": "1"}, lambda: 1.0).text)
    reader.start()
    assert looking.wait(10)
    CountedStore(Box(clock), clock, tally).put(swipe(clock=clock), None)
    assert tally.counted().swipes["stored"] == 1
    go_on.set()
    reader.join(10)
