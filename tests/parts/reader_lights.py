"""Readers' own lights and buzzers as their manuals have them, in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Event
from typing import Protocol

_DEADLINE_SECONDS = 10
SHOWS = (b"\xff\x00\x40", b"\xe0\x00\x00\x29", b"\xe0\x00\x00\x28")


class Lights(Protocol):
    """What a reader makes of commands to itself.

    Attributes:
        takes_escapes: Whether its driver passes escape commands on.
    """

    takes_escapes: bool

    def heard(self, command: bytes) -> bytes:
        """Return its answer."""


class RecordedLights:
    """Lights that keep what they were told.

    Attributes:
        commands: All of it, in order.
        beeps_by_itself: What it does when it notices a badge.
        written: How often that was written.
    """

    def __init__(self, *, takes_escapes: bool = True) -> None:
        self.takes_escapes = takes_escapes
        self.commands: list[bytes] = []
        self.beeps_by_itself = True
        self.written = 0
        self._changed = Condition()

    def heard(self, command: bytes) -> bytes:
        """Keep it, and answer as the reader would."""
        with self._changed:
            self.commands.append(command)
            self._changed.notify_all()
        return self.answer(command)

    def answer(self, command: bytes) -> bytes:
        """Answer as the reader would."""
        raise NotImplementedError

    def wait_for(self, *last: bytes) -> None:
        """Wait until these were the last commands that show something."""
        wanted = list(last)
        with self._changed:
            came = self._changed.wait_for(
                lambda: self.shown()[-len(wanted) :] == wanted, _DEADLINE_SECONDS
            )
        assert came, [command.hex() for command in self.commands]

    def shown(self) -> list[bytes]:
        """Return the commands that show something."""
        return [command for command in self.commands if command.startswith(SHOWS)]


class Acr122uLights(RecordedLights):
    """Those of an ACR122U."""

    def answer(self, command: bytes) -> bytes:
        """Status, with the state of the lights in it."""
        if command[:3] == b"\xff\x00\x52" and len(command) == 5:
            self.beeps_by_itself = command[3] == 0xFF
            self.written += 1
            return b"\x90\x00"
        if command[:3] == b"\xff\x00\x40" and len(command) == 5 + command[4] == 9:
            return bytes([0x90, command[3] & 0x03])
        return b"\x63\x00"


class Acr1252uLights(RecordedLights):
    """Those of an ACR1252U; it keeps its behaviour for good."""

    behaviour = 0x7F

    def answer(self, command: bytes) -> bytes:
        """A header and the byte that holds from now on."""
        if command == bytes.fromhex("E000002100"):
            return bytes([0xE1, 0, 0, 0, 1, self.behaviour])
        if command[:3] != b"\xe0\x00\x00" or command[4:5] != b"\x01" or len(command) != 6:
            return b"\x63\x00"
        if command[3] == 0x21:
            self.behaviour = command[5]
            self.beeps_by_itself = bool(command[5] & 0x08)
            self.written += 1
        value = 0 if command[3] == 0x28 else command[5]
        return bytes([0xE1, 0, 0, 0, 1, value])


class SlowPanel:
    """A panel that answers only once it is let go.

    Attributes:
        begun: Set while somebody waits for it.
        shown: How often it was told to show something.
    """

    def __init__(self) -> None:
        self.begun = Event()
        self.shown = 0
        self._go_on = Event()

    def show(self, *, green: bool, red: bool, tone_seconds: float) -> str:
        """Wait."""
        del green, red, tone_seconds
        self.shown += 1
        self.begun.set()
        assert self._go_on.wait(60)
        return ""

    def renew(self) -> None:
        """Nothing is known of it anyway."""

    def close(self) -> None:
        """Nothing is held."""

    @contextmanager
    def stuck(self) -> Iterator[None]:
        """Wait until it is stuck; let it go in the end."""
        assert self.begun.wait(_DEADLINE_SECONDS)
        try:
            yield
        finally:
            self._go_on.set()


class BrokenPanel:
    """A panel that fails in a way that nobody foresaw."""

    def show(self, *, green: bool, red: bool, tone_seconds: float) -> str:
        """Fail."""
        del green, red, tone_seconds
        raise RuntimeError("a fault of its own")

    def renew(self) -> None:
        """Nothing is known of it."""

    def close(self) -> None:
        """Nothing is held."""
