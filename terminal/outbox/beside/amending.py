"""The outbox as a person changes it, beside the running daemon or without it.

Every change names the state that it expects and never touches what is being sent: whoever comes
second changes nothing, and is told so.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from terminal.model import BookedTime
from terminal.outbox.beside import amendments
from terminal.outbox.beside.amendments import Amendment
from terminal.outbox.beside.file import Beside, open_beside
from terminal.outbox.rows import written_time
from terminal.outbox.soundness import is_sound

_NO_MORE: Mapping[str, object] = MappingProxyType({})


class OutboxAmending:
    """What people can decide. Each decision is kept with who, when and why, in the same commit.

    All of it raises OutboxUnavailable where a commit failed; what was said to be changed by then
    is, and the rest is as it was.

    Args:
        beside: The connection.
        by: The login name of whoever decides.
        now: The time now, UTC.
    """

    def __init__(self, beside: Beside, by: str, now: Callable[[], datetime]) -> None:
        self._beside = beside
        self._by = by
        self._now = now

    def retry(self, seqs: Sequence[int], reason: str) -> Iterator[list[int]]:
        """Make rejected clockings pending again, and return which were, commit by commit."""
        return self._each(seqs, amendments.RETRY_REJECTED, reason)

    def retry_uncertain(self, seqs: Sequence[int], reason: str) -> Iterator[list[int]]:
        """Make uncertain clockings pending, and return which were, commit by commit."""
        return self._each(seqs, amendments.RETRY_UNCERTAIN, reason)

    def date(self, seq: int, booked: BookedTime, reason: str) -> bool:
        """Give a held clocking its time, and so have it sent; return whether it was held."""
        values = {
            "true_at": written_time(booked.true_at),
            "date": booked.date.isoformat(),
            "minutes": booked.time_of_day_in_minutes,
            "error_seconds": booked.error_seconds,
        }
        return self._one(seq, amendments.DATE, reason, values)

    def mark_booked(self, seq: int, protime_id: str | None, reason: str) -> bool:
        """Note that Protime has an uncertain clocking; return whether it was uncertain."""
        values = {"protime_id": protime_id}
        return self._one(seq, amendments.MARK_BOOKED, reason, values)

    def close(self, seq: int, reason: str) -> bool:
        """End a clocking; return whether it was held, uncertain or rejected."""
        return self._one(seq, amendments.CLOSE, reason)

    def erase(self, seqs: Sequence[int], badge_number: str, reason: str) -> Iterator[list[int]]:
        """Take a person out of finished clockings, and return which were, commit by commit."""
        values = {"badge_number": badge_number}
        return self._each(seqs, amendments.ERASE, reason, values)

    def empty_log(self) -> bool:
        """Let old contents go from the log too; return whether they did. See Beside."""
        return self._beside.empty_log()

    def acknowledge(self, numbers: Sequence[int], reason: str) -> list[int]:
        """Note that incidents were seen, and return which were not acknowledged before."""
        with self._beside.commit() as connection:
            return [
                number
                for number in numbers
                if connection.execute(
                    amendments.ACKNOWLEDGE, {**self._signed(reason), "number": number}
                ).rowcount
            ]

    def _one(
        self,
        seq: int,
        amendment: Amendment,
        reason: str,
        values: Mapping[str, object] = _NO_MORE,
    ) -> bool:
        return any(self._each([seq], amendment, reason, values))

    def _each(
        self,
        seqs: Sequence[int],
        amendment: Amendment,
        reason: str,
        values: Mapping[str, object] = _NO_MORE,
    ) -> Iterator[list[int]]:
        known = {**values, **self._signed(reason)}
        return self._beside.change_each(
            seqs, lambda connection, seq: _amend(connection, amendment, {**known, "seq": seq})
        )

    def _signed(self, reason: str) -> dict[str, object]:
        return {"at": written_time(self._now()), "reason": reason, "by": self._by}


@contextmanager
def open_amending(path: Path, by: str, now: Callable[[], datetime]) -> Iterator[OutboxAmending]:
    """Open an outbox for what a person decides.

    Raises:
        OutboxUnavailable: There is none, it may not be written, or another version wrote it.
    """
    with open_beside(path) as beside:
        yield OutboxAmending(beside, by, now)


def _amend(connection: sqlite3.Connection, amendment: Amendment, values: dict[str, object]) -> bool:
    """Change a clocking and keep the decision; do neither if it is not as expected."""
    if amendment.only_if_sound and not _is_sound(connection, values):
        return False
    if not connection.execute(amendment.statement, values).rowcount:
        return False
    decision = {**values, "ruling": amendment.ruling.value}
    for statement in (*amendment.afterwards, amendments.DECIDE):
        connection.execute(statement, decision)
    return True


def _is_sound(connection: sqlite3.Connection, values: dict[str, object]) -> bool:
    row = connection.execute(amendments.STORED, values).fetchone()
    return row is not None and is_sound(row)
