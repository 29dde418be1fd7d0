"""The terminal that a made-up history happens to, and what is noted of it on the way."""

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis.stateful import RuleBasedStateMachine

from tests.parts.arrows import Arrow
from tests.parts.by_hand import TerminalByHand
from tests.parts.model_protime import ModelProtime
from tests.parts.outbox_copies import copy, looking
from tests.parts.promises import Promises
from tests.parts.true_clock import TrueClock


class History(RuleBasedStateMachine):
    """A terminal in its world, without steps of its own.

    Args:
        template: An outbox to begin with; see `make_template`.
        seen: Counts the arrows that occur.
    """

    def __init__(self, template: Path, seen: Counter[Arrow]) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=template.parent))
        self.template = template
        self.clock = TrueClock()
        self.protime = ModelProtime(self.clock.true_time)
        self.promises = Promises(protime=self.protime, seen=seen)
        self.was_blind = False
        self.is_full = False
        self.resends = True
        self.crashes = 0

    @property
    def path(self) -> Path:
        return self.folder / f"outbox-{self.crashes}.db"

    def start(self) -> None:
        self.is_full = False
        self.terminal = TerminalByHand(self.path, self.protime, self.clock, resends=self.resends)
        self.looking = looking(self.path)
        self.look_anew()

    def end(self) -> None:
        self.looking.close()
        before = self.path
        self.crashes += 1
        copy(before, self.path)
        self.terminal.abandon()

    def remove(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "terminal"):
            self.looking.close()
            self.terminal.abandon()
        shutil.rmtree(self.folder)

    # What is looked at

    def highest(self) -> int:
        (highest,) = self.looking.execute("SELECT max(seq) FROM clockings").fetchone()
        return highest or 0

    def look(self) -> None:
        """Note what became of clockings, arrow by arrow."""
        for seq, before, after in self.terminal.arrows():
            self.note(seq, before, after)

    def look_anew(self) -> None:
        """Note what a start did, or somebody beside the terminal."""
        for seq, after in dict(self.looking.execute("SELECT seq, state FROM clockings")).items():
            before = self.promises.states[seq]
            if after != before:
                self.note(seq, before, after)

    def note(self, seq: int, before: str, after: str) -> None:
        self.promises.note(seq, before, after)
        if (before, after) == ("uncertain", "pending") and self.was_blind and self.resends:
            self.promises.may_be_doubled.add(seq)

    def all_promises_hold(self) -> None:
        rows = self.looking.execute("SELECT * FROM clockings").fetchall()
        self.promises.hold(rows, self.clock.true_at)

    def get_well(self) -> None:
        self.protime.wills = []
        self.protime.is_reachable = self.protime.may_list = True
        self.clock.trust()
        self.is_full = False
        self.terminal.fill_disk(is_full=False)
