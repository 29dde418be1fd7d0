"""Whether clockings may and can be read back, told to people whenever that changes."""

import logging
from collections.abc import Callable

from terminal.model import MayNotRead, Unavailable
from terminal.model.logline import event
from terminal.ports import Board
from terminal.sync.link import NS_PER_SECOND, SLOW_PROBE_SECONDS, Link, Trouble

logger = logging.getLogger(__name__)

PART = "read-back"

REFUSED_SECONDS = 3600.0
"""A token says that reading is allowed, and Protime refuses it: one refusal may be a hiccup of a
server, and what is sent again for it may be booked twice. This long without an answer is none.
From then on Protime is asked again no more often than this."""

NOT_GRANTED = "Protime did not grant the scope to read clockings"


class Reading:
    """Knows what Protime's tokens and answers said about reading.

    Args:
        may_read: What the newest token says; see the port Protime.
        link: Says how long to wait after failures, which leave the link itself as it is.
        board: Where people see how read-back is.
        resends: Whether uncertain clockings go out again where they cannot be read back.
    """

    def __init__(
        self, *, may_read: Callable[[], bool | None], link: Link, board: Board, resends: bool
    ) -> None:
        self._may_read = may_read
        self._link = link
        self._board = board
        self._resends = resends
        self._refusal: MayNotRead | None = None
        self._refused_since_ns = 0
        self._is_given_up = False
        self._failure: Unavailable | None = None
        self._failures = 0
        self._not_before_ns = 0
        self._condition = ""
        self._told: tuple[str, str] | None = None

    def is_allowed(self, now_ns: int) -> bool | None:
        """Return whether clockings may be read; None before any token told.

        Raises:
            OutboxUnavailable: It changed, and that could not be kept for people to see.
        """
        granted = self._may_read()
        if granted is None:
            return None
        self._tell(*self._state(granted=granted))
        return granted and not (self._is_given_up and self.seconds_until_try(now_ns))

    def seconds_until_try(self, now_ns: int) -> float:
        """Return how long to wait before Protime may be asked; 0 for now."""
        return max(0.0, (self._not_before_ns - now_ns) / NS_PER_SECOND)

    def works(self) -> None:
        """Note that Protime listed what it has."""
        self._refusal, self._failure, self._failures = None, None, 0
        self._is_given_up = False

    def failed(self, failure: Unavailable, now_ns: int) -> None:
        """Note that Protime could not be asked."""
        self._failure = failure
        self._failures += 1
        trouble = Trouble(
            failure.reason, failure.retry_after_seconds, failure.is_configuration_fault
        )
        self._wait(self._link.wait_seconds(self._failures, trouble), now_ns)

    def refused(self, refusal: MayNotRead, now_ns: int) -> None:
        """Note that Protime does not let this terminal read."""
        if self._refusal is None:
            self._refused_since_ns = now_ns
        self._refusal = refusal
        refused_seconds = (now_ns - self._refused_since_ns) / NS_PER_SECOND
        self._is_given_up = refused_seconds >= REFUSED_SECONDS
        self._wait(REFUSED_SECONDS if self._is_given_up else SLOW_PROBE_SECONDS, now_ns)

    def _wait(self, seconds: float, now_ns: int) -> None:
        self._not_before_ns = now_ns + int(seconds * NS_PER_SECOND)

    def _state(self, *, granted: bool) -> tuple[str, str]:
        if not granted:
            return self._off(NOT_GRANTED)
        if self._refusal:
            reason = self._refusal.reason
            return self._off(reason) if self._is_given_up else ("failing", reason)
        if self._failure:
            return "failing", self._failure.reason
        return "on", ""

    def _off(self, reason: str) -> tuple[str, str]:
        if self._resends:
            return "off, resent", f"{reason}: an uncertain clocking may be booked twice"
        return "off, held", f"{reason}: an uncertain clocking waits for a person"

    def _tell(self, condition: str, detail: str) -> None:
        if condition != self._condition:
            if condition == "on":
                logger.info(event("read-back on"))
            else:
                logger.warning(event(f"read-back {condition}", reason=detail))
        self._condition = condition
        if (condition, detail) != self._told:
            self._board.report(PART, condition, detail)
            self._told = condition, detail
