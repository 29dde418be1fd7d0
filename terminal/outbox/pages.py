"""The records in the pages of an SQLite file, read one by one and without SQLite.

The `.recover` command of the sqlite3 program does this, but Debian builds that program without
what the command needs. The format is that of SQLite's "Database File Format".
"""

import struct
from collections.abc import Callable, Iterator

from terminal.model.struct import Struct

Value = int | float | str | bytes | None

LEAF_OF_A_TABLE = 0x0D
_FILE_HEADER_BYTES = 100
_PAGE_HEADER_BYTES = 8
_LONGEST_RECORD_BYTES = 1 << 20
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
_FIRST_BLOB = 12


class Record(Struct, frozen=True):
    """A row as it is stored.

    Attributes:
        rowid: Its number.
        values: Its columns; fewer than the table has where it is older than the newest of them.
        is_whole: Whether nothing of it was missing.
    """

    rowid: int
    values: tuple[Value, ...]
    is_whole: bool


def records(number: int, page: bytes, fetch: Callable[[int], bytes]) -> Iterator[Record]:
    """Yield what can be read of the records on a page; nothing if it has none.

    Args:
        number: The page's number; the first one begins with the file's header.
        page: Its content.
        fetch: Returns another page by its number, empty if there is none.
    """
    begin = _FILE_HEADER_BYTES if number == 1 else 0
    if page[begin : begin + 1] != bytes([LEAF_OF_A_TABLE]):
        return
    (count,) = struct.unpack_from(">H", page, begin + 3)
    pointers = page[begin + _PAGE_HEADER_BYTES :][: 2 * count]
    for (offset,) in struct.iter_unpack(">H", pointers[: len(pointers) // 2 * 2]):
        try:
            yield _record(page, offset, fetch)
        except (IndexError, ValueError, struct.error):
            continue


def _record(page: bytes, offset: int, fetch: Callable[[int], bytes]) -> Record:
    size, offset = _varint(page, offset)
    rowid, offset = _varint(page, offset)
    if not 0 < size <= _LONGEST_RECORD_BYTES:
        raise ValueError("no record is as long as that")
    payload = _payload(page, offset, size, fetch)
    values, is_complete = _values(payload.ljust(size, b"\0"))
    return Record(_signed(rowid), values, is_complete and len(payload) == size)


def _payload(page: bytes, offset: int, size: int, fetch: Callable[[int], bytes]) -> bytes:
    usable = len(page)
    if size <= usable - 35:
        return page[offset : offset + size]
    least = (usable - 12) * 32 // 255 - 23
    local = least + (size - least) % (usable - 4)
    local = local if local <= usable - 35 else least
    payload = page[offset : offset + local]
    following = int.from_bytes(page[offset + local : offset + local + 4], "big")
    while len(payload) < size and (more := fetch(following)):
        payload += more[4 : 4 + size - len(payload)]
        following = int.from_bytes(more[:4], "big")
    return payload


def _values(payload: bytes) -> tuple[tuple[Value, ...], bool]:
    header_bytes, offset = _varint(payload, 0)
    if not 0 < header_bytes <= len(payload):
        raise ValueError("the record's header is longer than the record")
    body = header_bytes
    values: list[Value] = []
    while offset < header_bytes:
        code, offset = _varint(payload, offset)
        length = _length(code)
        if body + length > len(payload):
            return tuple(values), False
        values.append(_value(code, payload[body : body + length]))
        body += length
    return tuple(values), True


def _length(code: int) -> int:
    return (code - _FIRST_BLOB) // 2 if code >= _FIRST_BLOB else _SIZES[code]


def _value(code: int, content: bytes) -> Value:
    match code:
        case 0 | 10 | 11:
            return None
        case 8 | 9:
            return code - 8
        case 7:
            number: float = struct.unpack(">d", content)[0]
            return number
        case _ if code < _FIRST_BLOB:
            return int.from_bytes(content, "big", signed=True)
        case _ if code % 2:
            return content.decode("utf-8", "replace")
        case _:
            return content


def _varint(content: bytes, offset: int) -> tuple[int, int]:
    """Return a number of up to nine bytes, and where it ends."""
    number = 0
    for position in range(offset, offset + 8):
        byte = content[position]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 - the bit that says whether there is more
            return number, position + 1
    return number << 8 | content[offset + 8], offset + 9


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number
