"""From rows of the table `boots` to boots."""

import sqlite3
from datetime import timedelta

from terminal.model import Anchor, Boot
from terminal.outbox.rows import read_time


def boot_of_row(row: sqlite3.Row) -> Boot:
    """Return the boot that a row of the table `boots` tells of."""
    boot_id, seen_ns = row["boot_id"], row["seen_boottime_ns"]
    return Boot(
        boot_id=boot_id,
        seen_boottime_ns=seen_ns,
        start=_anchor(boot_id, 0, row["started_at"], row["error_seconds"]),
        end=_anchor(boot_id, seen_ns, row["seen_at"], row["seen_error_seconds"]),
    )


def _anchor(boot_id: str, boottime_ns: int, at: str | None, error_seconds: float) -> Anchor | None:
    if at is None:
        return None
    middle, error = read_time(at), timedelta(seconds=error_seconds)
    return Anchor(
        boot_id=boot_id, boottime_ns=boottime_ns, earliest=middle - error, latest=middle + error
    )
