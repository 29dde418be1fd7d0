"""A small signed message at an interval, for those who watch without Prometheus."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from terminal.watching.message import SIGNATURE_HEADER, message, signature
from terminal.watching.post import post
from terminal.watching.standing import Look

SPREAD = 0.1
"""By how much of the interval each wait is longer or shorter, at random: fifty terminals that got
their power at once do not report at once for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartbeatSettings:
    """Where heartbeats go, and from whom.

    Attributes:
        url: Where to.
        interval_seconds: How often.
        secret: Returns what they are signed with; asked each time. May raise OSError or
            ValueError.
        ca_file: Whose certificates to trust; empty for the usual ones.
    """

    url: str
    interval_seconds: float
    secret: Callable[[], str]
    ca_file: str
    terminal: str
    version: str


class Heartbeat:
    """Reports at an interval, beginning at once.

    Args:
        settings: Where to and from whom.
        look: Looks at the outbox.
        rng: Where the spread comes from.
    """

    def __init__(self, settings: HeartbeatSettings, look: Look, rng: random.Random) -> None:
        self._settings = settings
        self._look = look
        self._rng = rng
        self._number = 0
        self._stopping = Event()

    def step(self) -> None:
        """Report once and wait.

        Raises:
            NotTaken: It was not taken; the next one comes as if it had been.
            OutboxUnavailable: There was nothing to report.
            OSError: The secret cannot be read.
            ValueError: The secret is no secret.
        """
        self._report()
        spread = self._rng.uniform(1 - SPREAD, 1 + SPREAD)
        self._stopping.wait(self._settings.interval_seconds * spread)

    def interrupt(self) -> None:
        """Make the wait end."""
        self._stopping.set()

    def close(self) -> None:
        """Nothing is held in between."""

    def _report(self) -> None:
        given = self._settings
        self._number += 1
        body = message(given.terminal, given.version, self._number, self._look())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"badge-terminal/{given.version}",
            SIGNATURE_HEADER: f"sha256={signature(given.secret(), body)}",
        }
        post(given.url, headers, body, ca_file=given.ca_file)
