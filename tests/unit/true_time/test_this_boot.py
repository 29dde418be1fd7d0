"""What is noted of the boot that is running."""

from datetime import timedelta

import pytest

from terminal.model import Anchor, Boot, Moment
from terminal.model.struct import replace
from terminal.true_time import ThisBoot
from tests.parts.fakes import NOON, FakeClock


class Book:
    """Keeps every note."""

    def __init__(self) -> None:
        self.notes: list[Boot] = []

    def find(self, boot_id: str) -> Boot | None:
        return next((each for each in reversed(self.notes) if each.boot_id == boot_id), None)

    def note(self, boot: Boot) -> None:
        self.notes.append(boot)


@pytest.fixture
def book() -> Book:
    """Return an empty one."""
    return Book()


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock that is not trusted yet, one second after boot."""
    return FakeClock(is_trusted=False)


def known(moment: Moment) -> Anchor:
    """Return what a moment that happens to be right tells."""
    return Anchor.of(moment)


def test_a_start_is_noted_before_anything_else(book: Book, clock: FakeClock) -> None:
    """So that each swipe finds its boot among the others, in order."""
    ThisBoot(book, clock.now())
    assert book.notes == [Boot(boot_id="boot-1", seen_boottime_ns=10**9)]


def test_nothing_is_written_for_an_hour(book: Book, clock: FakeClock) -> None:
    """An idle terminal leaves its disk alone."""
    this_boot = ThisBoot(book, clock.now())
    for _ in range(719):
        this_boot.look(clock.advance(5), None)
    assert len(book.notes) == 1
    this_boot.look(clock.advance(5), None)
    assert book.notes[1:] == [Boot(boot_id="boot-1", seen_boottime_ns=3601 * 10**9)]


def test_the_true_start_is_noted_at_once(book: Book, clock: FakeClock) -> None:
    """It may be all that is ever known of this boot."""
    this_boot = ThisBoot(book, clock.now())
    now = clock.advance(100)
    this_boot.look(now, known(now))
    this_boot.look(clock.advance(5), known(now))

    (_, noted) = book.notes
    assert noted.start
    assert noted.start.middle == now.at - timedelta(seconds=101)
    assert noted.start.error_seconds == pytest.approx(101 * 500e-6)
    assert noted.end == known(now)


def test_the_tightest_start_is_kept(book: Book, clock: FakeClock) -> None:
    """What is learnt late in a long boot says less of its beginning, but all of its end."""
    this_boot = ThisBoot(book, clock.now())
    now = clock.advance(9)
    this_boot.look(now, known(now))
    later = clock.advance(7200)
    this_boot.look(later, known(later))

    assert book.notes[2].start == book.notes[1].start == known(now).at(0)
    assert book.notes[2].end == known(later)


def test_a_tighter_start_takes_the_place_of_a_vague_one(book: Book, clock: FakeClock) -> None:
    """Protime's answers tell a second or two, a time server that is heard later much less."""
    this_boot = ThisBoot(book, clock.now())
    now = clock.advance(9)
    vague = replace(known(now), latest=now.at + timedelta(seconds=4))
    this_boot.look(now, vague)
    later = clock.advance(3600)
    this_boot.look(later, known(later))

    assert [each.start for each in book.notes] == [None, vague.at(0), known(later).at(0)]


def test_a_clock_that_was_wrong_does_not_set_the_start_for_good(
    book: Book, clock: FakeClock
) -> None:
    """The newest word counts if two contradict each other."""
    this_boot = ThisBoot(book, clock.now())
    now = clock.advance(9)
    this_boot.look(now, known(now))
    clock.step_wall(3600)
    later = clock.advance(7200)
    this_boot.look(later, known(later))

    assert book.notes[2].start == known(later).at(0)


def test_a_new_process_goes_on_from_what_was_noted(book: Book, clock: FakeClock) -> None:
    """It knows the true time from before, less and less well."""
    this_boot = ThisBoot(book, clock.now())
    now = clock.advance(9)
    this_boot.note(now, known(now))
    clock.step_wall(-500)
    again = ThisBoot(book, clock.advance(1000))

    assert again.known == known(now)
    assert book.notes[-1].end == known(now).at(clock.now().boottime_ns)
    assert book.notes[-1].start == known(now).at(0)


def test_a_boot_without_trust_ends_unknown(book: Book, clock: FakeClock) -> None:
    """Only how long it lasted is noted."""
    clock.reboot(NOON)
    this_boot = ThisBoot(book, clock.now())
    this_boot.note(clock.advance(50), None)
    assert book.notes[-1] == Boot(boot_id="boot-2", seen_boottime_ns=51 * 10**9)
