"""The text in an NDEF message.

A message is a row of records, as the NFC Forum's "NFC Data Exchange Format" and "Text Record Type
Definition" have it. Pure: bytes in, text or a ValueError out (decision record 0036).
"""

from collections.abc import Iterator

from terminal.model.struct import Struct
from terminal.readers.pcsc.octets import Octets

LONGEST_MESSAGE = 512
"""Bytes; a badge number has at most 64 characters, so a longer message was meant for phones."""

_BEGINS, _ENDS, _IN_CHUNKS, _IS_SHORT, _HAS_NAME, _FORM = 0x80, 0x40, 0x20, 0x10, 0x08, 0x07
_WELL_KNOWN, _LAST_FORM = 1, 4
_TEXT = b"T"
_UTF_16, _RESERVED, _LANGUAGE_LENGTH = 0x80, 0x40, 0x3F
_LONG_BYTES = 4


class Record(Struct, frozen=True):
    """One record of a message.

    Attributes:
        form: How its kind is to be understood: 1 is a kind of the NFC Forum's.
        kind: `T` for text, `U` for an address and so on.
        payload: What it holds.
    """

    form: int
    kind: bytes
    payload: bytes

    @property
    def is_text(self) -> bool:
        """Whether it is a text."""
        return self.form == _WELL_KNOWN and self.kind == _TEXT


def text_of(message: bytes) -> str:
    """Return the text that a message holds; in several languages it must be the same.

    Raises:
        ValueError: It holds none, or several, or is no whole message; the reason says what is
            wrong with the badge and repeats nothing of what is stored on it.
    """
    texts = [_text(record.payload) for record in records_of(message) if record.is_text]
    if not texts:
        raise ValueError("it holds no text record")
    if len(set(texts)) > 1:
        raise ValueError(f"it holds {len(texts)} texts, and nothing says which is the number")
    return texts[0]


def records_of(message: bytes) -> list[Record]:
    """Return the records of a whole message.

    Raises:
        ValueError: It is none.
    """
    if not message:
        raise ValueError("its message is empty: nothing was written, or only in part")
    if len(message) > LONGEST_MESSAGE:
        raise ValueError(f"its message has {len(message)} bytes, too many for a number")
    return list(_records(Octets(message)))


def _records(octets: Octets) -> Iterator[Record]:
    header, is_first = 0, True
    while not header & _ENDS:
        header = octets.number()
        if bool(header & _BEGINS) is not is_first:
            raise ValueError("its message does not begin with its first record")
        is_first = False
        yield _record(header, octets)
    if octets:
        raise ValueError("something follows the last record of its message")


def _record(header: int, octets: Octets) -> Record:
    form = header & _FORM
    if header & _IN_CHUNKS or form > _LAST_FORM + 1:
        raise ValueError("its message is written in chunks, which are not understood here")
    kind_length = octets.number()
    length = octets.number(1 if header & _IS_SHORT else _LONG_BYTES)
    name_length = octets.number() if header & _HAS_NAME else 0
    kind = octets.take(kind_length)
    octets.take(name_length)
    return Record(form, kind, octets.take(length))


def _text(payload: bytes) -> str:
    octets = Octets(payload)
    status = octets.number()
    if status & _RESERVED:
        raise ValueError("its text record has a form that is not known")
    octets.take(status & _LANGUAGE_LENGTH)
    coded = octets.take(len(payload) - octets.taken)
    try:
        return _decoded(coded, is_wide=bool(status & _UTF_16))
    except UnicodeDecodeError:
        # Its own message would repeat what is stored.
        raise ValueError("its text is damaged") from None


def _decoded(coded: bytes, *, is_wide: bool) -> str:
    if not is_wide:
        return coded.decode()
    # Without a byte-order mark the most significant byte comes first.
    has_mark = coded[:2] in {b"\xfe\xff", b"\xff\xfe"}
    return coded.decode("utf-16" if has_mark else "utf-16-be")
