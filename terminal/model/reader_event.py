"""What a reader has to say."""

from terminal.model.struct import Struct


class Bits(Struct, frozen=True):
    """A row of bits as a wall reader sends them, the first one the most significant.

    Raises:
        ValueError: The value does not fit into so many bits.
    """

    value: int
    length: int

    def __post_init__(self) -> None:
        if not 0 <= self.value < 1 << self.length:
            raise ValueError(f"{self.length} bits cannot hold {self.value}")


class StoredBytes(bytes):
    """Bytes that somebody wrote onto a badge: what holds for identifiers does not hold for them."""

    __slots__ = ()


Reading = bytes | Bits | str
"""What a badge gave: the bytes of its identifier or those stored on it, a row of bits, or digits
and letters, typed or stored."""


class Presented(Struct, frozen=True):
    """A badge was presented and read: once for each presentation, however long it lies there."""

    reading: Reading


class Unreadable(Struct, frozen=True):
    """Something was presented and could not be read."""

    reason: str


class ReaderLost(Struct, frozen=True):
    """The reader is gone or does not work; said once until it is found again."""

    reason: str


class ReaderFound(Struct, frozen=True):
    """The reader is there and works, under this name."""

    name: str


ReaderEvent = Presented | Unreadable | ReaderLost | ReaderFound


class Pressed(Struct, frozen=True):
    """A push button was pressed: once for each press, however long it is held.

    Attributes:
        selection: The name of the selection that the button is for.
    """

    selection: str


ButtonEvent = Pressed | ReaderLost | ReaderFound
