"""Which clockings are sent again, and what is said about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from terminal.cli.app import Failure
from terminal.cli.clockings import WHAT_IT_MEANS, as_table
from terminal.cli.words import number
from terminal.model import Clocking, State
from terminal.model.struct import replace
from terminal.outbox.beside import Filter, OutboxAmending, OutboxReading
from terminal.ports import OutboxUnavailable

SHOWN = 20

_TWICE = (
    "Protime may have booked what is uncertain already: sent again, it is then booked TWICE. "
    "Look for it in myProtime first; if it is there, `sudo badge-terminal outbox resolve --booked`."
)


@dataclass(slots=True, kw_only=True)
class Retry:
    """What a person wants to be sent again.

    Attributes:
        rejected: The numbers of dead letters.
        uncertain: The numbers of what may be booked twice.
        others: Named, and neither of these.
        some: The newest few of them, to be shown.
        retried: What is pending now.
    """

    rejected: Sequence[int]
    uncertain: Sequence[int] = ()
    others: Sequence[Clocking] = ()
    some: Sequence[Clocking]
    retried: list[int] = field(default_factory=list)

    @property
    def seqs(self) -> list[int]:
        """All that is to be sent again."""
        return [*self.rejected, *self.uncertain]

    def question(self) -> str:
        """Return what a person has to confirm."""
        warning = f"{_TWICE}\n" if self.uncertain else ""
        return f"{warning}Send {number(len(self.seqs), 'clocking')} again?"

    def preview(self, zone: ZoneInfo) -> str:
        """Return what would be sent again."""
        newest = ", the newest" if len(self.seqs) > len(self.some) else ""
        count = number(len(self.seqs), "clocking")
        return f"Would be sent again: {count}{newest}:\n{as_table(self.some, zone)}"

    def report(self, then: str) -> str:
        """Return what is sent again, and when."""
        if not self.retried:
            return "Nothing is sent again."
        return f"Set to be sent again: {number(len(self.retried), 'clocking')}. {then}."

    def carry_out(self, outbox: OutboxAmending, reason: str) -> None:
        """Have them sent again.

        Raises:
            OutboxUnavailable: The words say how many were done before.
        """
        try:
            for seqs in outbox.retry(self.rejected, reason):
                self.retried += seqs
            for seqs in outbox.retry_uncertain(self.uncertain, reason):
                self.retried += seqs
        except OutboxUnavailable as error:
            done = f"{len(self.retried)} of {number(len(self.seqs), 'clocking')}"
            raise OutboxUnavailable(f"{error} Until then, {done} were set to be sent.") from error

    def left(self, outbox: OutboxReading) -> list[Clocking]:
        """Return those that were named and not changed, as they are now."""
        overtaken = sorted(set(self.seqs) - set(self.retried))
        now = [outbox.clocking(seq) for seq in overtaken]
        return [*self.others, *(each for each in now if each)]


def by_number(outbox: OutboxReading, seqs: Iterable[int], *, uncertain: bool) -> Retry:
    """Return the clockings that a person named.

    Args:
        outbox: Where they are.
        seqs: Their numbers.
        uncertain: Whether uncertain ones are meant, too.

    Raises:
        Failure: There is none of such a number.
    """
    found = [_clocking(outbox, seq) for seq in sorted(set(seqs))]
    rejected = [each for each in found if each.state is State.REJECTED]
    doubted = [each for each in found if uncertain and each.state is State.UNCERTAIN]
    return Retry(
        rejected=[each.seq for each in rejected],
        uncertain=[each.seq for each in doubted],
        others=[each for each in found if each not in rejected and each not in doubted],
        some=[*rejected, *doubted],
    )


def by_filter(outbox: OutboxReading, which: Filter) -> Retry:
    """Return the dead letters that are meant."""
    which = replace(which, states=(State.REJECTED,))
    return Retry(rejected=outbox.seqs(which), some=outbox.found(which, SHOWN))


def told(clocking: Clocking) -> str:
    """Return why a clocking was not sent again."""
    doubted = f" {_TWICE} Then --uncertain." if clocking.state is State.UNCERTAIN else ""
    state = clocking.state
    return f"clocking {clocking.seq} was left alone: {state}, {WHAT_IT_MEANS[state]}.{doubted}"


def _clocking(outbox: OutboxReading, seq: int) -> Clocking:
    clocking = outbox.clocking(seq)
    if clocking is None:
        raise Failure(f"there is no clocking {seq}: `sudo badge-terminal outbox list` shows all")
    return clocking
