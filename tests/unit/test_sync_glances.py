"""Sync while nothing happens: a glance now and then, and all of its questions once in a while."""

from collections.abc import Callable
from pathlib import Path

import pytest

from terminal.bootstrap.deliveries import Deliveries
from terminal.held import Held
from terminal.model import Cue, State
from terminal.outbox import SqliteOutbox
from terminal.sync.mailbox import HEARTBEAT_SECONDS, Mail, Mailbox
from terminal.sync.sync import GLANCE_SECONDS
from tests.parts.changed_file import change
from tests.parts.fakes import BRUSSELS, FakeClock, ScriptedProtime, swipe
from tests.parts.office import DELAY_SECONDS, Office

GLANCES = [GLANCE_SECONDS] * int(HEARTBEAT_SECONDS / GLANCE_SECONDS)


class QuietMailbox(Mailbox):
    """A mailbox to which nobody posts any more once it is quiet: the time passes at once.

    Attributes:
        waits: How long each wait was meant to be, in seconds.
    """

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock
        self._meanwhile: Callable[[], object] | None = None
        self.waits: list[float] = []

    def be_quiet(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """From now on; meanwhile, with each wait, something else may be done."""
        self._meanwhile = meanwhile

    def be_loud(self) -> None:
        """Wait as always again."""
        self._meanwhile = None

    def wait(
        self, timeout_seconds: float, gather_seconds: float, missing: Callable[[list[Mail]], int]
    ) -> list[Mail]:
        """Wait as always, or let the time pass."""
        if self._meanwhile is None:
            return super().wait(timeout_seconds, gather_seconds, missing)
        self.waits.append(timeout_seconds)
        self._clock.advance(timeout_seconds)
        self._meanwhile()
        return []


@pytest.fixture
def mailbox(clock: FakeClock) -> QuietMailbox:
    """Return a mailbox that is not quiet yet."""
    return QuietMailbox(clock)


@pytest.fixture
def here(outbox: SqliteOutbox, clock: FakeClock, mailbox: QuietMailbox) -> Office:
    """Return an office that has greeted Protime and has nothing to do."""
    made = Office(outbox, clock, ScriptedProtime(), mailbox=mailbox)
    made.until(lambda: made.link.is_up)
    made.steps(1)
    outbox.has_news()
    return made


def test_while_nothing_happens_three_glances_make_a_step(
    here: Office, mailbox: QuietMailbox
) -> None:
    """All the questions are asked once, at its end."""
    mailbox.be_quiet()

    here.sync.step()

    assert mailbox.waits == GLANCES


def test_what_somebody_decides_beside_it_ends_a_step_at_the_next_glance(
    here: Office, mailbox: QuietMailbox, path: Path
) -> None:
    """A clocking that is to be sent again goes out in the step that has found it."""
    here.swiped("1955")
    here.until(here.is_settled)
    mailbox.be_quiet(lambda: change(path, "UPDATE clockings SET state = 'pending'"))

    here.sync.step()

    assert mailbox.waits == GLANCES[:1]
    assert here.count(State.SENDING) == 1


@pytest.mark.parametrize(("is_held", "waits"), [(True, GLANCES[:1]), (False, GLANCES)])
def test_while_a_clocking_is_held_a_step_is_one_glance_long(
    here: Office, mailbox: QuietMailbox, *, is_held: bool, waits: list[float]
) -> None:
    """Its time may become known at any moment, and nobody tells."""
    wrong = FakeClock(is_trusted=False)
    if is_held:
        here.outbox.put(swipe(clock=wrong), None)
    deliveries = Deliveries(Held(outbox=here.disk, clock=wrong, zone=BRUSSELS), here.sync)
    mailbox.be_quiet()

    deliveries.step()

    assert mailbox.waits == waits


def test_a_disk_that_fails_at_a_glance_is_told(here: Office, mailbox: QuietMailbox) -> None:
    """The step goes on to where that has its words, and the next one comes soon."""

    def fail() -> None:
        here.disk.is_broken = True

    mailbox.be_quiet(fail)

    here.sync.step()

    assert mailbox.waits == GLANCES[:1]
    assert here.feedback.cues[-1] is Cue.STORAGE_FAULT


def test_the_time_of_an_uncertain_one_begins_at_the_glance_that_finds_it(
    here: Office, mailbox: QuietMailbox, path: Path
) -> None:
    """As long afterwards as ever it is settled, here by sending it again."""
    here.swiped("1955")
    here.until(here.is_settled)
    mailbox.be_quiet(lambda: change(path, "UPDATE clockings SET state = 'uncertain'"))
    here.sync.step()
    mailbox.be_loud()

    here.later(DELAY_SECONDS)
    here.steps(1)

    assert here.count(State.UNCERTAIN) == 0
