"""Whose clockings an outbox holds, told to it at each start."""

from terminal.config import Config
from terminal.outbox import SqliteOutbox


def claim(outbox: SqliteOutbox, config: Config) -> None:
    """Make sure that an outbox is for the configured tenant, or close it.

    Raises:
        BelongsElsewhere: It must not be sent from here.
    """
    given = config.protime
    # What is rehearsed is booked nowhere, wherever the simulator listens this time.
    place = "rehearsal" if given.api_url else given.environment
    try:
        outbox.belonging.claim(f"{given.tenant} ({place})")
    except BaseException:
        outbox.close()
        raise
