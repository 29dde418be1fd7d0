"""The time that Protime's servers put into the heads of their answers."""

import logging
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from terminal.protime.attempt import Attempt, boot_seconds

logger = logging.getLogger(__name__)

ToldTime = Callable[[datetime, float], None]
"""Takes the time of a `Date` header, UTC in whole seconds, and the seconds that passed between
handing the request to the socket and the head's arrival: the header was written in between."""

_DATE = re.compile(rb"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} [1-9]\d{3} \d{2}:\d{2}:\d{2} GMT")
_REQUEST_TIMEOUT = 408


class Herald:
    """Passes on the time in the heads of answers.

    Args:
        told_time: Is called in the thread that reads the answer. What it raises harms nobody.
        attempt: Knows when the request was sent.
    """

    def __init__(self, told_time: ToldTime, attempt: Attempt) -> None:
        self._told_time = told_time
        self._attempt = attempt

    def tell(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Pass on the time of an answer that has just begun to arrive, if it tells one."""
        at, sent_at = written_at(status, headers), self._attempt.sending_since
        if at is None or sent_at is None:
            return
        try:
            self._told_time(at, boot_seconds() - sent_at)
        except Exception:
            logger.exception("the time in an answer could not be taken")


def written_at(status: int, headers: Iterable[tuple[bytes, bytes]]) -> datetime | None:
    """Return when the head of an answer was written after its request came; None if untold."""
    lines = [(name.lower(), value) for name, value in headers]
    dates = [value for name, value in lines if name == b"date"]
    # A server's 408 may have been underway before the request was; one with an age was kept
    # by somebody in between.
    if status == _REQUEST_TIMEOUT or any(name == b"age" for name, _ in lines):
        return None
    return _date(dates[0]) if len(dates) == 1 else None


@lru_cache(maxsize=1)  # hundreds of answers are written within the same second
def _date(value: bytes) -> datetime | None:
    if not _DATE.fullmatch(value):
        return None
    try:
        return parsedate_to_datetime(value.decode("ascii")).replace(tzinfo=UTC)
    except ValueError:
        return None
