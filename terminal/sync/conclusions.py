"""What becomes of a clocking that was in doubt, and the words for it."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from terminal.model import Clocking, Outcome, State
from terminal.model.logline import event
from terminal.sync.findings import Finding, Found, Missing, Unclear


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What is written into the outbox, and the line of the log that tells of it."""

    outcome: Outcome
    level: int
    line: str


def concluded(clocking: Clocking, finding: Finding, retry_at: datetime) -> Conclusion | None:
    """Return what follows from a finding; None where the outbox says it already."""
    match finding:
        case Found(protime_id):
            outcome = Outcome(seq=clocking.seq, state=State.DELIVERED, protime_id=protime_id)
            line = _line("clocking found in Protime", clocking, protime_id=protime_id)
            return Conclusion(outcome, logging.INFO, line)
        case Missing():
            line = _line("clocking not in Protime, sent again", clocking)
            return Conclusion(_again(clocking, retry_at), logging.INFO, line)
        case Unclear(reason):
            return _unclear(clocking, f"read-back does not tell: {reason}")
        case _:
            assert_never(finding)


def resent(clocking: Clocking, retry_at: datetime) -> Conclusion:
    """Return what becomes of a clocking that nobody may look up."""
    line = _line("clocking sent again unseen, may be booked twice", clocking)
    return Conclusion(_again(clocking, retry_at), logging.WARNING, line)


def _unclear(clocking: Clocking, reason: str) -> Conclusion | None:
    if clocking.last_error == reason:
        return None
    shown = clocking.swipe.badge_number.masked_in(reason)
    line = _line("clocking stays uncertain", clocking, reason=shown)
    outcome = Outcome(seq=clocking.seq, state=State.UNCERTAIN, last_error=reason)
    return Conclusion(outcome, logging.WARNING, line)


def _again(clocking: Clocking, retry_at: datetime) -> Outcome:
    return Outcome(
        seq=clocking.seq,
        state=State.PENDING,
        next_attempt_at=retry_at,
        last_error=clocking.last_error,
    )


def _line(what: str, clocking: Clocking, **fields: object) -> str:
    return event(what, seq=clocking.seq, badge=clocking.swipe.badge_number, **fields)
