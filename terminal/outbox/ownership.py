"""One process for one outbox: two would each doubt, and send, what the other is sending."""

import fcntl
import os
from pathlib import Path

from terminal.ports import OutboxUnavailable


class Ownership:
    """Holds a lock file beside the outbox until closed or until the process ends.

    It is a file of its own: closing any descriptor of the SQLite file would drop the locks
    that SQLite itself holds on it (SQLite, "How To Corrupt An SQLite Database File", 2.2).

    Raises:
        OutboxUnavailable: Another process holds it, or the file cannot be made.
    """

    def __init__(self, outbox: Path) -> None:
        path = outbox.with_name(outbox.name + ".lock")
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise OutboxUnavailable(
                f"outbox {outbox}: cannot make {path.name} beside it ({error.strerror}). Make "
                "sure that the folder exists and belongs to the service's user."
            ) from error
        self._take(outbox)

    def close(self) -> None:
        """Let go of the outbox."""
        os.close(self._descriptor)

    def _take(self, outbox: Path) -> None:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise OutboxUnavailable(
                f"outbox {outbox}: another badge-terminal is using it. End that one first "
                "(`sudo systemctl stop badge-terminal`)."
            ) from error
