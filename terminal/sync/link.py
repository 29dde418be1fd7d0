"""Whether Protime answers, as far as the last attempts tell."""

import random

from terminal.backoff import Backoff
from terminal.model.struct import Struct

NS_PER_SECOND = 1_000_000_000
SLOW_PROBE_SECONDS = 60.0
"""What only a person can mend is tried no more often than this."""

SETTLE_SECONDS = (1.0, 2.0)
"""How long addresses and routes get after the network has changed; at random, so that fifty
terminals on one switch do not come in step."""

HASTE_EVERY_SECONDS = 10.0
"""However often a network comes and goes, it hastens an attempt no more often than this."""

LONGEST_WAIT_SECONDS = 3600.0
"""No server is obeyed beyond this, so that a nonsense `Retry-After` silences no terminal."""


class Trouble(Struct, frozen=True):
    """Why Protime cannot be reached, or answers without a clear yes or no."""

    reason: str
    retry_after_seconds: float | None = None
    is_configuration_fault: bool = False


class Recovery(Struct, frozen=True):
    """What is over: how many failures in a row, and the last trouble, if any."""

    failures: int
    trouble: Trouble | None


class Link:
    """Counts failures in a row and says when to try again.

    Several attempts are underway when a link fails and each will tell of it. They are one
    failure: each attempt carries the number of the *wave* it went out in, and a failure ends
    its wave. What comes back from an earlier wave changes nothing here.

    Times are `CLOCK_BOOTTIME`, so that steps of the wall clock do not matter.
    """

    def __init__(self, backoff: Backoff, rng: random.Random) -> None:
        self._backoff = backoff
        self._rng = rng
        self.wave = 0
        self.is_up = False
        self._failures = 0
        self._failures_before_haste = 0
        self._trouble: Trouble | None = None
        self._retry_boottime_ns = 0
        self._next_haste_boottime_ns = 0

    def answered(self, wave: int) -> Recovery | None:
        """Note that Protime answered; return what is over by that, if the link was not up."""
        if wave != self.wave or self.is_up:
            return None
        over = Recovery(self._failures, self._trouble)
        self.is_up, self._failures, self._trouble = True, 0, None
        self._failures_before_haste = 0
        return over

    def failed(self, wave: int, trouble: Trouble, boottime_ns: int) -> bool:
        """Note a failure; return whether it is news to a person."""
        if wave != self.wave:
            return False
        is_news = self._trouble is None or (
            self._trouble.is_configuration_fault != trouble.is_configuration_fault
        )
        self.wave += 1
        self._failures += 1
        self.is_up = False
        self._trouble = trouble
        in_a_row = self._failures - self._failures_before_haste
        wait_ns = int(self.wait_seconds(in_a_row, trouble) * NS_PER_SECOND)
        self._retry_boottime_ns = boottime_ns + wait_ns
        return is_news

    def hasten(self, boottime_ns: int) -> bool:
        """Let the waits grow anew from a first attempt soon, since the network has changed.

        What only a person can mend is no better for it, and what a server asked for stands.

        Returns:
            Whether an attempt will come sooner by that.
        """
        if self._trouble is None or not _may_be_the_network(self._trouble):
            return False
        settled_ns = boottime_ns + int(self._rng.uniform(*SETTLE_SECONDS) * NS_PER_SECOND)
        soon_ns = max(settled_ns, self._next_haste_boottime_ns)
        if self._retry_boottime_ns <= boottime_ns:
            # One is due or underway. If it began too early, the next one comes soon after it.
            self._failures_before_haste = self._failures
        if self._retry_boottime_ns <= soon_ns:
            return False
        self._failures_before_haste = self._failures
        self._retry_boottime_ns = soon_ns
        self._next_haste_boottime_ns = soon_ns + int(HASTE_EVERY_SECONDS * NS_PER_SECOND)
        return True

    def wait_seconds(self, failures: int, trouble: Trouble) -> float:
        """Return how long to wait after so many failures, the last one for this trouble."""
        own = self._backoff.delay_seconds(failures, self._rng)
        slow = SLOW_PROBE_SECONDS if trouble.is_configuration_fault else 0.0
        asked = min(trouble.retry_after_seconds or 0.0, LONGEST_WAIT_SECONDS)
        return max(own, slow, asked)

    def seconds_until_try(self, boottime_ns: int) -> float:
        """Return how long to wait before anything may be sent; 0 for now."""
        if self.is_up:
            return 0.0
        return max(0.0, (self._retry_boottime_ns - boottime_ns) / NS_PER_SECOND)


def _may_be_the_network(trouble: Trouble) -> bool:
    return not (trouble.is_configuration_fault or trouble.retry_after_seconds)
