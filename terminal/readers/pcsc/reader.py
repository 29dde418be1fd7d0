"""The reader behind pcscd: found by a part of its name, and found again whatever happens.

pyscard's own CardMonitor is not used: its thread dies for good when pcscd restarts.
"""

import logging
from threading import Event
from time import monotonic
from typing import assert_never

from terminal.model import Presented, ReaderEvent, ReaderFound, ReaderLost, Unreadable
from terminal.model.logline import event
from terminal.readers.pcsc.calls import Calls, PcscLite
from terminal.readers.pcsc.codes import explain
from terminal.readers.pcsc.exchange import PcscFailed, Source
from terminal.readers.pcsc.identifier import identifier
from terminal.readers.pcsc.watch import Missing, Sight, Watch

RETRY_SECONDS = 0.5

SETTLING_SECONDS = 2.0
"""A reader that was found again first shows nothing, then the badge that lies on it: after 0.4 s
where pcscd has to poll."""

_logger = logging.getLogger(__name__)


class PcscReader:
    """Reads badges through pcscd; meets the port `Reader`.

    It opens its context in the first `wait`, keeps it, and replaces it after any return code
    that should not have been. While nothing happens a `wait` is one blocked call.

    Args:
        match: A part of the reader's name; empty takes the first reader that is there. The full
            name would not do: it changes when the reader is plugged in elsewhere.
        source: What to read of a badge.
        calls: PC/SC; None for the real one.
        retry_seconds: Between two attempts to get a lost reader or a lost pcscd back.
    """

    def __init__(
        self,
        match: str = "",
        source: Source = identifier,
        *,
        calls: Calls | None = None,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._match = match
        self._source = source
        self._calls = calls or PcscLite()
        self._retry_seconds = retry_seconds
        self._watch: Watch | None = None
        self._is_found = False
        self._found_at = 0.0
        self._lying: Presented | None = None
        self._left_lying: Presented | None = None
        self._lost_reason = ""
        self._retry_at = 0.0
        self._interrupted = Event()

    def wait(self, timeout_seconds: float) -> ReaderEvent | None:
        """Return the next event, or None after the time-out or an interruption."""
        deadline = monotonic() + timeout_seconds
        while not self._interrupted.is_set():
            heard = self._step(max(0.0, deadline - monotonic()))
            if heard is not None or monotonic() >= deadline:
                return heard
        self._interrupted.clear()
        return None

    def interrupt(self) -> None:
        """Make a `wait` that is running, or else the next one, return soon.

        It is lost in the instant before that wait blocks, and a badge that never answers
        cannot be interrupted at all: call it again.
        """
        self._interrupted.set()
        if watch := self._watch:
            watch.cancel()

    def close(self) -> None:
        """Give everything back to pcscd; a later `wait` would begin anew."""
        if watch := self._watch:
            self._watch = None
            watch.close()

    def _step(self, left_seconds: float) -> ReaderEvent | None:
        pause_seconds = self._retry_at - monotonic()
        if pause_seconds > 0:
            self._interrupted.wait(min(pause_seconds, left_seconds))
            return None
        try:
            return self._watched(left_seconds)
        except PcscFailed as failed:
            self.close()
            return self._lost(Missing(explain(failed.code)), retry_in_seconds=self._retry_seconds)

    def _watched(self, left_seconds: float) -> ReaderEvent | None:
        watch = self._watch = self._watch or Watch(self._calls, self._match)
        missing = watch.find()
        if missing and (lost := self._lost(missing)):
            return lost
        seen = watch.look(left_seconds)
        match seen:
            case None:
                return None
            case Missing():
                return self._lost(seen, retry_in_seconds=self._retry_seconds)
            case Sight():
                return self._answer(watch, seen) if self._is_found else self._found(watch)
            case _:
                assert_never(seen)

    def _answer(self, watch: Watch, sight: Sight) -> ReaderEvent | None:
        match sight:
            case Sight.BADGE:
                return self._read(watch)
            case Sight.NOTHING_NEW:
                if not watch.has_badge:
                    self._taken_away()
                return None
            case Sight.BADGE_MISSED:
                self._taken_away()
                return Unreadable("it was taken away too soon")
            case _:
                assert_never(sight)

    def _read(self, watch: Watch) -> ReaderEvent | None:
        """Read a badge; one that has lain there since before the reader was lost is no news."""
        heard = watch.read(self._source)
        was_left_lying = heard is not None and heard == self._left_lying and self._is_settling
        self._lying = heard if isinstance(heard, Presented) else None
        self._left_lying = None
        return None if was_left_lying else heard

    def _taken_away(self) -> None:
        self._lying = None
        if not self._is_settling:
            self._left_lying = None

    @property
    def _is_settling(self) -> bool:
        return monotonic() - self._found_at < SETTLING_SECONDS

    def _found(self, watch: Watch) -> ReaderFound:
        self._is_found = True
        self._found_at = monotonic()
        self._lost_reason = ""
        # A badge that lies there already is read next, after this event is out.
        watch.forget()
        return ReaderFound(watch.name)

    def _lost(self, missing: Missing, *, retry_in_seconds: float = 0.0) -> ReaderLost | None:
        self._is_found = False
        self._left_lying = self._lying or self._left_lying
        self._lying = None
        self._retry_at = monotonic() + retry_in_seconds
        before, self._lost_reason = self._lost_reason, missing.reason
        if not before:
            return ReaderLost(missing.reason)
        if before != missing.reason:
            _logger.info(event("reader still lost", match=self._match, reason=missing.reason))
        return None
