"""The boots in which the terminal ran, as it writes them down; meets the port `BootBook`."""

from terminal.model import Anchor, Boot
from terminal.outbox import statements
from terminal.outbox.bounding import boot_of_row
from terminal.outbox.file import OutboxFile
from terminal.outbox.rows import written_time


class SqliteBoots:
    """The outbox as the book of boots."""

    def __init__(self, file: OutboxFile) -> None:
        self._file = file

    def find(self, boot_id: str) -> Boot | None:
        """Return what was noted of a boot; see BootBook."""
        rows = self._file.read(statements.BOOT, (boot_id,))
        return boot_of_row(rows[0]) if rows else None

    def note(self, boot: Boot) -> None:
        """Note a boot; see BootBook."""
        row = (boot.boot_id, *_known(boot.start), boot.seen_boottime_ns, *_known(boot.end))
        with self._file.commit(rows=1) as connection:
            connection.execute(statements.NOTE_BOOT, row)


def _known(anchor: Anchor | None) -> tuple[str | None, float | None]:
    return (written_time(anchor.middle), anchor.error_seconds) if anchor else (None, None)
