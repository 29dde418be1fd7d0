"""The tables, from nothing or from an older file, alike over all versions of sqlite-utils."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from terminal.outbox import SqliteOutbox, schema
from terminal.outbox.connection import open_durable
from terminal.ports import OutboxUnavailable
from tests.parts.fakes import NOON, FakeClock, swipe
from tests.parts.older_outbox import store
from tests.parts.outboxes import put, stored

COLUMNS = {
    "clockings": """
        seq INTEGER key
        id TEXT needed
        badge_number TEXT needed
        kind TEXT needed
        selection TEXT
        reader TEXT needed
        swiped_at TEXT needed
        boot_id TEXT needed
        boottime_ns INTEGER needed
        clock_trusted INTEGER needed
        true_at TEXT
        date TEXT
        time_of_day_in_minutes INTEGER
        state TEXT needed
        attempts INTEGER needed =0
        next_attempt_at TEXT
        protime_id TEXT
        last_error TEXT
        changed_at TEXT needed
        true_at_error_seconds REAL
        checksum INTEGER
        place TEXT
    """,
    "parts": """
        part TEXT key
        condition TEXT needed
        detail TEXT needed
        since TEXT needed
    """,
    "decisions": """
        number INTEGER key
        seq INTEGER needed
        at TEXT needed
        decision TEXT needed
        reason TEXT needed
        by TEXT needed
    """,
    "boots": """
        number INTEGER key
        boot_id TEXT needed
        started_at TEXT
        error_seconds REAL
        seen_boottime_ns INTEGER needed
        seen_at TEXT
        seen_error_seconds REAL
    """,
    "incidents": """
        number INTEGER key
        at TEXT needed
        what TEXT needed
        detail TEXT needed
        acknowledged_at TEXT
        reason TEXT
        by TEXT
    """,
}


@pytest.fixture
def older(path: Path) -> Iterator[sqlite3.Connection]:
    """Return a connection to a file, to give it an older or a newer shape."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def _tables(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master ORDER BY name")
        return [name for (name,) in rows if not name.startswith("sqlite_")]


def _described(column: sqlite3.Row) -> str:
    words = [column["name"], column["type"]]
    words += ["key"] if column["pk"] else []
    words += ["needed"] if column["notnull"] and not column["pk"] else []
    words += [f"={column['dflt_value']}".replace("'", "")] if column["dflt_value"] else []
    return " ".join(words)


@pytest.mark.parametrize("table", COLUMNS)
def test_the_columns_are_as_documented(outbox: SqliteOutbox, table: str) -> None:
    """Name, type, whether it must be there: what other programs rely on."""
    columns = outbox._file._connection.execute(f"PRAGMA table_info({table})")

    expected = [line.strip() for line in COLUMNS[table].strip().splitlines()]
    assert [_described(column) for column in columns] == expected


@pytest.mark.parametrize("table", COLUMNS)
def test_the_tables_keep_to_their_types(outbox: SqliteOutbox, table: str) -> None:
    """SQLite would otherwise store a word where a number belongs."""
    listed = outbox._file._connection.execute("SELECT name, strict FROM pragma_table_list")

    assert dict(listed.fetchall())[table] == 1


def test_the_index_leaves_delivered_ones_out(outbox: SqliteOutbox) -> None:
    """It stays small however many were delivered."""
    connection = outbox._file._connection
    ((partial,),) = connection.execute("SELECT partial FROM pragma_index_list('clockings')")
    columns = connection.execute("SELECT name FROM pragma_index_info('clockings_undelivered')")

    assert partial == 1
    assert [name for (name,) in columns] == ["state", "next_attempt_at", "seq"]


def test_an_older_file_keeps_its_rows(path: Path, older: sqlite3.Connection) -> None:
    """It is brought to the newest schema and used on."""
    schema.MIGRATIONS[0](older)
    older.execute("PRAGMA user_version = 1")
    store(older, swipe("A"), "A")

    with SqliteOutbox(path, FakeClock().now) as outbox:
        assert put(outbox, "B") == [2]

    assert stored(path) == [1, 2]
    assert schema.schema_version(older) == len(schema.MIGRATIONS)


def test_an_older_file_tells_of_its_boots(path: Path, older: sqlite3.Connection) -> None:
    """Those in which it took swipes, in order, each as long as its last swipe shows."""
    schema.MIGRATIONS[0](older)
    older.execute("PRAGMA user_version = 1")
    clock = FakeClock()
    for seconds in (7, 2, 3):
        clock.advance(seconds)
        store(older, swipe(clock=clock), f"{seconds}")
        if seconds == 7:
            clock.reboot(NOON)

    with SqliteOutbox(path, clock.now):
        boots = older.execute("SELECT boot_id, started_at, seen_boottime_ns FROM boots")
        assert boots.fetchall()[:2] == [
            ("boot-1", None, 8 * 10**9),
            ("boot-2", None, 6 * 10**9),
        ]


def test_a_newer_file_is_refused_as_it_is(path: Path, older: sqlite3.Connection) -> None:
    """An older program could not keep the promises of a newer one."""
    older.execute("PRAGMA user_version = 99")
    older.execute("CREATE TABLE later (word TEXT)")

    with pytest.raises(
        OutboxUnavailable,
        match=r"has schema 99, this program knows up to 4: a newer badge-terminal wrote it\. "
        r"Install that version again; nothing was changed\.",
    ):
        SqliteOutbox(path, FakeClock().now)

    assert _tables(path) == ["later"]
    assert schema.schema_version(older) == 99


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    path: Path, older: sqlite3.Connection
) -> None:
    """All of its steps or none; once the obstacle is gone it succeeds."""
    older.execute("CREATE TABLE parts (anything TEXT)")

    with pytest.raises(OutboxUnavailable, match="parts"):
        SqliteOutbox(path, FakeClock().now)

    assert _tables(path) == ["parts"]
    assert schema.schema_version(older) == 0
    older.execute("DROP TABLE parts")
    with SqliteOutbox(path, FakeClock().now) as outbox:
        assert put(outbox, "A") == [1]


def test_a_current_file_is_not_migrated_again(path: Path) -> None:
    """A start reads the version and leaves the schema alone."""
    with closing(open_durable(path)) as connection:
        first = connection.execute("PRAGMA schema_version").fetchone()[0]

    with closing(open_durable(path)) as connection:
        assert connection.execute("PRAGMA schema_version").fetchone()[0] == first
