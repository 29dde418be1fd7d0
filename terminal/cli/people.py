"""A person's decisions, signed with the name of whoever runs the command."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from terminal.cli.login import whoever_runs_this
from terminal.outbox.beside import OutboxAmending, open_amending


def amending(path: Path) -> AbstractContextManager[OutboxAmending]:
    """Open an outbox to decide something.

    Raises:
        OutboxUnavailable: It cannot be opened, or this user may not change it.
    """
    return open_amending(path, whoever_runs_this(), lambda: datetime.now(UTC))
