"""What Protime's list says about clockings that were in doubt."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from terminal.model import Listed


@dataclass(frozen=True, slots=True)
class Found:
    """Protime booked it, under this identifier."""

    protime_id: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Protime has nothing left that could be it."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """The list does not tell, for this reason."""

    reason: str


Finding = Found | Missing | Unclear


_NAMELESS = (
    "a person settled another one of this badge and minute without Protime's id, and what is there "
    "may be that one"
)


def findings(
    seqs: Iterable[int],
    listed: Listed,
    known_ids: Iterable[str],
    nameless: Collection[int] = (),
) -> dict[int, Finding]:
    """Return what became of each clocking that was asked for.

    Each record of Protime's stands for one clocking only: two that a person made within one
    minute need two records. Records that are known to be other clockings stand for none.

    Args:
        seqs: The clockings that are still in doubt.
        listed: What Protime was found to have.
        known_ids: Protime's identifiers of other clockings.
        nameless: Those beside which another one has a record that nobody noted.
    """
    taken = set(known_ids)
    found: dict[int, Finding] = {}
    for seq in sorted(seqs):
        finding = _finding(seq, listed, taken)
        if isinstance(finding, Found) and seq in nameless:
            finding = Unclear(_NAMELESS)
        found[seq] = finding
        if isinstance(finding, Found):
            taken.add(finding.protime_id)
    return found


def _finding(seq: int, listed: Listed, taken: set[str]) -> Finding:
    for protime_id in listed.candidates.get(seq, ()):
        if protime_id not in taken:
            return Found(protime_id)
    if seq in listed.unclear:
        return Unclear(listed.unclear[seq])
    if seq not in listed.candidates:
        return Unclear("the answer says nothing about it")
    return Missing()
