"""The calls of PC/SC that are needed here, with types: the one module that imports `smartcard`."""

from collections.abc import Sequence
from typing import Protocol

from smartcard import scard

from terminal.model.struct import Struct
from terminal.readers.pcsc.codes import Code

_ESCAPE: int = scard.SCARD_CTL_CODE(1)
_NO_PROTOCOL = 0
_ANY_PROTOCOL: int = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1


class Connection(Struct, frozen=True):
    """A connection to a badge, and the protocol it was made in."""

    handle: int
    protocol: int


class Calls(Protocol):
    """PC/SC as `PcscReader` uses it; each answer begins with a return code."""

    def establish(self) -> tuple[int, int]:
        """Open a context with pcscd."""

    def release(self, context: int) -> int:
        """Give a context back, with whatever belongs to it."""

    def cancel(self, context: int) -> int:
        """End the wait of another thread; does nothing to one that has not begun."""

    def readers(self, context: int) -> tuple[int, Sequence[str]]:
        """Return the names of the readers that are there."""

    def wait_for_change(
        self, context: int, timeout_milliseconds: int, name: str, state: int
    ) -> tuple[int, int]:
        """Return the state of a reader once it is another than the given one, or at time-out."""

    def connect(self, context: int, name: str) -> tuple[int, Connection]:
        """Connect to the badge on a reader."""

    def connect_directly(self, context: int, name: str) -> tuple[int, Connection]:
        """Connect to a reader itself, whether or not there is a badge."""

    def control(self, connection: Connection, command: bytes) -> tuple[int, bytes]:
        """Return the reader's own answer to a command that only its driver passes on."""

    def answer_to_reset(self, connection: Connection) -> tuple[int, bytes]:
        """Return what was said of the badge when it was given power."""

    def begin(self, connection: Connection) -> int:
        """Have the badge for oneself; waits for as long as another program has."""

    def end(self, connection: Connection) -> int:
        """End what `begin` began."""

    def transmit(self, connection: Connection, command: bytes) -> tuple[int, bytes]:
        """Return the badge's answer to a command. No time-out, not even `cancel` ends it."""

    def disconnect(self, connection: Connection) -> int:
        """Let go of the badge, and leave it as it is."""


class PcscLite:
    """The real calls, made of libpcsclite by pyscard; each lets other threads run meanwhile."""

    def establish(self) -> tuple[int, int]:
        """Open a context with pcscd."""
        code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        return int(code), int(context)

    def release(self, context: int) -> int:
        """Give a context back, with whatever belongs to it."""
        return int(scard.SCardReleaseContext(context))

    def cancel(self, context: int) -> int:
        """End the wait of another thread; does nothing to one that has not begun."""
        return int(scard.SCardCancel(context))

    def readers(self, context: int) -> tuple[int, Sequence[str]]:
        """Return the names of the readers that are there."""
        code, names = scard.SCardListReaders(context, [])
        return (Code.SUCCESS, ()) if code == Code.NO_READERS_AVAILABLE else (int(code), names)

    def wait_for_change(
        self, context: int, timeout_milliseconds: int, name: str, state: int
    ) -> tuple[int, int]:
        """Return the state of a reader once it is another than the given one, or at time-out."""
        code, states = scard.SCardGetStatusChange(context, timeout_milliseconds, [(name, state)])
        return int(code), int(states[0][1])

    def connect(self, context: int, name: str) -> tuple[int, Connection]:
        """Connect to the badge on a reader.

        Shared: one command needs no session that others could disturb, and several have `begin`,
        while an exclusive connection fails as long as any other program looks at the badge.
        """
        answer = scard.SCardConnect(context, name, scard.SCARD_SHARE_SHARED, _ANY_PROTOCOL)
        return int(answer[0]), Connection(int(answer[1]), int(answer[2]))

    def connect_directly(self, context: int, name: str) -> tuple[int, Connection]:
        """Connect to a reader itself, whether or not there is a badge; it keeps nobody out."""
        answer = scard.SCardConnect(context, name, scard.SCARD_SHARE_DIRECT, _NO_PROTOCOL)
        return int(answer[0]), Connection(int(answer[1]), _NO_PROTOCOL)

    def control(self, connection: Connection, command: bytes) -> tuple[int, bytes]:
        """Return the reader's own answer to a command that only its driver passes on.

        The code is libccid's IOCTL_SMARTCARD_VENDOR_IFD_EXCHANGE, which it refuses unless
        ifdDriverOptions has the bit 0x0001.
        """
        code, answer = scard.SCardControl(connection.handle, _ESCAPE, list(command))
        return int(code), bytes(answer)

    def answer_to_reset(self, connection: Connection) -> tuple[int, bytes]:
        """Return what was said of the badge when it was given power."""
        code, _, _, _, answer = scard.SCardStatus(connection.handle)
        return int(code), bytes(answer)

    def begin(self, connection: Connection) -> int:
        """Have the badge for oneself; waits for as long as another program has."""
        return int(scard.SCardBeginTransaction(connection.handle))

    def end(self, connection: Connection) -> int:
        """End what `begin` began, and leave the badge as it is."""
        return int(scard.SCardEndTransaction(connection.handle, scard.SCARD_LEAVE_CARD))

    def transmit(self, connection: Connection, command: bytes) -> tuple[int, bytes]:
        """Return the badge's answer to a command. No time-out, not even `cancel` ends it."""
        code, answer = scard.SCardTransmit(connection.handle, connection.protocol, list(command))
        return int(code), bytes(answer)

    def disconnect(self, connection: Connection) -> int:
        """Let go of the badge, and leave it as it is.

        Powering it down, pyscard's habit, would break another program's use of it.
        """
        return int(scard.SCardDisconnect(connection.handle, scard.SCARD_LEAVE_CARD))
