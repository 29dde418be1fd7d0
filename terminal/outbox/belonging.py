"""Whose clockings an outbox holds, and whether it may still send them.

Both are kept as rows of the table of parts, without a time, which nobody is shown.
"""

import sqlite3

from terminal.outbox.file import OutboxFile

UNDELIVERED = "state NOT IN ('delivered', 'closed')"
RETIRED = "retired"
"""The row that an outbox has for good once a backup has taken its place."""

_TENANT = "tenant"
_KEEP = """
INSERT INTO parts (part, condition, detail, since) VALUES (?, ?, '', '')
ON CONFLICT (part) DO UPDATE SET condition = excluded.condition
"""


class BelongsElsewhere(Exception):
    """This outbox must not be sent from here; the message says why and what to do."""


class Belonging:
    """Remembers the tenant of an outbox; hung on the open one."""

    def __init__(self, file: OutboxFile) -> None:
        self._file = file

    def claim(self, tenant: str) -> None:
        """Make sure that all that is undelivered is for a tenant, and remember that.

        Raises:
            BelongsElsewhere: It is for another one, or a backup has taken this outbox's place.
            OutboxUnavailable: It could not be remembered.
        """
        path = self._file.path
        if said := self._said(RETIRED):
            raise BelongsElsewhere(
                f"outbox {path} was retired at {said}: a backup took its place, and a terminal "
                "restored from it sends what was left. To begin anew here, set this file aside "
                "(and keep it)."
            )
        before = self._said(_TENANT)
        if before == tenant:
            return
        if before and (number := self._undelivered()):
            raise BelongsElsewhere(
                f"outbox {path} holds {number} undelivered clockings for {before}, and the "
                f"configuration is for {tenant}: they would be booked for other people. Put "
                f"tenant and environment back and let them be delivered, settle what is left "
                "with `sudo badge-terminal outbox retry` or `outbox resolve`, and change over then."
            )
        self._file.change(lambda file: keep(file, _TENANT, tenant), rows=1)

    def _said(self, part: str) -> str:
        return said(self._file.read("SELECT condition FROM parts WHERE part = ?", (part,)))

    def _undelivered(self) -> int:
        ((number,),) = self._file.read(f"SELECT count(*) FROM clockings WHERE {UNDELIVERED}")  # noqa: S608 - words of this module
        return int(number)


def keep(connection: sqlite3.Connection, part: str, condition: str) -> None:
    """Keep a row that nobody is shown."""
    connection.execute(_KEEP, (part, condition))


def said(rows: list[sqlite3.Row]) -> str:
    """Return what such a row says; empty where there is none."""
    return str(rows[0]["condition"]) if rows else ""
