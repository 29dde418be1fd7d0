"""Whether an open file is what this program wrote: what SQLite finds, and what it cannot know."""

import sqlite3
from pathlib import Path

from terminal.model import BadgeNumber, InOut, Kind, Moment, State, Swipe
from terminal.outbox import statements
from terminal.outbox.rows import read_time, row_of_swipe
from terminal.outbox.schema import MIGRATIONS, schema_version
from terminal.outbox.trouble import Damage
from terminal.ports import OutboxUnavailable

TABLES = {
    "clockings": (
        "seq",
        "id",
        "badge_number",
        "kind",
        "selection",
        "reader",
        "swiped_at",
        "boot_id",
        "boottime_ns",
        "clock_trusted",
        "true_at",
        "date",
        "time_of_day_in_minutes",
        "state",
        "attempts",
        "next_attempt_at",
        "protime_id",
        "last_error",
        "changed_at",
        "true_at_error_seconds",
        "checksum",
        "place",
    ),
    "parts": ("part", "condition", "detail", "since"),
    "decisions": ("number", "seq", "at", "decision", "reason", "by"),
    "boots": (
        "number",
        "boot_id",
        "started_at",
        "error_seconds",
        "seen_boottime_ns",
        "seen_at",
        "seen_error_seconds",
    ),
    "incidents": ("number", "at", "what", "detail", "acknowledged_at", "reason", "by"),
}
"""Every table of the newest schema, its columns in the order in which they are stored."""

LOOKED_AT_FIRST_BYTES = 4 * 1024 * 1024
"""Some 15,000 clockings: a look at all of them takes 20 ms, or half a second on a small machine."""

LARGEST_SEQ = 10**15
"""No terminal gets there; a flipped bit does."""


def is_small(path: Path) -> bool:
    """Return whether a look at all of a file is soon over."""
    return not path.exists() or path.stat().st_size <= LOOKED_AT_FIRST_BYTES


def is_looked_at_first(path: Path, connection: sqlite3.Connection) -> bool:
    """Return whether all of a file is looked at before it is used: also before it is changed."""
    return is_small(path) or schema_version(connection) < len(MIGRATIONS)


def check_pages(connection: sqlite3.Connection) -> None:
    """Have SQLite look at all of a file, however long that takes.

    Raises:
        sqlite3.DatabaseError: It is damaged.
    """
    finding = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if finding != "ok":
        raise Damage(f"database disk image is malformed: {finding}")


def check_words(connection: sqlite3.Connection) -> None:
    """Make sure that no row names what there is not, however long that takes.

    Raises:
        sqlite3.DatabaseError: It is damaged.
    """
    if connection.execute(_STRANGE).fetchone():
        raise Damage("a clocking is in a state that there is not")


def check_use(connection: sqlite3.Connection) -> None:
    """Make sure that the file of the newest schema takes a swipe.

    Raises:
        sqlite3.DatabaseError: It is damaged.
    """
    trial = row_of_swipe(_TRIAL, None, "trial")
    connection.execute("BEGIN IMMEDIATE")
    try:
        seq = connection.execute(statements.PUT, trial).lastrowid
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    if not seq or seq > LARGEST_SEQ:
        raise Damage(f"the next clocking would get number {seq}")


def check_schema(connection: sqlite3.Connection) -> None:
    """Make sure that the tables are those of a version of this program.

    Raises:
        sqlite3.DatabaseError: It is damaged.
        OutboxUnavailable: It is the file of another program.
    """
    if connection.execute("PRAGMA encoding").fetchone()[0] != "UTF-8":
        raise Damage("its text is said to be in another encoding")
    version, found = schema_version(connection), _tables(connection)
    ours = {name for name, columns in found.items() if _is_ours(name, columns)}
    if version <= len(MIGRATIONS) and found and not ours:
        raise OutboxUnavailable(
            f"the file belongs to another program: it has the tables {', '.join(sorted(found))}. "
            "Choose another [outbox] path; nothing was changed."
        )
    is_newest = found == TABLES
    is_older = bool(found) and found.keys() == ours
    if version > len(MIGRATIONS):
        fits = not is_newest
    elif version == len(MIGRATIONS):
        fits = is_newest
    else:
        fits = (is_older and not is_newest) if version else not found
    if not fits:
        raise Damage(f"its tables are not those of schema {version}")


def _tables(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
        "ESCAPE '\\'"
    ).fetchall()
    return {
        name: tuple(
            row["name"]
            for row in connection.execute("SELECT name FROM pragma_table_info(?)", (name,))
        )
        for (name,) in names
    }


def _is_ours(name: str, columns: tuple[str, ...]) -> bool:
    return name in TABLES and columns == TABLES[name][: len(columns)]


def _named(words: type[State] | type[Kind]) -> str:
    return ", ".join(f"'{word.value}'" for word in words)


_STRANGE = f"""
SELECT seq FROM clockings NOT INDEXED
WHERE state NOT IN ({_named(State)}) OR kind NOT IN ({_named(Kind)}) LIMIT 1
"""  # noqa: S608 - only words of this program

_TRIAL = Swipe(
    badge_number=BadgeNumber("trial"),
    selection=InOut(),
    reader="trial",
    moment=Moment(
        at=read_time("1970-01-01T00:00:00.000000Z"),
        boot_id="trial",
        boottime_ns=0,
        is_trusted=False,
    ),
)
