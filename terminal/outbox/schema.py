"""The tables of the outbox, and how an older file becomes a newer one.

Migrations only add. An older program refuses a newer file. sqlite-utils is imported only when
there is something to change, since it takes longer to load than all the rest of a start.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from terminal.model import Place
from terminal.outbox.checksum import SEAL_BEFORE_PLACES, teach
from terminal.outbox.removed import COUNT_REMOVED
from terminal.ports import OutboxUnavailable


def migrate(connection: sqlite3.Connection, stood_at: Place | None = None) -> None:
    """Bring the file to the newest schema, in one transaction.

    Args:
        connection: The open file.
        stood_at: Where the terminal stood while an older program used the file.

    Raises:
        OutboxUnavailable: A newer program made the file.
        sqlite3.Error: The file cannot be written.
    """
    version = schema_version(connection)
    if version > len(MIGRATIONS):
        raise OutboxUnavailable(
            f"the outbox has schema {version}, this program knows up to {len(MIGRATIONS)}: "
            "a newer badge-terminal wrote it. Install that version again; nothing was changed."
        )
    if version < len(MIGRATIONS):
        _apply(connection, MIGRATIONS[version:], stood_at)


def schema_version(connection: sqlite3.Connection) -> int:
    """Return how many migrations the file has seen."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _apply(
    connection: sqlite3.Connection, migrations: tuple["Migration", ...], stood_at: Place | None
) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for migration in migrations:
            migration(connection)
        if _add_place in migrations:
            # Loaded here: no start needs it that has nothing to change.
            from terminal.outbox.placing import place_waiting  # noqa: PLC0415

            place_waiting(connection, stood_at)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # on a full disk SQLite has ended it itself
            connection.execute("ROLLBACK")
        raise


def _create_table(
    connection: sqlite3.Connection,
    name: str,
    columns: dict[str, type],
    *,
    primary_key: str,
    not_null: set[str],
    defaults: dict[str, int] | None = None,
) -> None:
    """Create a table within the transaction that is open.

    The statement is made over an empty database in memory: to find out whether SQLite has
    strict tables, sqlite-utils before 4.0 makes one and commits, which would end the
    transaction of the migration halfway.
    """
    from sqlite_utils import Database  # noqa: PLC0415 - see the module's docstring

    with closing(sqlite3.connect(":memory:")) as scratch:
        statement = Database(scratch, execute_plugins=False).create_table_sql(
            name,
            columns,
            pk=primary_key,
            not_null=not_null,
            defaults=defaults,
            strict=True,
        )
    connection.execute(statement)


def _create_clockings(connection: sqlite3.Connection) -> None:
    _create_table(
        connection,
        "clockings",
        {
            "seq": int,
            "id": str,
            "badge_number": str,
            "kind": str,
            "selection": str,
            "reader": str,
            "swiped_at": str,
            "boot_id": str,
            "boottime_ns": int,
            "clock_trusted": int,
            "true_at": str,
            "date": str,
            "time_of_day_in_minutes": int,
            "state": str,
            "attempts": int,
            "next_attempt_at": str,
            "protime_id": str,
            "last_error": str,
            "changed_at": str,
        },
        primary_key="seq",
        not_null={
            "id",
            "badge_number",
            "kind",
            "reader",
            "swiped_at",
            "boot_id",
            "boottime_ns",
            "clock_trusted",
            "state",
            "attempts",
            "changed_at",
        },
        defaults={"attempts": 0},
    )
    # Without the delivered ones it stays small for ever, and answers every question about the
    # rest: what is due, what is due again and when, what is held, how many there are of each.
    connection.execute(
        "CREATE INDEX clockings_undelivered ON clockings (state, next_attempt_at, seq) "
        "WHERE state <> 'delivered'"
    )


def _create_parts(connection: sqlite3.Connection) -> None:
    _create_table(
        connection,
        "parts",
        {"part": str, "condition": str, "detail": str, "since": str},
        primary_key="part",
        not_null={"condition", "detail", "since"},
    )


def _create_doubts_and_decisions(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE clockings ADD COLUMN true_at_error_seconds REAL")
    _add_checksums(connection)
    connection.execute(COUNT_REMOVED)
    _create_decisions(connection)
    _create_boots(connection)
    _create_incidents(connection)


def _add_checksums(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE clockings ADD COLUMN checksum INTEGER")
    teach(connection)
    for (seq,) in connection.execute(
        "SELECT seq FROM clockings WHERE state <> 'delivered'"
    ).fetchall():
        connection.execute(SEAL_BEFORE_PLACES, (seq,))


def _create_decisions(connection: sqlite3.Connection) -> None:
    """Make room for what people decide about single clockings, and why: only ever added to."""
    _create_table(
        connection,
        "decisions",
        {"number": int, "seq": int, "at": str, "decision": str, "reason": str, "by": str},
        primary_key="number",
        not_null={"seq", "at", "decision", "reason", "by"},
    )
    connection.execute("CREATE INDEX decisions_seq ON decisions (seq)")


def _create_boots(connection: sqlite3.Connection) -> None:
    """Note each boot in which this terminal ran, in order, and when it truly began, once known."""
    _create_table(
        connection,
        "boots",
        {
            "number": int,
            "boot_id": str,
            "started_at": str,
            "error_seconds": float,
            "seen_boottime_ns": int,
            "seen_at": str,
            "seen_error_seconds": float,
        },
        primary_key="number",
        not_null={"boot_id", "seen_boottime_ns"},
    )
    connection.execute("CREATE UNIQUE INDEX boots_boot_id ON boots (boot_id)")
    connection.execute(
        "INSERT INTO boots (boot_id, seen_boottime_ns) "
        "SELECT boot_id, max(boottime_ns) FROM clockings GROUP BY boot_id ORDER BY min(seq)"
    )


def _create_incidents(connection: sqlite3.Connection) -> None:
    """Make room for what befalls the outbox; told until a person has acknowledged it."""
    _create_table(
        connection,
        "incidents",
        {
            "number": int,
            "at": str,
            "what": str,
            "detail": str,
            "acknowledged_at": str,
            "reason": str,
            "by": str,
        },
        primary_key="number",
        not_null={"at", "what", "detail"},
    )


def _add_place(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE clockings ADD COLUMN place TEXT")


Migration = Callable[[sqlite3.Connection], None]

MIGRATIONS: tuple[Migration, ...] = (
    _create_clockings,
    _create_parts,
    _create_doubts_and_decisions,
    _add_place,
)
