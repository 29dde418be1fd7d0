"""One PC/SC context, and the one reader that is watched through it."""

from collections.abc import Sequence
from enum import Enum, auto
from math import ceil

from terminal.model import Presented, Unreadable
from terminal.model.struct import Struct
from terminal.readers.pcsc.calls import Calls, Connection
from terminal.readers.pcsc.codes import Code, ReaderState
from terminal.readers.pcsc.exchange import PcscFailed, Source
from terminal.readers.pcsc.reading import Lying, read_badge

ANY_READER = "\\\\?PnP?\\Notification"
"""The name under which pcscd says that a reader came or went."""

LOOK_AGAIN_MILLISECONDS = 100
"""How long to wait for news of a badge that did not read, before the next try."""

_TOLD = (Code.SUCCESS, Code.TIMEOUT)
"""The codes that come with a state."""

_MANY_EVENTS = 0x8000
"""So many can only be a counter that began anew."""


class Sight(Enum):
    """What the watched reader shows."""

    NOTHING_NEW = auto()
    BADGE = auto()
    BADGE_MISSED = auto()


class Missing(Struct, frozen=True):
    """The reader is not there or does not work."""

    reason: str


class Watch:
    """Watches the first reader whose name holds a text.

    Attributes:
        name: The full name of the reader; empty while there is none.

    Raises:
        PcscFailed: pcscd cannot be reached; any method raises it for a code that should not be.
    """

    def __init__(self, calls: Calls, match: str) -> None:
        self.name = ""
        self._calls = calls
        self._match = match
        self._state = 0
        self._served: Connection | None = None
        code, self._context = calls.establish()
        if code != Code.SUCCESS:
            raise PcscFailed(code)

    @property
    def has_badge(self) -> bool:
        """Whether the last look has seen a badge there."""
        return bool(self._state & ReaderState.PRESENT)

    def cancel(self) -> None:
        """End a `look` in another thread, if it has begun to wait."""
        self._calls.cancel(self._context)

    def close(self) -> None:
        """Give everything back; a dead context refuses that, which changes nothing."""
        self._disconnect()
        self._calls.release(self._context)

    def find(self) -> Missing | None:
        """Choose a reader if there is none yet; it counts once `look` has seen it work."""
        if self.name:
            return None
        code, names = self._calls.readers(self._context)
        if code != Code.SUCCESS:
            raise PcscFailed(code)
        fitting = [name for name in names if self._match in name]
        if not fitting:
            return Missing(self._what_is_missing(names))
        self.name = fitting[0]
        self.forget()
        return None

    def forget(self) -> None:
        """See what lies on the reader as new the next time."""
        self._state = ReaderState.UNAWARE

    def look(self, timeout_seconds: float) -> Sight | Missing | None:
        """Wait in one call for something to change, and say what it means.

        None says nothing of the reader: there is none, or the wait was cancelled.
        """
        state = self._wait(ceil(timeout_seconds * 1000))
        if state is None:
            return None
        before, self._state = self._state, state
        if not self.name:
            return None
        return self._gone_or_broken(state) or what_happened(before, state)

    def read(self, source: Source) -> Presented | Unreadable | None:
        """Read the badge that `look` has seen; None if a newer one is to be looked at."""
        return read_badge(
            self._calls, self._context, self.name, source, self._look_again, self._let_go
        )

    def _let_go(self, connection: Connection) -> None:
        """Disconnect before the next wait: pcscd needs a while for it, and a person waits now."""
        self._served = connection

    def _disconnect(self) -> None:
        if served := self._served:
            self._served = None
            self._calls.disconnect(served)

    def _look_again(self) -> Lying:
        state = self._wait(LOOK_AGAIN_MILLISECONDS)
        if state is None:
            return Lying.STILL
        # The state stays the old one: `look` is to see the change as well.
        if not state & ReaderState.PRESENT:
            return Lying.GONE
        return Lying.STILL if events_between(self._state, state) == 0 else Lying.PRESENTED_AGAIN

    def _wait(self, timeout_milliseconds: int) -> int | None:
        """Return the state after the next change, or at time-out; None if it was cancelled."""
        self._disconnect()
        name = self.name or ANY_READER
        code, state = self._calls.wait_for_change(
            self._context, timeout_milliseconds, name, self._state
        )
        if code in _TOLD:
            return state & ~ReaderState.CHANGED
        if code == Code.UNKNOWN_READER:
            return ReaderState.UNKNOWN
        if code != Code.CANCELLED:
            raise PcscFailed(code)
        return None

    def _gone_or_broken(self, state: int) -> Missing | None:
        name = self.name
        if state & ReaderState.UNKNOWN:
            self.name = ""
            self.forget()
            return Missing(f"the reader “{name}” was unplugged")
        if state & ReaderState.UNAVAILABLE:
            return Missing(f"the reader “{name}” does not answer; unplug it and plug it in again")
        return None

    def _what_is_missing(self, names: Sequence[str]) -> str:
        if not names:
            return "no reader is plugged in"
        return f"no reader has “{self._match}” in its name; there are: {', '.join(names)}"


def events_between(before: int, after: int) -> int:
    """Return how often badges came or went between two states, by the counter above 16 bits."""
    return ((after >> 16) - (before >> 16)) & 0xFFFF


def what_happened(before: int, after: int) -> Sight:
    """Compare two states of a reader.

    The counter decides, not the bit: of two presentations in quick succession only the
    counter tells. One event leaves a reader empty when a known badge is taken away; more of
    them mean that another one came and went unseen.
    """
    events = events_between(before, after)
    if before == ReaderState.UNAWARE:
        return Sight.BADGE if after & ReaderState.PRESENT else Sight.NOTHING_NEW
    if after & ReaderState.PRESENT:
        is_new = events > 0 or not before & ReaderState.PRESENT
        return Sight.BADGE if is_new else Sight.NOTHING_NEW
    return Sight.BADGE_MISSED if 1 < events < _MANY_EVENTS else Sight.NOTHING_NEW
