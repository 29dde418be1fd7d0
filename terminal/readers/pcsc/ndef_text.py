"""The NDEF text on a badge, through a PC/SC reader."""

from terminal.readers.pcsc.exchange import Exchange, NoNumber
from terminal.readers.pcsc.ndef import LONGEST_MESSAGE, text_of
from terminal.readers.pcsc.ndef_memory import data_size, message_in
from terminal.readers.pcsc.octets import BreaksOff, Octets

_STORAGE = bytes.fromhex("804F0CA000000306")
"""In the answer to reset that a reader makes up for a badge without commands of its own, see PC/SC
part 3; a byte for the standard follows, and two for the badge's name."""

_NAME_AT = len(_STORAGE) + 1
_CLASSIC = {b"\x00\x01": "1K", b"\x00\x02": "4K", b"\x00\x26": "Mini"}

_CONTAINER_PAGE = 3
_AT_ONCE = 16
_PAGE_BYTES = 4
_LAST_PAGE = 0xFF
"""The command that reads pages has one byte for where they begin."""

_SELECT_APPLICATION = bytes.fromhex("00A4040007D276000085010100")
_CONTAINER = bytes.fromhex("E103")
_CONTAINER_BYTES = 15
_MOST_AT_ONCE = 0xF0
_LENGTH_BYTES = 2


def ndef_text(exchange: Exchange) -> str:
    """Return the NDEF text of a Type 2 or Type 4 badge; a `Source`.

    The badge is never tried as what it is not: many a Type 2 badge that is sent a command of
    Type 4 falls silent until it is presented again.
    """
    with exchange.undisturbed():
        described = exchange.answer_to_reset().partition(_STORAGE)
        try:
            return text_of(
                _of_type_2(exchange, described[2]) if described[1] else _of_type_4(exchange)
            )
        except ValueError as reason:
            raise NoNumber(str(reason)) from None


def _of_type_2(exchange: Exchange, description: bytes) -> bytes:
    if model := _CLASSIC.get(description[1:3]):
        raise NoNumber(f"it is a MIFARE Classic {model}, of which no NDEF text is read here")
    container, area = _pages(exchange, _CONTAINER_PAGE)
    size = data_size(container)
    while True:
        try:
            return message_in(area[:size])
        except BreaksOff:
            if len(area) >= size:
                raise
        page = _CONTAINER_PAGE + 1 + len(area) // _PAGE_BYTES
        if page > _LAST_PAGE:
            raise ValueError(f"its message does not lie in the first {_LAST_PAGE} pages")
        area += b"".join(_pages(exchange, page))


def _pages(exchange: Exchange, page: int) -> tuple[bytes, bytes]:
    """Return a page and the three that follow."""
    command = bytes([0xFF, 0xB0, 0x00, page, _AT_ONCE])
    data = exchange.ask_for(
        _AT_ONCE, command, "its memory cannot be read: locked, or of another kind"
    )
    return data[:_PAGE_BYTES], data[_PAGE_BYTES:]


def _of_type_4(exchange: Exchange) -> bytes:
    exchange.ask(_SELECT_APPLICATION, "it holds no NDEF message")
    _select(exchange, _CONTAINER)
    most_at_once, file, size = _container(_read(exchange, 0, _CONTAINER_BYTES))
    _select(exchange, file)
    length = int.from_bytes(_read(exchange, 0, _LENGTH_BYTES))
    if length > min(LONGEST_MESSAGE, size - _LENGTH_BYTES):
        raise ValueError(f"its message has {length} bytes, too many for a number or for its file")
    message, end = b"", length
    while len(message) < end:
        count = min(most_at_once, end - len(message))
        message += _read(exchange, _LENGTH_BYTES + len(message), count)
    return message


def _select(exchange: Exchange, file: bytes) -> None:
    exchange.ask(b"\x00\xa4\x00\x0c\x02" + file, "its NDEF file is not there")


def _read(exchange: Exchange, offset: int, count: int) -> bytes:
    command = b"\x00\xb0" + offset.to_bytes(2) + bytes([count])
    return exchange.ask_for(count, command, "its NDEF file cannot be read: it may be locked")


def _container(container: bytes) -> tuple[int, bytes, int]:
    """Return how much may be read at once, the name of the file, and its size."""
    octets = Octets(container)
    octets.take(2)
    version = octets.number()
    most_at_once = octets.number(2)
    octets.take(2)
    kind, length, file, size, access = (
        octets.number(),
        octets.number(),
        octets.take(2),
        octets.number(2),
        octets.number(),
    )
    if version >> 4 not in {1, 2, 3} or (kind, length) != (4, 6) or not most_at_once:
        raise ValueError("its NDEF is of a kind that is not known")
    if access:
        raise ValueError("its text is locked against reading")
    return min(most_at_once, _MOST_AT_ONCE), file, size
