"""A whole terminal but for its threads: whoever holds it takes each step, or ends it between two.

Capture, held clockings, outbox, sync and couriers are the real ones. Its file lies in memory: what
a crash leaves of a file on a real disk is another test's subject.
"""

import random
from datetime import timedelta
from pathlib import Path
from queue import Empty

from terminal.backoff import Backoff
from terminal.badge_numbers import IdentifierRule
from terminal.capture import Capture, Surroundings
from terminal.faults import Faults
from terminal.held import Held
from terminal.model import (
    Cue,
    ExternalReference,
    InOut,
    Presented,
    Reason,
    Selection,
)
from terminal.outbox import SqliteOutbox
from terminal.ports import Protime
from terminal.repeats import RecentSwipes
from terminal.sync import Link
from terminal.sync.couriers import Couriers
from terminal.sync.judge import Judge
from terminal.sync.mailbox import Mail
from terminal.sync.reading import Reading
from terminal.sync.settlement import Settlement
from terminal.sync.suspicion import Suspicion
from terminal.sync.sync import Sync
from terminal.sync.underway import Underway
from terminal.true_time import ThisBoot
from terminal.true_time.earlier_boots import EarlierBoots
from terminal.true_time.knowledge import Knowledge
from tests.parts.fakes import BRUSSELS, RecordingFeedback, ScriptedReader
from tests.parts.true_clock import PromptMailbox, TrueClock

REPEAT_WINDOW = timedelta(seconds=20)
READ_BACK_SECONDS = 60.0
KEPT = timedelta(days=2)
SELECTIONS: tuple[Selection, ...] = (
    InOut(),
    Reason(ExternalReference("@absence-code", "DOCTOR")),
)

# Temporary, so that the outbox itself is as it always is; what is rolled back is not noted.
_WATCH = """
CREATE TEMP TABLE arrows (seq INTEGER, before TEXT, after TEXT);
CREATE TEMP TRIGGER arrow AFTER UPDATE OF state ON clockings WHEN old.state <> new.state
BEGIN INSERT INTO arrows VALUES (old.seq, old.state, new.state); END;
CREATE TEMP TRIGGER begin_of_one AFTER INSERT ON clockings
BEGIN INSERT INTO arrows VALUES (new.seq, 'swipe', new.state); END;
CREATE TEMP TRIGGER end_of_one AFTER DELETE ON clockings
BEGIN INSERT INTO arrows VALUES (old.seq, old.state, 'gone'); END;
"""


class TerminalByHand:
    """A terminal of which every step is taken by hand.

    Args:
        path: Its outbox.
        protime: What its couriers reach.
        clock: Its clocks.
        resends: What becomes of uncertain clockings that may not be read back.
    """

    def __init__(self, path: Path, protime: Protime, clock: TrueClock, *, resends: bool) -> None:
        self.path = path
        self.feedback = RecordingFeedback()
        self.answers: list[Mail] = []
        self._clock = clock
        self._mailbox = PromptMailbox(clock.advance)
        self._couriers = Couriers(protime, self._mailbox, count=0)
        self.link = Link(Backoff(), random.Random(1))
        self._faults = Faults(self.feedback)
        self.outbox = SqliteOutbox(path, clock.now, KEPT)
        self.outbox._file._connection.executescript(_WATCH)
        self._this_boot = ThisBoot(self.outbox.boots, clock.now())
        self._sync = self._sending(protime, resends=resends)
        self._held = Held(
            outbox=self.outbox,
            clock=clock,
            zone=BRUSSELS,
            knowledge=Knowledge(None, self._this_boot.known),
            earlier=EarlierBoots(self.outbox.boots),
            this_boot=self._this_boot,
            ask=self._sync.greet,
        )
        self._surroundings = Surroundings(
            store=self.outbox,
            recent=RecentSwipes(self.outbox, REPEAT_WINDOW, clock.now()),
            clock=clock,
            zone=BRUSSELS,
            feedback=self.feedback,
            faults=self._faults,
            is_online=lambda: self.link.is_up,
            nudge=self._mailbox.nudge,
        )

    def swipe(self, badge: str, selection: Selection) -> bool:
        """Present a badge; return whether it was acknowledged."""
        self.feedback.cues.clear()
        Capture(
            name="door",
            reader=ScriptedReader(Presented(badge)),
            rule=IdentifierRule(),
            selection=selection,
            surroundings=self._surroundings,
        ).step()
        return not {Cue.ACCEPTED, Cue.ACCEPTED_OFFLINE}.isdisjoint(self.feedback.cues)

    def release(self) -> None:
        """Take the first half of a step of the sync thread."""
        self._held.release()

    def step(self) -> None:
        """Take the other half."""
        self._mailbox.nudge()
        self._sync.step()

    def carry(self) -> bool:
        """Have a courier do one errand, whose answer is on its way then; return if one did."""
        try:
            errand = self._couriers._errands.get_nowait()
        except Empty:
            return False
        if errand:
            self.answers.append(errand.run())
        return errand is not None

    def hear(self, position: int = 0) -> None:
        """Let an answer that is on its way arrive."""
        if self.answers:
            self._mailbox.post(self.answers.pop(position % len(self.answers)))

    def post(self, mail: Mail) -> None:
        """Tell the sync thread something."""
        self._mailbox.post(mail)

    def stop(self) -> None:
        """End in order."""
        self._sync.finish(5.0)
        self._held.close()
        self.outbox.close()

    def abandon(self) -> None:
        """Let go of the file."""
        self.outbox._file.abandon()

    def arrows(self) -> list[tuple[int, str, str]]:
        """Return the changes of states since this was asked: seq, before, after."""
        connection = self.outbox._file._connection
        rows = connection.execute("SELECT seq, before, after FROM arrows").fetchall()
        connection.execute("DELETE FROM arrows")
        return [(row["seq"], row["before"], row["after"]) for row in rows]

    def fill_disk(self, *, is_full: bool) -> None:
        """Let the file grow no more, or again."""
        connection = self.outbox._file._connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages if is_full else 2**30}").fetchall()

    def _sending(self, protime: Protime, *, resends: bool) -> Sync:
        reading = Reading(
            may_read=protime.may_read, link=self.link, board=self.outbox, resends=resends
        )
        return Sync(
            outbox=self.outbox,
            underway=Underway(self._couriers, self.link, self._clock, connections=2),
            mailbox=self._mailbox,
            link=self.link,
            judge=Judge(
                link=self.link,
                outbox=self.outbox,
                doubts=self.outbox.doubts,
                suspicion=Suspicion(),
                may_read=protime.may_read,
                clock=self._clock,
                faults=self._faults,
            ),
            settlement=Settlement(
                doubts=self.outbox.doubts,
                reading=reading,
                couriers=self._couriers,
                link=self.link,
                clock=self._clock,
                delay_seconds=READ_BACK_SECONDS,
                resends=resends,
            ),
            clock=self._clock,
            faults=self._faults,
        )
