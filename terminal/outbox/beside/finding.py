"""Whether there is an outbox that this program can work with beside the daemon."""

import sqlite3
from pathlib import Path

from terminal.outbox.schema import MIGRATIONS, schema_version
from terminal.ports import OutboxUnavailable


def find(path: Path) -> None:
    """Make sure that there is a file, before opening it could make one.

    Raises:
        OutboxUnavailable: There is none, or this user may not look.
    """
    try:
        path.stat()
    except PermissionError as error:
        raise OutboxUnavailable(
            f"outbox {path}: this user may not look into it. Run this as root, through sudo."
        ) from error
    except OSError as error:
        raise OutboxUnavailable(
            f"outbox {path}: there is none yet. It is made when the terminal first runs; if it "
            "did run, look at [outbox] path in the configuration."
        ) from error


def check_version(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure that the file is of this program's schema; only the daemon may change that.

    Raises:
        OutboxUnavailable: A newer or an older program made it.
    """
    version, known = schema_version(connection), len(MIGRATIONS)
    if version == known:
        return
    advice = (
        "A newer badge-terminal wrote it: use that one's command."
        if version > known
        else "The terminal brings it up to date when it starts: `sudo systemctl restart "
        "badge-terminal`."
    )
    raise OutboxUnavailable(
        f"outbox {path}: it has schema {version}, this program works with {known}. {advice} "
        "Nothing was changed."
    )
