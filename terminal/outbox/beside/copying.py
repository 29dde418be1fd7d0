"""An outbox moves onto another card: a copy of it, and the promise that only one of both sends."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from terminal.outbox.belonging import RETIRED, keep, said
from terminal.outbox.beside.file import open_beside
from terminal.outbox.beside.finding import check_version, find
from terminal.outbox.connection import explained, open_looking
from terminal.outbox.opening import mark_of
from terminal.outbox.ownership import Ownership
from terminal.outbox.rows import written_time
from terminal.outbox.set_aside import rescued_name, sync_folder
from terminal.outbox.wal import log_of
from terminal.ports import OutboxUnavailable

_PAGES_AT_ONCE = 200
"""So that a commit of the daemon comes in between; SQLite begins anew where one did."""

_RESTORED = "restored from a backup: it may have been sent since"


def snapshot(path: Path, copy: Path) -> None:
    """Copy an outbox as it is at one moment, beside the running daemon.

    Raises:
        OutboxUnavailable: It cannot be read, or the copy not be written.
    """
    find(path)
    _make_private(copy)
    with explained(path), closing(_reading(path)) as source, closing(_plain(copy)) as target:
        check_version(source, path)
        source.backup(target, pages=_PAGES_AT_ONCE)
        target.execute("PRAGMA journal_mode = DELETE")


def retire(path: Path, at: str) -> None:
    """Let an outbox never send again, durably.

    Raises:
        OutboxUnavailable: The terminal runs, or the mark cannot be written; nothing has changed.
    """
    find(path)
    with closing(Ownership(path)), open_beside(path) as beside, beside.commit() as connection:
        keep(connection, RETIRED, at)


def is_retired(path: Path) -> bool:
    """Return whether an outbox was retired.

    Raises:
        OutboxUnavailable: It cannot be read, or another version wrote it.
    """
    with explained(path), closing(_reading(path)) as connection:
        check_version(connection, path)
        question = "SELECT condition FROM parts WHERE part = ?"
        return bool(said(connection.execute(question, (RETIRED,)).fetchall()))


def unretire(copy: Path) -> None:
    """Let the copy of a retired outbox send: it takes that one's place."""
    with _changing(copy) as connection:
        connection.execute("DELETE FROM parts WHERE part = ?", (RETIRED,))


def doubt(copy: Path, now: datetime) -> tuple[int, int]:
    """Make a copy safe to send from though its original went on sending after it was made.

    Whatever was to be sent may have been sent since: it is uncertain now. What is held may have
    been dated and sent: no boot of the other machine dates it any more, so a person has to, and
    with an attempt it is uncertain as soon as it has a time.

    Returns:
        How many are uncertain by that, and how many are held.
    """
    with _changing(copy) as connection:
        doubted = connection.execute(
            "UPDATE clockings SET state = 'uncertain', next_attempt_at = NULL, changed_at = ?, "
            "last_error = ? WHERE state IN ('pending', 'sending')",
            (written_time(now), _RESTORED),
        ).rowcount
        held = connection.execute(
            "UPDATE clockings SET attempts = max(attempts, 1), last_error = ? WHERE state = 'held'",
            (_RESTORED,),
        ).rowcount
        connection.execute(
            "UPDATE boots SET started_at = NULL, error_seconds = NULL, seen_at = NULL, "
            "seen_error_seconds = NULL"
        )
        return doubted, held


def put_in_place(copy: Path, path: Path) -> None:
    """Let a copy be the outbox, of the user to whom the folder belongs.

    Raises:
        OutboxUnavailable: There is one already, or a part of one.
        OSError: The folder cannot be written, or not be given to that user.
    """
    # These would become part of the copy, as a log does, or be cleared away.
    parts = (path, log_of(path), rescued_name(path), mark_of(path))
    if there := [each.name for each in parts if each.exists()]:
        raise OutboxUnavailable(
            f"outbox {path}: there is one already, or what is left of it ({there[0]}), and "
            f"nothing is ever put over it. Set it aside (and keep it: all of {path.name}*), or "
            "name another [outbox] path."
        )
    owner = path.parent.stat()
    os.chown(copy, owner.st_uid, owner.st_gid)
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    copy.rename(path)
    sync_folder(path)


def _make_private(path: Path) -> None:
    path.touch(mode=0o600, exist_ok=True)
    path.chmod(0o600)


def _reading(path: Path) -> sqlite3.Connection:
    connection = open_looking(path)
    connection.row_factory = sqlite3.Row
    return connection


def _plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


@contextmanager
def _changing(path: Path) -> Iterator[sqlite3.Connection]:
    with explained(path), closing(_plain(path)) as connection:
        check_version(connection, path)
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
