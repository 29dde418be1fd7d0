"""The access token: had once, shared by all, renewed in time."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from terminal.model import Unavailable
from terminal.turn import TURN

_LONGEST_MARGIN_SECONDS = 60.0
_MARGIN_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Token:
    """An access token.

    Attributes:
        value: The secret itself, kept out of every representation.
        lifetime_seconds: How long the server said it lasts; infinite where it did not say, so
            that it is used until it is refused.
        may_read: Whether it may also read clockings; every token may create them.
    """

    value: str = field(repr=False)
    lifetime_seconds: float = math.inf
    may_read: bool = False


class Tokens:
    """Keeps one token for all threads, and lets only one of them renew it at a time.

    Args:
        fetch: Asks the server for a token, in the calling thread and within its deadline.
        clock: Seconds that never jump.
    """

    def __init__(
        self, fetch: Callable[[], Token | Unavailable], clock: Callable[[], float]
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._renewing = threading.Lock()
        self._kept: tuple[Token, float] | None = None
        self._renewals = 0
        self._newest: Token | Unavailable | None = None
        self._granted: Token | None = None

    @property
    def granted(self) -> Token | None:
        """The newest token there was, good or not; None before there was one."""
        return self._granted

    def get(self, timeout_seconds: float) -> Token | Unavailable:
        """Return a token that is good for a while yet, or why there is none.

        Who comes while another renews it waits, and shares what comes of it: eight threads
        that find it expired make one request, also when that request fails.
        """
        renewals = self._renewals
        kept = self._still_good()
        if kept is not None:
            return kept
        with TURN.passed():
            is_next = self._renewing.acquire(timeout=timeout_seconds)
        if not is_next:
            return Unavailable(reason="a new access token did not come in time")
        try:
            return self._shared_or_renewed(renewals)
        finally:
            self._renewing.release()

    def drop(self, refused: Token) -> None:
        """Forget a token that was refused, unless another thread has replaced it already."""
        with self._renewing:
            if self._kept is not None and self._kept[0] is refused:
                self._kept = None

    def forget(self) -> None:
        """Let the next one who needs a token ask for a new one."""
        self._kept = None

    def _still_good(self) -> Token | None:
        kept = self._kept
        return kept[0] if kept is not None and self._clock() < kept[1] else None

    def _shared_or_renewed(self, renewals_before: int) -> Token | Unavailable:
        kept = self._still_good()
        if kept is not None:
            return kept
        if self._renewals != renewals_before and isinstance(self._newest, Unavailable):
            return self._newest
        return self._renewed()

    def _renewed(self) -> Token | Unavailable:
        # From before the request: however long the answer took, it is not used for too long.
        began_at = self._clock()
        newest = self._fetch()
        if isinstance(newest, Token):
            self._kept = (newest, began_at + newest.lifetime_seconds - _margin(newest))
            self._granted = newest
        self._newest = newest
        self._renewals += 1
        return newest


def _margin(token: Token) -> float:
    """Return how long before its end a token is renewed."""
    return min(_LONGEST_MARGIN_SECONDS, token.lifetime_seconds * _MARGIN_SHARE)
