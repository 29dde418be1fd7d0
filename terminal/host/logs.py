"""Log lines on stderr: for the journal if that is where stderr leads, else for a person."""

import logging
import os
from collections.abc import Mapping
from typing import TextIO

_PRIORITIES = (
    (logging.CRITICAL, 2),
    (logging.ERROR, 3),
    (logging.WARNING, 4),
    (logging.INFO, 6),
    (logging.NOTSET, 7),
)
"""The levels of syslog(3) that sd-daemon(3) takes in front of a line."""


class JournalFormatter(logging.Formatter):
    """Puts the priority before every line, tracebacks included; the journal knows the time."""

    def __init__(self) -> None:
        super().__init__("%(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record, each with its priority."""
        priority = next(number for level, number in _PRIORITIES if record.levelno >= level)
        return "\n".join(f"<{priority}>{line}" for line in super().format(record).splitlines())


class PlainFormatter(logging.Formatter):
    """Writes the time and the level before a message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s")


def set_up(*, stream: TextIO, environment: Mapping[str, str], verbose: bool = False) -> None:
    """Send the log of this program to a stream, in the form that suits its reader.

    Other libraries speak from WARNING on: httpx would log every request.

    Args:
        stream: Usually `sys.stderr`.
        environment: Usually `os.environ`; `JOURNAL_STREAM` tells whether the stream leads to
            the journal.
        verbose: Whether DEBUG lines of this program are wanted.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        JournalFormatter() if leads_to_journal(stream, environment) else PlainFormatter()
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("terminal").setLevel(logging.DEBUG if verbose else logging.INFO)


def leads_to_journal(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Return whether a stream is the one that systemd connected to the journal.

    `JOURNAL_STREAM` holds its device and inode (systemd.exec(5)): a stream that was redirected
    afterwards has others.
    """
    try:
        status = os.fstat(stream.fileno())
    except OSError:
        # io.UnsupportedOperation, of a stream in memory, is one of these too.
        return False
    return environment.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"
