"""Capture: store, then cue; the repeat rule; what the reader's troubles look like."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from terminal.badge_numbers import BadgeRule, IdentifierRule, LastingRule, Rule, Template
from terminal.capture import Capture, Surroundings
from terminal.faults import Faults
from terminal.model import (
    ActivityEnd,
    BookedTime,
    Cue,
    InOut,
    Moment,
    Place,
    Presented,
    ReaderEvent,
    ReaderFound,
    ReaderLost,
    Selection,
    State,
    Swipe,
    Unreadable,
)
from terminal.model.struct import replace
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import Condition, open_reading
from terminal.ports import OutboxUnavailable
from terminal.repeats import RecentSwipes
from tests.parts.fakes import BRUSSELS, NOON, FakeClock, RecordingFeedback, ScriptedReader

BADGE = Presented("0123")


class Door:
    """A terminal's reading half: a real outbox, and the rest hand-written."""

    def __init__(self, path: Path, clock: FakeClock, *, is_online: bool = True) -> None:
        self.path = path
        self.clock = clock
        self.feedback = RecordingFeedback()
        self.nudges = 0
        self.is_online = is_online
        self.outbox = SqliteOutbox(path, clock.now)
        self.disk = BreakableStore(self.outbox)
        self.faults = Faults(self.feedback)
        self.surroundings = Surroundings(
            store=self.disk,
            recent=RecentSwipes(self.outbox, timedelta(seconds=60), clock.now()),
            clock=clock,
            zone=BRUSSELS,
            feedback=self.feedback,
            faults=self.faults,
            is_online=lambda: self.is_online,
            nudge=self.nudge,
        )

    def nudge(self) -> None:
        self.nudges += 1

    def present(
        self,
        *events: ReaderEvent,
        name: str = "door",
        selection: Selection | None = None,
        rule: BadgeRule | None = None,
    ) -> None:
        capture = Capture(
            name=name,
            reader=ScriptedReader(*events),
            rule=rule or IdentifierRule(),
            selection=selection,
            surroundings=self.surroundings,
        )
        for _ in range(len(events) + 1):
            capture.step()

    def stored(self) -> list[Swipe]:
        return list(self.outbox.newest_first())


class BreakableStore:
    """The outbox, on a disk that can fail."""

    def __init__(self, outbox: SqliteOutbox) -> None:
        self._outbox = outbox
        self.is_broken = False

    def newest_first(self) -> Iterator[Swipe]:
        return self._outbox.newest_first()

    def put(self, swipe: Swipe, booked: BookedTime | None) -> int:
        self._fail_if_broken()
        return self._outbox.put(swipe, booked)

    def report(self, part: str, condition: str, detail: str) -> None:
        self._fail_if_broken()
        self._outbox.report(part, condition, detail)

    def _fail_if_broken(self) -> None:
        if self.is_broken:
            raise OutboxUnavailable("disk full")


def conditions(door: Door) -> dict[str, Condition]:
    """Return what operators can read of each part."""
    with open_reading(door.path) as outbox:
        return {each.part: each for each in outbox.parts()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the outbox of this test is."""
    return tmp_path / "outbox.db"


@pytest.fixture
def door(path: Path) -> Iterator[Door]:
    """Return a door whose clock is trusted and whose link is up."""
    door = Door(path, FakeClock())
    yield door
    door.outbox.close()


def test_a_swipe_is_stored_and_then_answered(door: Door) -> None:
    """The clocking is in the outbox with its minute, the cue is ACCEPTED, sync is nudged."""
    door.present(BADGE)

    (clocking,) = door.outbox.exchange([], 1, NOON)
    assert clocking.swipe.badge_number.value == "0123"
    assert clocking.booked is not None
    assert clocking.booked.time_of_day_in_minutes == 12 * 60
    assert (door.feedback.cues, door.nudges) == ([Cue.ACCEPTED], 1)


def test_a_swipe_has_the_place_of_its_moment(door: Door) -> None:
    """It is asked once, with the moment that is stored; usually a terminal tells of none."""
    door.present(BADGE)
    asked: list[Moment] = []
    gate = Place(longitude=4.392225, latitude=51.144127)

    def place(moment: Moment) -> Place:
        asked.append(moment)
        return gate

    door.surroundings = replace(door.surroundings, place=place)
    door.present(Presented("0124"))

    newest, first = door.stored()
    assert (newest.place, first.place) == (gate, None)
    assert asked == [newest.moment]


def test_offline_is_said_and_changes_nothing_else(door: Door) -> None:
    """Without a link the swipe is stored just the same, with its own cue."""
    door.is_online = False

    door.present(BADGE)

    assert len(door.stored()) == 1
    assert door.feedback.cues == [Cue.ACCEPTED_OFFLINE]


def test_the_same_badge_inside_the_window_is_a_repeat(door: Door) -> None:
    """59 seconds later nothing is stored and the cue says so."""
    door.present(BADGE)
    door.clock.advance(59)

    door.present(BADGE)

    assert len(door.stored()) == 1
    assert door.feedback.cues[-1] == Cue.REPEATED


def test_the_same_badge_after_the_window_is_another_swipe(door: Door) -> None:
    """60 seconds later it counts, whatever the wall clock did meanwhile."""
    door.present(BADGE)
    door.clock.advance(60)
    door.clock.step_wall(-3600)

    door.present(BADGE)

    assert len(door.stored()) == 2


def test_a_repeat_does_not_lengthen_the_window(door: Door) -> None:
    """The window counts from the swipe that was stored."""
    door.present(BADGE)
    door.clock.advance(40)
    door.present(BADGE)
    door.clock.advance(40)
    door.present(BADGE)

    assert len(door.stored()) == 2


def test_a_swipe_that_is_decided_late_is_a_repeat_too(door: Door) -> None:
    """Two readers and a busy disk: of two swipes the later one may be decided first."""
    door.present(BADGE, name="left")
    door.clock.advance(-0.2)
    door.present(BADGE, name="right")

    assert len(door.stored()) == 1
    assert door.feedback.cues == [Cue.ACCEPTED, Cue.REPEATED]


def test_a_swipe_that_is_decided_late_makes_nothing_forgotten(door: Door) -> None:
    """What was swiped after it, and decided before, still counts once."""
    door.present(BADGE, name="left")
    door.clock.advance(-0.2)
    door.present(Presented("0124"), name="right")
    door.clock.advance(10)
    door.present(BADGE, name="left")

    assert len(door.stored()) == 2
    assert door.feedback.cues[-1] == Cue.REPEATED


def test_another_badge_or_selection_is_no_repeat(door: Door) -> None:
    """The rule is for each badge with each selection, over all readers of the terminal."""
    door.present(BADGE)
    door.present(Presented("0124"))
    door.present(BADGE, selection=ActivityEnd())
    door.present(BADGE, name="back-door")

    assert len(door.stored()) == 3


def test_a_restart_forgets_no_repeat(path: Path) -> None:
    """A badge that still lies on the reader after a restart is not booked again."""
    clock = FakeClock()
    before = Door(path, clock)
    before.present(BADGE)
    before.outbox.close()
    clock.advance(20)

    after = Door(path, clock)
    after.present(BADGE)

    assert len(after.stored()) == 1
    assert after.feedback.cues == [Cue.REPEATED]
    after.outbox.close()


def test_a_restart_knows_the_newest_of_several_swipes(path: Path) -> None:
    """Older swipes of the same badge do not hide the newest, nor does a new window appear."""
    clock = FakeClock()
    before = Door(path, clock)
    for _ in range(3):
        before.present(BADGE, Presented("0777"))
        clock.advance(65)
    clock.advance(-15)
    before.outbox.close()

    after = Door(path, clock)
    after.present(BADGE)

    assert after.feedback.cues == [Cue.REPEATED]
    after.outbox.close()


def test_after_a_reboot_at_an_unknown_time_a_swipe_counts(path: Path) -> None:
    """Whether it is a repeat cannot be known, and a swipe is never swallowed on a guess."""
    clock = FakeClock()
    before = Door(path, clock)
    before.present(BADGE)
    before.outbox.close()
    clock.reboot(NOON + timedelta(seconds=30))

    after = Door(path, clock)
    after.present(BADGE)

    assert len(after.stored()) == 2
    after.outbox.close()


def test_a_disk_that_fails_gets_a_fault_cue_and_never_success(door: Door) -> None:
    """Nothing is promised that was not stored, each time anew; sync is to look after the disk."""
    door.disk.is_broken = True

    door.present(BADGE, BADGE)

    assert door.feedback.cues == [Cue.STORAGE_FAULT, Cue.STORAGE_FAULT]
    assert (door.stored(), door.nudges) == ([], 2)


def test_a_swipe_after_the_disk_recovered_counts_at_once(door: Door) -> None:
    """The refused swipe was no swipe: the next one is no repeat. It is sync that ends the fault."""
    door.disk.is_broken = True
    door.present(BADGE)
    door.disk.is_broken = False

    door.present(BADGE)

    assert door.feedback.cues == [Cue.STORAGE_FAULT, Cue.ACCEPTED]
    assert len(door.stored()) == 1


def test_what_cannot_be_read_is_said_and_not_stored(door: Door) -> None:
    """A badge pulled too early, or one that makes no number, gets its own cue."""
    door.present(Unreadable("pulled too early"), Presented(b""))

    assert door.feedback.cues == [Cue.UNREADABLE, Cue.UNREADABLE]
    assert door.stored() == []


def test_a_random_identifier_is_refused_with_its_own_cue(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    """A phone is told that it is no badge; nothing of it is stored."""
    door.present(Presented(bytes.fromhex("08123456")), rule=LastingRule(IdentifierRule()))

    assert door.feedback.cues == [Cue.CHANGING_BADGE]
    assert door.stored() == []
    assert "badge refused reader=door" in caplog.text


def test_two_badges_with_one_number_are_reported(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    """Both swipes are answered as ever; operators are told, without the number."""
    rule = Rule(takes="bytes", number=Template("{data[-24:]:08}"))
    door.present(Presented(bytes.fromhex("01A2B3C4")), rule=rule)
    door.present(Presented(bytes.fromhex("02A2B3C4")), rule=rule)

    assert door.feedback.cues == [Cue.ACCEPTED, Cue.REPEATED]
    assert "badge numbers, collision badge=…52 reader=door" in caplog.text
    told = conditions(door)["badge numbers"]
    assert told.condition == "collision"
    assert told.detail.startswith("…52: two different badges")
    assert door.stored()[0].badge_number.value not in caplog.text + told.detail


def test_a_cut_identifier_is_stored_and_reported(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    """It may be right, so the swipe counts; somebody should look."""
    door.present(Presented(bytes.fromhex("880451AA")))

    assert door.feedback.cues == [Cue.ACCEPTED]
    assert "badge numbers, cut identifiers" in caplog.text
    assert conditions(door)["badge numbers"].condition == "cut identifiers"


def test_a_reader_that_comes_and_goes_is_shown(door: Door) -> None:
    """Lost stands as a fault until it is found again, and operators can read of it."""
    door.present(ReaderFound("ACS 00"), ReaderLost("unplugged"), ReaderFound("ACS 01"))

    assert door.feedback.cues == [Cue.READY, Cue.READER_FAULT, Cue.READY]


def test_a_condition_that_cannot_be_kept_is_logged(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    """A full disk does not end the reader's thread, and when it has room the condition is kept."""
    capture = Capture(
        name="door",
        reader=ScriptedReader(ReaderLost("unplugged")),
        rule=IdentifierRule(),
        selection=None,
        surroundings=door.surroundings,
    )
    door.disk.is_broken = True

    capture.step()
    capture.step()

    assert caplog.text.count("condition not kept") == 1
    door.disk.is_broken = False
    capture.step()
    assert conditions(door)["reader door"].condition == "lost"


def test_logs_show_no_badge_number(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    """Personal data stays out of the journal."""
    caplog.set_level(logging.DEBUG)

    door.present(Presented("04A1B2C3D4E5F6"), Presented("04A1B2C3D4E5F6"))

    assert "…F6" in caplog.text
    assert "04A1B2C3D4E5F6" not in caplog.text


def test_an_interruption_reaches_the_reader(door: Door) -> None:
    """A stop does not wait for the reader's time-out."""
    reader = ScriptedReader()
    capture = Capture(
        name="door",
        reader=reader,
        rule=IdentifierRule(),
        selection=InOut(),
        surroundings=door.surroundings,
    )

    capture.interrupt()

    assert reader.interruptions == 1


def test_an_untrusted_swipe_is_acknowledged_and_held(path: Path) -> None:
    """It is stored with all its clocks and waits for its time."""
    door = Door(path, FakeClock(is_trusted=False))

    door.present(BADGE)

    (clocking,) = door.outbox.held()
    assert (clocking.state, clocking.booked) == (State.HELD, None)
    assert door.feedback.cues == [Cue.ACCEPTED]
    door.outbox.close()
