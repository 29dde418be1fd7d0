"""A badge without plastic: lies on the virtual reader of pcscd and tells its identifier."""

from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from time import perf_counter_ns
from types import TracebackType
from typing import Self

from terminal.simulator import vpcd
from terminal.simulator.chip import Chip
from terminal.simulator.vpcd import DRIVER, Link, NoVirtualReader

SHORTEST_SECONDS = 0.45
"""pcscd asks a virtual reader every 0.4 s what lies on it: anything shorter may go unseen."""

_RECONNECT_SECONDS = 0.05
_GET_IDENTIFIER = bytes.fromhex("FFCA0000")
_READER_LIGHTS = (bytes.fromhex("FF0040"), bytes.fromhex("FF0052"))
"""How an ACR122U is told to blink and to beep, and not to beep by itself."""

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

    Args:
        identifier: What it tells.
        manner: How.
        chip: What else it can do; None for nothing.
        driver: Where vpcd listens.

    Attributes:
        was_asked: Set once it was asked for its identifier.
        was_read: Set once it has told it.
        lights: The commands to the reader's own lights and buzzer, as they came.
        powered_at_ns: When pcscd last gave it power, by `time.perf_counter_ns`; 0 before that.
    """

    def __init__(
        self,
        identifier: bytes,
        manner: Manner = HONEST,
        *,
        chip: Chip | None = None,
        driver: tuple[str, int] = DRIVER,
    ) -> None:
        self.was_asked = Event()
        self.was_read = Event()
        self.lights: list[bytes] = []
        self.powered_at_ns = 0
        self._identifier = identifier
        self._manner = manner
        self._chip = chip
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
            self._power()
        elif message.startswith(_GET_IDENTIFIER):
            self._tell(link)
        elif len(message) > 1:
            self._answer(link, message)

    def _power(self) -> None:
        self.powered_at_ns = perf_counter_ns()
        if chip := self._chip:
            chip.power()

    def _answer(self, link: Link, command: bytes) -> None:
        answer: bytes | None = _NOT_SUPPORTED
        if command.startswith(_READER_LIGHTS):
            self.lights.append(command)
            answer = _SUCCEEDED
        elif self._chip:
            answer = self._chip.answer(command)
        if answer is None:
            self._pull(link)
        else:
            link.send(answer)

    def _pull(self, link: Link) -> None:
        self._is_away.set()
        link.hang_up()

    def _come(self, link: Link) -> None:
        if not self._has_come:
            self._is_released.wait(self._manner.late_seconds)
            self._has_come = True
        link.send(self._chip.answer_to_reset if self._chip else vpcd.ANSWER_TO_RESET)

    def _tell(self, link: Link) -> None:
        manner = self._manner
        self.was_asked.set()
        self._is_released.wait(manner.silent_seconds)
        if manner.is_pulled:
            self._pull(link)
        if self._is_away.is_set():
            return
        answer = self._identifier + manner.status if manner.answer is None else manner.answer
        link.send(answer)
        self.was_read.set()
