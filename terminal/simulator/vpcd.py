"""The protocol of `vpcd`, the driver of vsmartcard that adds a virtual reader to pcscd.

The driver listens, a badge is its TCP client: to connect is to lie on the reader. Each message
is two bytes of length and a payload. From the driver, a payload of one byte is a control: power
off, power on, reset, or "send your answer to reset", the only one that is answered. Longer
payloads are commands, and each gets one answer.
"""

import socket
import struct
from dataclasses import dataclass
from typing import Self

DRIVER = ("127.0.0.1", 35963)
"""Where the driver listens for badges on its first reader; the second has the next port."""

_CONNECT_SECONDS = 2.0
POWER_ON = b"\x01"
SEND_ANSWER_TO_RESET = b"\x04"
"""Asked again and again, too, to find out whether a badge lies there."""

ANSWER_TO_RESET = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
"""That of a MIFARE Classic 1K as PC/SC part 3 has it."""


class NoVirtualReader(Exception):
    """Nothing listens where the virtual reader should be; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Link:
    """A connection to the driver.

    Both directions must not wait for more to send: the driver writes length and payload
    separately, and with the delays of TCP each message would take 44 ms instead of 0.1 ms.
    """

    connection: socket.socket

    @classmethod
    def to(cls, driver: tuple[str, int]) -> Self:
        """Connect.

        Raises:
            NoVirtualReader: There is no driver.
        """
        try:
            connection = socket.create_connection(driver, timeout=_CONNECT_SECONDS)
        except OSError as error:
            raise NoVirtualReader(
                f"no virtual reader at {driver[0]}:{driver[1]} ({error.strerror or error}):"
                " install vsmartcard-vpcd and start pcscd"
            ) from error
        connection.settimeout(None)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return cls(connection)

    def next_message(self) -> bytes:
        """Return the next control, or the next command.

        Raises:
            OSError: The driver is gone, or `hang_up` was called.
        """
        (length,) = struct.unpack(">H", self._exactly(2))
        return self._exactly(length)

    def send(self, payload: bytes) -> None:
        """Answer a command, or `SEND_ANSWER_TO_RESET`; other controls get no answer."""
        self.connection.sendall(struct.pack(">H", len(payload)) + payload)

    def hang_up(self) -> None:
        """End the connection at once; ends `next_message` in another thread too.

        Raises:
            OSError: It had ended.
        """
        self.connection.shutdown(socket.SHUT_RDWR)

    def _exactly(self, length: int) -> bytes:
        received = b""
        while len(received) < length:
            part = self.connection.recv(length - len(received))
            if not part:
                raise ConnectionResetError("the driver is gone")
            # The kernel forgets this option after a while.
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            received += part
        return received
