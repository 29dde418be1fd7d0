"""The way back: from texts to the NDEF message that holds them, and to the memory around it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How a record is written.

    Attributes:
        coding: `utf-8`, or `utf-16-be` (without a mark) or `utf-16` (with one).
        language: In which language the text says to be.
        is_short: Whether its length takes one byte and not four, where that is enough.
        name: Its identification.
    """

    coding: str = "utf-8"
    language: bytes = b"en"
    is_short: bool = True
    name: bytes = b""


PLAIN = Written()


def text_record(text: str, written: Written = PLAIN) -> bytes:
    """Return a text record, not yet first or last."""
    status = len(written.language) | (0x80 if written.coding.startswith("utf-16") else 0)
    payload = bytes([status]) + written.language + text.encode(written.coding)
    return record(0x01, b"T", payload, written)


def record(form: int, kind: bytes, payload: bytes, written: Written = PLAIN) -> bytes:
    """Return any record, not yet first or last."""
    is_short = written.is_short and len(payload) <= 0xFF
    header = form | (0x10 if is_short else 0) | (0x08 if written.name else 0)
    length = len(payload).to_bytes(1 if is_short else 4)
    name_length = bytes([len(written.name)]) if written.name else b""
    return bytes([header, len(kind)]) + length + name_length + kind + written.name + payload


def message(records: Sequence[bytes]) -> bytes:
    """Return the message of these records."""
    marked = list(map(bytearray, records))
    marked[0][0] |= 0x80
    marked[-1][0] |= 0x40
    return b"".join(marked)


def a_text(text: str) -> bytes:
    """Return the message that holds one text."""
    return message([text_record(text)])


def block(tag: int, value: bytes) -> bytes:
    """Return a block of tag, length and value."""
    length = bytes([len(value)]) if len(value) < 0xFF else b"\xff" + len(value).to_bytes(2)
    return bytes([tag]) + length + value
