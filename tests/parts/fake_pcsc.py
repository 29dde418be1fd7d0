"""PC/SC in memory, for the return codes that a real one does not give on demand."""

from collections import defaultdict, deque
from collections.abc import Sequence
from threading import Condition
from typing import TYPE_CHECKING

from terminal.readers.pcsc.calls import Connection
from terminal.readers.pcsc.codes import Code, ReaderState

if TYPE_CHECKING:
    from collections.abc import Callable

    from terminal.simulator.chip import Chip
    from tests.parts.reader_lights import Lights

EMPTY = 0x10
READER = "ACS ACR122U PICC Interface 00 00"
ANY_READER = "\\\\?PnP?\\Notification"
IDENTIFIER = bytes.fromhex("04A1B2C3")
SUCCEEDED = bytes.fromhex("9000")


class FakeReader:
    """A reader that counts the comings and goings of badges, as pcscd does."""

    def __init__(self) -> None:
        self.events = 0
        self.bits = EMPTY

    @property
    def state(self) -> int:
        return self.events << 16 | self.bits


class FakePcsc:
    """Answers all calls of PC/SC; `fail` makes one of them return another code.

    Attributes:
        readers_there: The readers plugged in, by name.
        answer: What a badge answers to the command for its identifier, status included.
        chip: What else it can do; None for nothing.
        lights: Lights and buzzer of the reader; None where it has none that can be told.
        contexts: Those that are open.
        connections: Those that are open.
        undisturbed: Those that have the badge for themselves.
        called: How often each call was made.
        in_between: Happen one by one, whenever somebody would have to wait.
    """

    def __init__(self, *names: str) -> None:
        self.readers_there = {name: FakeReader() for name in names or (READER,)}
        self.answer = IDENTIFIER + SUCCEEDED
        self.chip: Chip | None = None
        self.lights: Lights | None = None
        self.contexts: set[int] = set()
        self.connections: set[int] = set()
        self.undisturbed: set[int] = set()
        self.called: dict[str, int] = defaultdict(int)
        self.in_between: deque[Callable[[], None]] = deque()
        self._failures: dict[str, deque[int]] = defaultdict(deque)
        self._last_handle = 0
        self._changed = Condition()
        self._cancelled: set[int] = set()

    def fail(self, call: str, *codes: int) -> None:
        """Let the next calls of this name return these codes."""
        self._failures[call].extend(codes)

    def lay(self, name: str = READER) -> None:
        """Lay a badge on a reader."""
        self._count(name, ReaderState.PRESENT)

    def take(self, name: str = READER) -> None:
        """Take the badge away."""
        self._count(name, EMPTY)

    def swipe(self, name: str = READER) -> None:
        """Lay a badge on a reader and take it away at once."""
        self.lay(name)
        self.take(name)

    def plug(self, name: str) -> None:
        """Plug a reader in."""
        self.readers_there[name] = FakeReader()
        self._tell()

    def unplug(self, name: str = READER) -> None:
        """Unplug a reader."""
        del self.readers_there[name]
        self._tell()

    def establish(self) -> tuple[int, int]:
        if code := self._failure("establish"):
            return code, 0
        self._last_handle += 1
        self.contexts.add(self._last_handle)
        return Code.SUCCESS, self._last_handle

    def release(self, context: int) -> int:
        self.contexts.discard(context)
        return self._failure("release")

    def cancel(self, context: int) -> int:
        with self._changed:
            self._cancelled.add(context)
            self._changed.notify_all()
        return Code.SUCCESS

    def readers(self, context: int) -> tuple[int, Sequence[str]]:
        assert context in self.contexts
        return self._failure("readers"), tuple(self.readers_there)

    def wait_for_change(
        self, context: int, timeout_milliseconds: int, name: str, state: int
    ) -> tuple[int, int]:
        assert context in self.contexts
        if code := self._failure("wait_for_change"):
            return code, 0
        if self._is_news(name, state):
            return self._news(name)
        if self.in_between:
            self.in_between.popleft()()
        else:
            self._block(context, timeout_milliseconds / 1000)
        if context in self._cancelled:
            self._cancelled.remove(context)
            return Code.CANCELLED, 0
        return self._news(name) if self._is_news(name, state) else (Code.TIMEOUT, state)

    def connect(self, context: int, name: str) -> tuple[int, Connection]:
        assert context in self.contexts
        if code := self._failure("connect"):
            return code, Connection(0, 0)
        if not self.readers_there[name].bits & ReaderState.PRESENT:
            return Code.NO_SMARTCARD, Connection(0, 0)
        self._last_handle += 1
        self.connections.add(self._last_handle)
        return Code.SUCCESS, Connection(self._last_handle, 2)

    def transmit(self, connection: Connection, command: bytes) -> tuple[int, bytes]:
        assert connection.handle in self.connections
        if code := self._failure("transmit"):
            return code, b""
        if command == bytes.fromhex("FFCA000000"):
            return Code.SUCCESS, self.answer
        if self.lights and command.startswith(b"\xff\x00"):
            return Code.SUCCESS, self.lights.heard(command)
        assert self.chip, command.hex()
        # One that is pulled in the midst of it is success without an answer.
        return Code.SUCCESS, self.chip.answer(command) or b""

    def connect_directly(self, context: int, name: str) -> tuple[int, Connection]:
        assert context in self.contexts
        code = self._failure("connect_directly")
        if code or name not in self.readers_there:
            return code or Code.UNKNOWN_READER, Connection(0, 0)
        self._last_handle += 1
        self.connections.add(self._last_handle)
        return Code.SUCCESS, Connection(self._last_handle, 0)

    def control(self, connection: Connection, command: bytes) -> tuple[int, bytes]:
        assert connection.handle in self.connections
        assert connection.protocol == 0
        if code := self._failure("control"):
            return code, b""
        # libccid calls it a failed transmission where escape commands are not allowed.
        is_allowed = self.lights and self.lights.takes_escapes
        answer = self.lights.heard(command) if self.lights and is_allowed else b""
        return Code.SUCCESS if is_allowed else Code.NOT_TRANSACTED, answer

    def answer_to_reset(self, connection: Connection) -> tuple[int, bytes]:
        assert connection.handle in self.connections
        code = self._failure("answer_to_reset")
        return code, self.chip.answer_to_reset if self.chip and not code else b""

    def begin(self, connection: Connection) -> int:
        if not (code := self._failure("begin")):
            assert not self.undisturbed
            self.undisturbed.add(connection.handle)
        return code

    def end(self, connection: Connection) -> int:
        self.undisturbed.remove(connection.handle)
        return self._failure("end")

    def disconnect(self, connection: Connection) -> int:
        assert connection.handle not in self.undisturbed
        self.connections.remove(connection.handle)
        return self._failure("disconnect")

    def _failure(self, call: str) -> int:
        self.called[call] += 1
        return self._failures[call].popleft() if self._failures[call] else Code.SUCCESS

    def _count(self, name: str, bits: int) -> None:
        reader = self.readers_there[name]
        reader.bits = bits
        reader.events = (reader.events + 1) & 0xFFFF
        self._tell()

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _block(self, context: int, timeout_seconds: float) -> None:
        with self._changed:
            if context not in self._cancelled:
                self._changed.wait(timeout_seconds)

    def _is_news(self, name: str, state: int) -> bool:
        return name != ANY_READER and (state == 0 or self._state(name) != state)

    def _news(self, name: str) -> tuple[int, int]:
        return Code.SUCCESS, self._state(name) | ReaderState.CHANGED

    def _state(self, name: str) -> int:
        reader = self.readers_there.get(name)
        return reader.state if reader else ReaderState.UNKNOWN
