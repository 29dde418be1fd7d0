"""What is stored on a badge in a place of its own, through a PC/SC reader."""

from collections.abc import Callable, Sequence
from typing import Literal

from terminal.model import Reading, StoredBytes
from terminal.model.struct import Struct
from terminal.readers.pcsc.exchange import SUCCEEDED, Exchange, NoNumber

BLOCK_BYTES = 16
_FIRST_LARGE_SECTOR = 32
_SMALL, _LARGE = 4, 16
_KEYS = {"A": 0x60, "B": 0x61}


class Part(Struct, frozen=True):
    """Which of the bytes that were read count.

    Attributes:
        offset: How many come before them.
        length: How many they are; 0 for all that follow.
        content: Whether they are bytes, or text in ASCII up to the first zero byte.
    """

    offset: int = 0
    length: int = 0
    content: Literal["bytes", "text"] = "bytes"

    def of(self, data: bytes) -> Reading:
        """Return what counts.

        Raises:
            NoNumber: There is too little, or nothing was written.
        """
        needed = self.offset + (self.length or 1)
        if len(data) < needed:
            raise NoNumber(f"it holds {len(data)} bytes there, and {needed} are needed")
        part = data[self.offset : self.offset + self.length] if self.length else data[self.offset :]
        if set(part) <= {0x00} or set(part) <= {0xFF}:
            raise NoNumber("nothing is written there")
        return StoredBytes(part) if self.content == "bytes" else _text(part)


class MifareBlock(Struct, frozen=True, kw_only=True):
    """A block of a MIFARE Classic badge; a `Source`.

    The commands are those of PC/SC part 3, with a key in the reader's volatile memory.

    Attributes:
        sector: Its sector.
        block: Which one it is in that sector.
        key_kind: Which of the sector's two keys it is.
        key: Returns the key, six bytes, or raises OSError or ValueError.
        part: Which of its 16 bytes count.
    """

    sector: int
    block: int
    key_kind: Literal["A", "B"]
    key: Callable[[], bytes]
    part: Part

    def __call__(self, exchange: Exchange) -> Reading:
        """Return what is stored there."""
        try:
            key = self.key()
        except (OSError, ValueError) as error:
            raise NoNumber(f"the key for it is not to be had: {error}") from None
        number = block_number(self.sector, self.block)
        opened = bytes([0x01, 0x00, number, _KEYS[self.key_kind], 0x00])
        sector = f"sector {self.sector}"
        with exchange.undisturbed():
            exchange.ask(b"\xff\x82\x00\x00\x06" + key, "the reader takes no MIFARE key")
            exchange.ask(
                b"\xff\x86\x00\x00\x05" + opened,
                f"key {self.key_kind} does not open its {sector}, or it is no MIFARE Classic",
            )
            read = bytes([0xFF, 0xB0, 0x00, number, BLOCK_BYTES])
            locked = f"its {sector} cannot be read with key {self.key_kind}"
            return self.part.of(exchange.ask_for(BLOCK_BYTES, read, locked))


class Steps(Struct, frozen=True, kw_only=True):
    """What a badge with commands of its own answers to the last of several; a `Source`.

    Attributes:
        commands: The commands, one after the other.
        status: With what each must succeed.
        part: Which of the last answer's bytes count.
    """

    commands: Sequence[bytes]
    status: bytes = SUCCEEDED
    part: Part = Part()

    def __call__(self, exchange: Exchange) -> Reading:
        """Return what is stored there."""
        answer = b""
        with exchange.undisturbed():
            for number, command in enumerate(self.commands, 1):
                refused = f"it refuses step {number} of {len(self.commands)}"
                answer = exchange.ask(command, refused, self.status)
        return self.part.of(answer)


def block_number(sector: int, block: int) -> int:
    """Return the number of a block, counted from the first of the badge."""
    large = max(0, sector - _FIRST_LARGE_SECTOR)
    return (sector - large) * _SMALL + large * _LARGE + block


def _text(part: bytes) -> str:
    text = part.split(b"\x00", maxsplit=1)[0].rstrip(b"\xff").strip(b" ")
    if not text or not text.isascii() or not text.decode().isprintable():
        raise NoNumber("what is written there is no text")
    return text.decode()
