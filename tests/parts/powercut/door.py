"""People at one terminal, one after the other, until its power is cut."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event
from time import monotonic

from tests.parts.daemon import Daemon
from tests.parts.powercut.promises import Promise

ANSWER_SECONDS = 20.0
_LISTEN_SECONDS = 0.02
_LAST_WORDS_SECONDS = 0.2
_GRACE_SECONDS = 2.0
"""A terminal may notice the cut a little before the test has finished making it."""

_ACCEPTED = ("accepted", "accepted-offline")


class Door:
    """Swipes badges at a terminal as fast as it answers.

    Args:
        daemon: The terminal.
        badges: Numbers of badges, each to be swiped once.

    Attributes:
        is_dark: To be set when the power was cut.
        promises: The swipes that were accepted.
        findings: What the terminal did that it should not have done.
    """

    def __init__(self, daemon: Daemon, badges: Iterator[str]) -> None:
        self.is_dark = Event()
        self.promises: list[Promise] = []
        self.findings: list[str] = []
        self._daemon = daemon
        self._badges = badges
        self._open_promise: tuple[str, datetime] | None = None

    def swipe_until_dark(self) -> None:
        """Swipe until the power is cut, or until the terminal no longer answers."""
        while not self.is_dark.is_set() and self.swipe():
            pass
        self.is_dark.wait(ANSWER_SECONDS)

    def swipe(self) -> bool:
        """Present the next badge; return whether it was accepted."""
        self._open_promise = (next(self._badges), datetime.now(UTC))
        try:
            self._daemon.type(self._open_promise[0])
        except OSError:  # it is ending, and takes no more
            return False
        cue = self._answer()
        if cue not in _ACCEPTED:
            self._complain(cue)
            return False
        self._promise()
        return True

    def close(self) -> None:
        """End the terminal with its power; what it said last counts."""
        self._daemon.kill()
        while self._open_promise and (cue := self._daemon.cue(_LAST_WORDS_SECONDS)):
            if cue in _ACCEPTED:
                self._promise()

    def _answer(self) -> str | None:
        deadline = monotonic() + ANSWER_SECONDS
        while monotonic() < deadline and not self.is_dark.is_set():
            cue = self._daemon.cue(_LISTEN_SECONDS)
            if cue not in (None, "ready"):
                return cue
        return None

    def _promise(self) -> None:
        assert self._open_promise
        self.promises.append(Promise(*self._open_promise, datetime.now(UTC)))
        self._open_promise = None

    def _complain(self, cue: str | None) -> None:
        if not self.is_dark.wait(_GRACE_SECONDS):
            self.findings.append(f"a swipe was answered with {cue}, not accepted")
