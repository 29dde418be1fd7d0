"""The tables of the outbox, and how an older file becomes a newer one.

Migrations only add. An older program refuses a newer file. sqlite-utils is imported only when
there is something to change, since it takes longer to load than all the rest of a start.
"""

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from terminal.ports import OutboxUnavailable

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest schema, in one transaction.

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
        _apply(connection, MIGRATIONS[version:])


def schema_version(connection: sqlite3.Connection) -> int:
    """Return how many migrations the file has seen."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _apply(connection: sqlite3.Connection, migrations: tuple[Callable[..., None], ...]) -> None:
    from sqlite_utils import Database  # noqa: PLC0415 - see the module's docstring

    connection.execute("BEGIN IMMEDIATE")
    try:
        for migration in migrations:
            migration(Database(connection, execute_plugins=False))
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _create_clockings(database: "Database") -> None:
    database.create_table(
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
        pk="seq",
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
        strict=True,
    )
    # Without the delivered ones it stays small for ever, and answers every question about the
    # rest: what is due, what is due again and when, what is held, how many there are of each.
    database.conn.execute(
        "CREATE INDEX clockings_undelivered ON clockings (state, next_attempt_at, seq) "
        "WHERE state <> 'delivered'"
    )


def _create_parts(database: "Database") -> None:
    database.create_table(
        "parts",
        {"part": str, "condition": str, "detail": str, "since": str},
        pk="part",
        not_null={"condition", "detail", "since"},
        strict=True,
    )


MIGRATIONS: tuple[Callable[["Database"], None], ...] = (_create_clockings, _create_parts)
