"""The NDEF message in the memory of a Type 2 badge, such as NTAG and MIFARE Ultralight.

Its data area is a row of blocks of tag, length and value, see the NFC Forum's "Type 2 Tag".
"""

from terminal.readers.pcsc.ndef import LONGEST_MESSAGE
from terminal.readers.pcsc.octets import Octets

DATA_AT = 16
"""The first byte of the data area: page 4, and a page has four bytes."""

_NOTHING, _LOCKS, _RESERVED, _MESSAGE, _THE_END = 0x00, 0x01, 0x02, 0x03, 0xFE
_LONG = 0xFF
_DESCRIPTION_BYTES = 3


def data_size(container: bytes) -> int:
    """Return how many bytes the data area has, from the four bytes of page 3.

    Raises:
        ValueError: They say that nothing can be read there.
    """
    magic, version, size, access = container
    if magic != 0xE1:  # noqa: PLR2004 - a magic number
        raise ValueError("it is not prepared for NDEF")
    if version >> 4 != 1:
        raise ValueError(f"it has version {version >> 4} of NDEF, not 1")
    if access >> 4:
        raise ValueError("its text is locked against reading")
    return size * 8


def message_in(area: bytes) -> bytes:
    """Return the message in a data area, or in the part of it that was read so far.

    Raises:
        BreaksOff: It goes on behind that part.
        ValueError: There is none, or it is too long or in pieces.
    """
    octets = Octets(area)
    kept_from = list[int]()
    while (tag := octets.number()) != _THE_END:
        if tag == _NOTHING:
            continue
        length = _length(octets)
        if tag == _MESSAGE:
            return _message(octets, length, kept_from)
        value = octets.take(length)
        if tag in {_LOCKS, _RESERVED}:
            kept_from.append(_kept_from(value))
    raise ValueError("it holds no NDEF message")


def _length(octets: Octets) -> int:
    length = octets.number()
    return octets.number(2) if length == _LONG else length


def _message(octets: Octets, length: int, kept_from: list[int]) -> bytes:
    if length > LONGEST_MESSAGE:
        raise ValueError(f"its message has {length} bytes, too many for a number")
    message = octets.take(length)
    # Such bytes are no part of the message that they stand in; with them it would be a wrong one.
    if any(DATA_AT <= place < DATA_AT + octets.taken for place in kept_from):
        raise ValueError("its message has lock bytes in the midst of it, which is not understood")
    return message


def _kept_from(value: bytes) -> int:
    """Return the first of the bytes that are kept for locks and the like."""
    if len(value) != _DESCRIPTION_BYTES:
        raise ValueError("it describes its own memory wrongly")
    page, offset = divmod(value[0], 16)
    return page * (1 << (value[2] & 0x0F)) + offset
