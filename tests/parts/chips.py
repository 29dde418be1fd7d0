"""Virtual badges that hold something: they really answer the commands by which it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from terminal.simulator.chip import Chip
from terminal.simulator.vpcd import ANSWER_TO_RESET
from tests.parts.ndef_encoder import block

DONE = bytes.fromhex("9000")
FAILED = bytes.fromhex("6300")
NOT_FOUND = bytes.fromhex("6A82")
NOT_SUPPORTED = bytes.fromhex("6A81")
LOCKED = bytes.fromhex("6982")
READ_PAGES = bytes.fromhex("FFB0")
APPLICATION = bytes.fromhex("00A4040007D276000085010100")
TYPE_2_RESET = bytes.fromhex("3B8F8001804F0CA0000003060300030000000068")
TYPE_4_RESET = bytes.fromhex("3B8180018080")
NTAG_213_LOCKS = block(0x01, bytes.fromhex("A00C34"))


@dataclass
class Type2:
    """An NTAG: pages of four bytes; a command of Type 4 makes it fall silent, as the real one.

    Attributes:
        area: What is in its data area, from page 4 on.
        container: Page 3.
    """

    area: bytes
    container: bytes = bytes.fromhex("E1101200")
    answer_to_reset: bytes = TYPE_2_RESET
    is_silent: bool = False

    def power(self) -> None:
        """It has forgotten nothing."""

    def answer(self, command: bytes) -> bytes | None:
        """Read four pages; they begin anew behind the last."""
        if not command.startswith(READ_PAGES) or self.is_silent:
            self.is_silent = True
            return FAILED
        first, count = command[3], command[4]
        size = self.container[2] * 8
        memory = bytes(12) + self.container + self.area.ljust(size, b"\x00")[:size] + bytes(20)
        at = first * 4
        return memory[at : at + count].ljust(count, b"\x00") + DONE


@dataclass
class Type4:
    """A badge with files, one of them for NDEF.

    Attributes:
        files: What each holds, by name.
        most_at_once: How much it gives at once.
        access: 0 where the file may be read.
    """

    message: bytes
    announced: int | None = None
    most_at_once: int = 0x3B
    access: int = 0
    version: int = 0x20
    answer_to_reset: bytes = TYPE_4_RESET
    locked: bool = False
    _selected: bytes | None = None
    _is_open: bool = False

    def power(self) -> None:
        """Forget what was selected."""
        self._selected, self._is_open = None, False

    def files(self) -> Mapping[bytes, bytes]:
        """Return its files by name."""
        sizes = self.most_at_once.to_bytes(2) + (0x34).to_bytes(2)
        control = b"\x04\x06\xe1\x04\x08\x00" + bytes([self.access, 0x00])
        length = len(self.message) if self.announced is None else self.announced
        return {
            b"\xe1\x03": b"\x00\x0f" + bytes([self.version]) + sizes + control,
            b"\xe1\x04": length.to_bytes(2) + self.message,
        }

    def answer(self, command: bytes) -> bytes | None:
        """Select, or read."""
        if command == APPLICATION:
            self._is_open = True
            return DONE
        if command.startswith(b"\x00\xa4\x00\x0c\x02") and self._is_open:
            self._selected = self.files().get(command[5:])
            return NOT_FOUND if self._selected is None else DONE
        if command.startswith(b"\x00\xb0") and self._selected is not None:
            return self._read(int.from_bytes(command[2:4]), command[4])
        return NOT_FOUND

    def _read(self, offset: int, count: int) -> bytes:
        assert self._selected is not None
        if self.locked and offset:
            return LOCKED
        assert count <= self.most_at_once or offset == 0
        return self._selected[offset : offset + count] + DONE


@dataclass
class Classic:
    """A MIFARE Classic: blocks behind keys.

    Attributes:
        blocks: What is in each, by its number from the first.
        keys: By the number of the block that they open and their kind, 0x60 or 0x61.
        locked: Blocks that no key may read.
    """

    blocks: Mapping[int, bytes]
    keys: Mapping[tuple[int, int], bytes]
    locked: frozenset[int] = frozenset()
    answer_to_reset: bytes = ANSWER_TO_RESET
    loads_keys: bool = True
    _loaded: bytes = b""
    _opened: int | None = None

    def power(self) -> None:
        """Forget what was opened; the key is in the reader."""
        self._opened = None

    def answer(self, command: bytes) -> bytes | None:
        """Load a key, open a block with it, or read one that is open."""
        if command.startswith(b"\xff\x82\x00\x00\x06") and self.loads_keys:
            self._loaded = command[5:]
            return DONE
        if command.startswith(b"\xff\x86\x00\x00\x05\x01\x00"):
            return self._open(command[7], command[8])
        if command.startswith(b"\xff\xb0\x00"):
            return self._read(command[3], command[4])
        return FAILED

    def _open(self, block_number: int, kind: int) -> bytes:
        is_right = self.keys.get((block_number, kind)) == self._loaded
        self._opened = block_number if is_right else None
        return DONE if is_right else FAILED

    def _read(self, block_number: int, count: int) -> bytes:
        if block_number != self._opened or block_number in self.locked:
            return LOCKED
        return self.blocks[block_number][:count] + DONE


@dataclass
class Scripted:
    """A badge that knows whole commands by heart, in this order only."""

    script: Mapping[bytes, bytes]
    answer_to_reset: bytes = TYPE_4_RESET
    asked: list[bytes] = field(default_factory=list)

    def power(self) -> None:
        """Begin anew."""
        self.asked.clear()

    def answer(self, command: bytes) -> bytes | None:
        """Answer what comes next in the script; its first command begins it anew."""
        if command == next(iter(self.script), b""):
            self.asked.clear()
        self.asked.append(command)
        is_in_order = self.asked == list(self.script)[: len(self.asked)]
        return self.script[command] if is_in_order else NOT_FOUND


@dataclass
class Pulled:
    """A badge that is pulled away after so many answers."""

    chip: Chip
    answers: int

    @property
    def answer_to_reset(self) -> bytes:
        """That of the badge."""
        return self.chip.answer_to_reset

    def power(self) -> None:
        """Hand it on."""
        self.chip.power()

    def answer(self, command: bytes) -> bytes | None:
        """Answer, or not any more."""
        self.answers -= 1
        return self.chip.answer(command) if self.answers >= 0 else None
