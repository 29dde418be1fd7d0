"""A badge without plastic: lies on the virtual reader of pcscd and tells its identifier."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic, perf_counter_ns
from types import TracebackType
from typing import Self

from terminal.simulator import vpcd
from terminal.simulator.vpcd import DRIVER, Link, NoVirtualReader

SHORTEST_SECONDS = 0.45
"""pcscd asks a virtual reader every 0.4 s what lies on it: anything shorter may go unseen."""

READING_SECONDS = 5.0
_RECONNECT_SECONDS = 0.05
_LOOK_SECONDS = 0.05
_GET_IDENTIFIER = bytes.fromhex("FFCA0000")
_READER_LIGHTS = bytes.fromhex("FF0040")
"""How an ACR122U is told to blink and to beep."""

_SUCCEEDED = bytes.fromhex("9000")
_NOT_SUPPORTED = bytes.fromhex("6A81")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a badge behaves when it is asked for its identifier.

    Attributes:
        status: The two bytes after the identifier; `9000` means success.
        answer: What it says in place of identifier and status; None for those.
        silent_seconds: How long it says nothing, unless it is released sooner.
        is_pulled: Whether it is taken away in place of answering.
        late_seconds: How long it lies there before pcscd may know, once: pcscd, which looks
            after each virtual reader every 0.4 s, does so that much later from then on.
    """

    status: bytes = _SUCCEEDED
    answer: bytes | None = None
    silent_seconds: float = 0.0
    is_pulled: bool = False
    late_seconds: float = 0.0


HONEST = Manner()


class VirtualBadge:
    """A badge that can be laid on the virtual reader once, and taken away.

    It stays there when pcscd restarts, as a real one would. As a context manager it lies there
    for as long as the context lasts.

    Attributes:
        was_asked: Set once it was asked for its identifier.
        was_read: Set once it has told it.
        powered_at_ns: When pcscd last gave it power, by `time.perf_counter_ns`; 0 before that.
    """

    def __init__(
        self, identifier: bytes, manner: Manner = HONEST, *, driver: tuple[str, int] = DRIVER
    ) -> None:
        self.was_asked = Event()
        self.was_read = Event()
        self.powered_at_ns = 0
        self._identifier = identifier
        self._manner = manner
        self._driver = driver
        self._is_away = Event()
        self._is_released = Event()
        self._has_come = False
        self._link: Link | None = None
        self._thread = Thread(target=self._lie, name="virtual badge", daemon=True)

    def __enter__(self) -> Self:
        self.insert()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()

    def insert(self) -> None:
        """Lay the badge on the reader.

        Raises:
            NoVirtualReader: There is none.
        """
        self._link = Link.to(self._driver)
        self._thread.start()

    def remove(self) -> None:
        """Take the badge away; a second time does nothing."""
        self._is_away.set()
        self._is_released.set()
        if link := self._link:
            with suppress(OSError):
                link.hang_up()
        if self._thread.ident is not None:
            self._thread.join()

    def release(self) -> None:
        """Let a silent badge speak."""
        self._is_released.set()

    def _lie(self) -> None:
        while link := self._link:
            with link.connection, suppress(OSError):
                self._talk(link)
            self._link = self._laid_back()

    def _laid_back(self) -> Link | None:
        """Return a new link once pcscd is back, or None once the badge is taken away."""
        while not self._is_away.wait(_RECONNECT_SECONDS):
            with suppress(NoVirtualReader):
                return Link.to(self._driver)
        return None

    def _talk(self, link: Link) -> None:
        # Checked only now that `remove` would find the link to hang up.
        while not self._is_away.is_set():
            self._heed(link, link.next_message())

    def _heed(self, link: Link, message: bytes) -> None:
        if message == vpcd.SEND_ANSWER_TO_RESET:
            self._come(link)
        elif message == vpcd.POWER_ON:
            self.powered_at_ns = perf_counter_ns()
        elif message.startswith(_GET_IDENTIFIER):
            self._tell(link)
        elif len(message) > 1:
            link.send(_SUCCEEDED if message.startswith(_READER_LIGHTS) else _NOT_SUPPORTED)

    def _come(self, link: Link) -> None:
        if not self._has_come:
            self._is_released.wait(self._manner.late_seconds)
            self._has_come = True
        link.send(vpcd.ANSWER_TO_RESET)

    def _tell(self, link: Link) -> None:
        manner = self._manner
        self.was_asked.set()
        self._is_released.wait(manner.silent_seconds)
        if manner.is_pulled:
            self._is_away.set()
            link.hang_up()
        if self._is_away.is_set():
            return
        answer = self._identifier + manner.status if manner.answer is None else manner.answer
        link.send(answer)
        self.was_read.set()


def present(
    identifiers: Iterable[bytes],
    *,
    stop: Event,
    hold_seconds: float = SHORTEST_SECONDS,
    gap_seconds: float = SHORTEST_SECONDS,
    reading_seconds: float = READING_SECONDS,
    driver: tuple[str, int] = DRIVER,
) -> Iterator[bool]:
    """Present badges one after another, and say of each whether it was read.

    Args:
        identifiers: What the badges tell, each usually 4, 7 or 10 bytes.
        stop: Ends it soon, between two badges or in the midst of one.
        hold_seconds: How long a badge lies there once it was read.
        gap_seconds: How long the reader is empty after each.
        reading_seconds: How long to wait for a badge to be read.
        driver: Where vpcd listens.

    Raises:
        NoVirtualReader: There is none.
    """
    for identifier in identifiers:
        with VirtualBadge(identifier, driver=driver) as badge:
            was_read = _was_read(badge, reading_seconds, stop)
            stop.wait(hold_seconds)
        yield was_read
        if stop.wait(gap_seconds):
            return


def _was_read(badge: VirtualBadge, reading_seconds: float, stop: Event) -> bool:
    deadline = monotonic() + reading_seconds
    while not badge.was_read.wait(_LOOK_SECONDS):
        if stop.is_set() or monotonic() >= deadline:
            return False
    return True
