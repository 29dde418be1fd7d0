"""Which row of a damaged outbox counts, and how far it can be trusted."""

from collections.abc import Mapping
from enum import Enum, auto

from terminal.model import State
from terminal.model.struct import Struct
from terminal.outbox.checks import LARGEST_SEQ
from terminal.outbox.pages import Record, Value
from terminal.outbox.soundness import DAMAGED, is_readable, is_sound

Row = dict[str, Value]

NEVER_A_CHECKSUM = -1
"""With this a row counts as damaged for ever, even if a person has it sent again."""

RESCUED = (
    "rescued from a damaged outbox, where its row may have been older than what became of it: "
    "whether Protime has it is not known"
)

_RANKS = (
    State.HELD,
    State.PENDING,
    State.SENDING,
    State.UNCERTAIN,
    State.REJECTED,
    State.CLOSED,
    State.DELIVERED,
)
_ENDS = {State.CLOSED, State.DELIVERED}
_MOST_ATTEMPTS = 10**6
_ID_CHARACTERS = 32


class Trust(Enum):
    """How far a rescued row can be trusted."""

    SOUND = auto()
    ALTERED = auto()
    UNREADABLE = auto()


class Rescued(Struct, frozen=True):
    """A row for the new file.

    Attributes:
        row: Its columns.
        trust: What is known of it.
        weight: The heaviest of several rows of one clocking counts: the one furthest on its way.
    """

    row: Row
    trust: Trust
    weight: tuple[int, ...]

    @property
    def has_number(self) -> bool:
        """Whether its number can be one: in some rows only that is damaged."""
        return 0 < self.seq < LARGEST_SEQ

    @property
    def seq(self) -> int:
        """Its number."""
        return int(self.row["seq"] or 0)

    @property
    def id(self) -> str:
        """What makes it one clocking, whatever its number."""
        return f"unreadable {self.seq}" if self.trust is Trust.UNREADABLE else str(self.row["id"])


def rescued(record: Record, columns: tuple[str, ...]) -> Rescued | None:
    """Return the clocking that a record tells of; None where it is nothing of the kind."""
    values = record.values
    if not _resembles_a_clocking(values, columns):
        return None
    row: Row = dict.fromkeys(columns)
    row.update(zip(columns, values, strict=False))
    row["seq"] = record.rowid
    trust = _trust(row, is_whole=record.is_whole and len(values) <= len(columns))
    return Rescued(_ready(row, trust), trust, _weight(row, trust))


def of_unreadable(seq: int) -> Rescued:
    """Return what stands for a row of which only the number could be read."""
    return Rescued({**_UNREADABLE, "seq": seq}, Trust.UNREADABLE, (0,))


def _resembles_a_clocking(values: tuple[Value, ...], columns: tuple[str, ...]) -> bool:
    if len(values) < 2 or values[0] is not None:  # noqa: PLR2004 - a seq and an identifier
        return False
    has_id = isinstance(values[1], str) and len(values[1]) == _ID_CHARACTERS
    return has_id or len(values) > len(columns) // 2


def _trust(row: Row, *, is_whole: bool) -> Trust:
    if not _is_readable(row):
        return Trust.UNREADABLE
    return Trust.SOUND if is_whole and is_sound(row) else Trust.ALTERED


def _is_readable(row: Mapping[str, Value]) -> bool:
    return is_readable(row) and _fits(row)


def _fits(row: Mapping[str, Value]) -> bool:
    """Return whether the new file would take it."""
    if not isinstance(row["attempts"], int):
        return False
    texts = (row[name] for name in ("next_attempt_at", "protime_id", "last_error"))
    return all(each is None or isinstance(each, str) for each in texts)


def _weight(row: Row, trust: Trust) -> tuple[int, ...]:
    if trust is Trust.UNREADABLE:
        return (0,)
    state = State(str(row["state"]))
    attempts = min(int(row["attempts"] or 0), _MOST_ATTEMPTS)
    return (1 + (trust is Trust.SOUND), state in _ENDS, attempts, _RANKS.index(state))


def _ready(row: Row, trust: Trust) -> Row:
    match trust:
        case Trust.SOUND:
            return _doubted(row)
        case Trust.ALTERED:
            checksum = row["checksum"] if row["checksum"] is not None else NEVER_A_CHECKSUM
            return {**row, **_REJECTED, "checksum": checksum}
        case Trust.UNREADABLE:
            return of_unreadable(int(row["seq"] or 0)).row


def _doubted(row: Row) -> Row:
    """Return a sound row as it may be used: it may be older than the truth."""
    match row["state"]:
        case State.PENDING | State.SENDING | State.UNCERTAIN:
            doubt = {"state": State.UNCERTAIN.value, "last_error": RESCUED}
            return {**row, **doubt, "next_attempt_at": None}
        case State.HELD:
            return {**row, "attempts": max(1, int(row["attempts"] or 0))}
        case _:
            return row


_REJECTED: Row = {
    "state": State.REJECTED.value,
    "next_attempt_at": None,
    "last_error": DAMAGED,
}

_UNREADABLE: Row = {
    "id": "unreadable",
    "badge_number": "unreadable",
    "kind": "InOut",
    "reader": "unreadable",
    "swiped_at": "1970-01-01T00:00:00.000000Z",
    "boot_id": "unreadable",
    "boottime_ns": 0,
    "clock_trusted": 0,
    "attempts": 0,
    "changed_at": "1970-01-01T00:00:00.000000Z",
    "checksum": NEVER_A_CHECKSUM,
    **_REJECTED,
}
