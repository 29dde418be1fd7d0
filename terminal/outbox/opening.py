"""Opening the outbox whatever it is like: a damaged one is set aside and rescued first."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from terminal.model import Place
from terminal.model.logline import event
from terminal.outbox.connection import explained, open_durable
from terminal.outbox.reserve import Reserve
from terminal.outbox.set_aside import finish_swap
from terminal.outbox.trouble import Damage, is_damage_at_opening, is_full
from terminal.outbox.wal import log_of
from terminal.ports import OutboxUnavailable

logger = logging.getLogger(__name__)


def opened(path: Path, reserve: Reserve, stood_at: Place | None = None) -> sqlite3.Connection:
    """Open (or make) the outbox for the one connection of the daemon.

    Raises:
        OutboxUnavailable: The disk does not allow it, or the file is not for this program.
    """
    with explained(path), _files_explained(path):
        finish_swap(path)
        try:
            return _opened(path, reserve, stood_at)
        except sqlite3.Error as error:
            if not is_damage_at_opening(error):
                raise
            logger.error(event("outbox damaged, rescuing it", path=path, finding=error))  # noqa: TRY400 - it says it all
            _rescue(path, reserve, str(error))
        return _opened(path, reserve, stood_at)


@contextmanager
def _files_explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutboxUnavailable(
            f"outbox {path}: {error.filename or ''} {error.strerror}. Make sure that the folder "
            "belongs to the service's user and is writable; look in `dmesg` for trouble with the "
            "disk."
        ) from error


def suspect(path: Path) -> None:
    """Have the outbox rescued at the next start: damage was met that a look may not find."""
    with suppress(OSError):
        mark_of(path).touch(mode=0o640)


def _opened(path: Path, reserve: Reserve, stood_at: Place | None) -> sqlite3.Connection:
    if mark_of(path).exists():
        raise Damage("damage was met while it was in use")
    _check_beginning(path, reserve)
    try:
        return open_durable(path, stood_at)
    except UnicodeDecodeError as error:
        raise Damage("its tables have names that are no text") from error
    except sqlite3.Error as error:
        if not (is_full(error, path) and reserve.give_up()):
            raise
        return open_durable(path, stood_at)


def _check_beginning(path: Path, reserve: Reserve) -> None:
    """Find what SQLite does not take for damage: it would begin anew, or only read."""
    if not path.exists():
        beginning = b""
    else:
        with path.open("rb") as file:
            beginning = file.read(20)
    was_in_use = reserve.is_whole or (log_of(path).exists() and log_of(path).stat().st_size)
    if not beginning and was_in_use:
        raise Damage("the file is gone or empty, what belongs to it is not")
    if beginning and beginning[18:20] not in {b"\1\1", b"\2\2"}:
        raise Damage("file is not a database: its header is damaged")


def _rescue(path: Path, reserve: Reserve, finding: str) -> None:
    # Imported here: no start needs it that goes well.
    from terminal.outbox.rescue import Rescue  # noqa: PLC0415

    try:
        Rescue(path, finding).run()
    except sqlite3.Error as error:
        if not (is_full(error, path) and reserve.give_up()):
            raise
        Rescue(path, finding).run()
    with suppress(OSError):
        mark_of(path).unlink(missing_ok=True)


def mark_of(path: Path) -> Path:
    """Return the file whose being there says that an outbox is suspected of damage."""
    return path.with_name(path.name + ".suspect")
