"""Opening the file so that a commit is a promise, and proving that it is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from terminal.model import Place
from terminal.outbox.checks import (
    check_pages,
    check_schema,
    check_use,
    check_words,
    is_looked_at_first,
)
from terminal.outbox.checksum import teach
from terminal.outbox.log_check import check_log
from terminal.outbox.log_length import GROWN_WAL_BYTES, is_short, may_be_short
from terminal.outbox.schema import migrate
from terminal.outbox.trouble import Damage, is_full, room_bytes
from terminal.ports import OutboxUnavailable

PAGE_BYTES = 1024
"""A swipe writes a few pages of this size: 7 KB a swipe on disk, against 13 KB at 4096."""

ROOM_TO_GROW_BYTES = 2 * GROWN_WAL_BYTES
"""With less, the log grows only as it must: the rest is for what is folded into the file."""


def open_durable(path: Path, stood_at: Place | None = None) -> sqlite3.Connection:
    """Open (or make) the outbox for the one connection that writes it.

    Args:
        path: The SQLite file.
        stood_at: Where the terminal stood while an older program used the file.

    Raises:
        sqlite3.Error: It cannot be opened, or is damaged.
        OutboxUnavailable: It is of a newer schema, or the file system does not give the
            durability that a promise needs.
    """
    _make_private(path)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.text_factory = read_text
    try:
        _make_durable(connection)
        has_commits = check_log(path, PAGE_BYTES)
        all_of_it = is_looked_at_first(path, connection)
        if all_of_it:
            check_pages(connection)
        check_schema(connection)
        if has_commits:
            _check_length(connection, path)
        teach(connection)
        # Before the first commit: a log with commits that is shorter than this was cut.
        _grow_wal(connection, path)
        migrate(connection, stood_at)
        check_use(connection)
        if all_of_it:
            check_words(connection)
    except BaseException:
        close_unfolded(connection, path)
        raise
    return connection


def close_unfolded(connection: sqlite3.Connection, path: Path) -> None:
    """Close a file that may be damaged without folding its log into it: a rescue reads both.

    SQLite folds when the last connection is closed, unless that one may only read.
    """
    with suppress(sqlite3.Error), closing(open_looking(path)) as last:
        last.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.close()
    connection.close()


def open_looking(path: Path) -> sqlite3.Connection:
    """Open the file to read it only, from any thread, beside the connection that writes it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)


def read_text(stored: bytes) -> str:
    """Return text as it is stored; where it is damaged, what can be read of it."""
    return stored.decode("utf-8", "replace")


def _make_private(path: Path) -> None:
    """Make the file, if need be, so that only its user and group read it: it names people.

    SQLite gives its log the same mode.
    """
    with suppress(OSError):  # SQLite meets the same trouble, and says so
        path.touch(mode=0o640)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into what a person can act upon."""
    try:
        yield
    except sqlite3.Error as error:
        raise OutboxUnavailable(f"outbox {path}: {error}. {_advice(str(error))}") from error


def _advice(error: str) -> str:
    for words, advice in _ADVICE.items():
        if words in error:
            return advice
    return "Look at `dmesg` and `df` for trouble with the disk; nothing was acknowledged."


_ADVICE = {
    "full": "Free space on that disk; the terminal goes on by itself.",
    "readonly": "Make that folder writable for the service's user, or look in `dmesg` for a "
    "file system that was remounted read-only.",
    "unable to open": "Make sure that the folder exists and belongs to the service's user.",
    "locked": "Another program keeps the file locked; end it.",
    "not a database": "The file is something else or damaged: set it aside, keep it, and start "
    "again.",
    "malformed": "The file is damaged: set it aside, keep it, and start again.",
}


def _make_durable(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    for setting, value in _DURABLE.items():
        connection.execute(f"PRAGMA {setting} = {value}")
        kept = connection.execute(f"PRAGMA {setting}").fetchone()[0]
        if kept != value:
            raise OutboxUnavailable(
                f"the outbox's file system does not let SQLite set {setting} to {value} (it "
                f"stays {kept}): put the outbox on a local disk with ext4."
            )


_DURABLE: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: one sync for each commit; NORMAL lost every swipe in power cuts
    "wal_autocheckpoint": 0,  # a swipe must never pay for a checkpoint: tidy() does it
    "fullfsync": 0,
    "secure_delete": 1,  # what is removed leaves no trace, and no rescue finds it again
}


def _check_length(connection: sqlite3.Connection, path: Path) -> None:
    """Find a log that was cut between two of its commits, where SQLite takes it for whole."""
    if not is_short(path) or may_be_short(connection):
        return
    # Whoever noted nothing had no room, if there is none now.
    if room_bytes(path) >= ROOM_TO_GROW_BYTES:
        raise Damage("the log is shorter than it was made")


def _grow_wal(connection: sqlite3.Connection, path: Path) -> None:
    """Write the log once to its working size and take it back: nothing reaches the file."""
    if room_bytes(path) < ROOM_TO_GROW_BYTES or not is_short(path):
        return
    (cached,) = connection.execute("PRAGMA cache_size").fetchone()
    connection.execute("PRAGMA cache_size = 16")  # so that the pages spill into the log
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("CREATE TABLE growth (filler BLOB)")
        connection.execute("INSERT INTO growth VALUES (zeroblob(?))", (GROWN_WAL_BYTES,))
    except sqlite3.OperationalError as error:
        if not is_full(error, path):
            raise
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    connection.execute(f"PRAGMA cache_size = {cached}")
