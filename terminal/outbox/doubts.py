"""Clockings of which Protime may or may not know; meets the port `Doubts`."""

from collections.abc import Sequence
from datetime import datetime

from terminal.model import Clocking, Outcome
from terminal.outbox import statements
from terminal.outbox.exchanging import settled_row
from terminal.outbox.file import OutboxFile
from terminal.outbox.rows import clocking_of_row, written_time
from terminal.outbox.soundness import sound

_NEIGHBOURS = 5000
"""More than ever swipe within the minutes around one swipe."""


class SqliteDoubts:
    """The outbox as read-back sees it."""

    def __init__(self, file: OutboxFile) -> None:
        self._file = file

    def uncertain(self) -> list[Clocking]:
        """Return the uncertain clockings; see Doubts."""
        return [clocking_of_row(row) for row in sound(self._file.read(statements.UNCERTAIN))]

    def known_ids(self, clockings: Sequence[Clocking]) -> frozenset[str]:
        """Return Protime's identifiers of neighbours; see Doubts."""
        return frozenset(
            row["protime_id"]
            for each in clockings
            for row in self._file.read(
                statements.KNOWN_IDS,
                (each.seq - _NEIGHBOURS, each.seq + _NEIGHBOURS, each.swipe.badge_number.value),
            )
        )

    def nameless(self, clockings: Sequence[Clocking]) -> frozenset[int]:
        """Return which have a neighbour without an identifier; see Doubts."""
        return frozenset(each.seq for each in clockings if self._has_nameless(each))

    def conclude(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Settle uncertain clockings; see Doubts."""
        with self._file.commit(rows=len(outcomes)) as connection:
            rows = [settled_row(each, now) for each in outcomes]
            connection.executemany(statements.CONCLUDE, rows)

    def reconsider(self, seqs: Sequence[int], now: datetime) -> None:
        """Make rejected clockings pending again; see Doubts."""
        with self._file.commit(rows=len(seqs)) as connection:
            rows = [(written_time(now), seq) for seq in seqs]
            connection.executemany(statements.RECONSIDER, rows)

    def _has_nameless(self, clocking: Clocking) -> bool:
        swipe, booked = clocking.swipe, clocking.booked
        if booked is None:
            return False
        same = (
            swipe.badge_number.value,
            str(swipe.selection.kind),
            booked.date.isoformat(),
            booked.time_of_day_in_minutes,
        )
        around = (clocking.seq - _NEIGHBOURS, clocking.seq + _NEIGHBOURS)
        return bool(self._file.read(statements.NAMELESS, (*around, *same)))
