"""Which clockings of a person can be erased, and what is said about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from terminal.cli.app import Failure
from terminal.cli.words import number
from terminal.model import Clocking, State
from terminal.outbox.beside import ERASED, Filter, OutboxAmending, OutboxReading
from terminal.ports import OutboxUnavailable

FINISHED = (State.DELIVERED, State.CLOSED)

YOUNGEST = timedelta(days=1)
"""The repeat rule, and the comparison with what Protime has, look at the last hours."""

_OF_THE_OUTBOX = ("", "-wal", "-shm", ".lock", ".reserve")


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is known of a person's finished clockings.

    Attributes:
        seqs: Those that can be erased.
        too_recent: How many are finished, and too young for it.
    """

    badge_number: str
    seqs: Sequence[int]
    too_recent: int

    def question(self) -> str:
        """Return what a person has to confirm."""
        return (
            f"Take badge number {self.badge_number}, and what Protime said of it, out of "
            f"{number(len(self.seqs), 'clocking')} for ever?"
        )

    def carry_out(self, outbox: OutboxAmending, reason: str) -> int:
        """Erase them and return how many were.

        Raises:
            OutboxUnavailable: The words say how many were erased before.
        """
        erased = 0
        try:
            for seqs in outbox.erase(self.seqs, self.badge_number, reason):
                erased += len(seqs)
        except OutboxUnavailable as error:
            done = f"{erased} of {number(len(self.seqs), 'clocking')}"
            raise OutboxUnavailable(f"{error} Until then, {done} were erased.") from error
        return erased


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What came of an erasure.

    Attributes:
        erased: How many clockings were changed.
        too_recent: How many were left for their age.
        log_emptied: Whether the old contents have left the log as well.
        copies: Other files that may name people.
    """

    erased: int
    too_recent: int
    log_emptied: bool
    copies: Sequence[str]

    def in_words(self) -> str:
        """Return it for a person."""
        lines = [f"Erased from {number(self.erased, 'clocking')}."]
        if self.too_recent:
            recent = number(self.too_recent, "clocking")
            lines.append(f"Left as they are: {recent} of the last day. Erase again tomorrow.")
        if not self.log_emptied:
            lines.append(
                "Old contents are still in the log of the outbox, since other programs read it "
                "all the time. They go when the terminal next restarts; or erase again."
            )
        if self.copies:
            lines.append("Other files beside the outbox may still name the person. Delete them")
            lines.append(f"when they are no longer needed: {', '.join(self.copies)}")
        return "\n".join(lines)


def erasure_of(outbox: OutboxReading, badge_number: str, now: datetime) -> Erasure:
    """Return what can be erased of a person.

    Raises:
        Failure: Not all clockings of this badge are finished, or there are none.
    """
    if badge_number == ERASED:
        raise Failure(f"--badge: `{ERASED}` stands for those who were erased already")
    unfinished = _unfinished(outbox, badge_number)
    if unfinished:
        states = ", ".join(f"{count} {state}" for state, count in unfinished.items())
        raise Failure(
            f"badge number {badge_number} has clockings that are not finished: {states}. Nothing "
            "was erased. Those that are pending, sending or uncertain: wait until they are "
            "delivered; settle the others with `sudo badge-terminal outbox retry` or `resolve`; "
            f"then erase. `sudo badge-terminal outbox list --badge {badge_number}` shows them."
        )
    finished = outbox.stream(Filter(states=FINISHED, badge_number=badge_number))
    ages = [(each.seq, now - _since(each)) for each in finished]
    if not ages:
        raise Failure(f"there is no clocking of badge number {badge_number} in this outbox")
    old = [seq for seq, age in ages if age >= YOUNGEST]
    return Erasure(badge_number, old, too_recent=len(ages) - len(old))


def copies_of(path: Path) -> list[str]:
    """Return the files beside an outbox, such as a damaged one set aside, that may name people."""
    own = {path.name + ending for ending in _OF_THE_OUTBOX}
    return sorted(str(each) for each in path.parent.glob(f"{path.name}*") if each.name not in own)


def _unfinished(outbox: OutboxReading, badge_number: str) -> Mapping[State, int]:
    counts = {
        state: outbox.count(Filter(states=(state,), badge_number=badge_number))
        for state in State
        if state not in FINISHED
    }
    return {state: count for state, count in counts.items() if count}


def _since(clocking: Clocking) -> datetime:
    return clocking.booked.true_at if clocking.booked else clocking.changed_at
