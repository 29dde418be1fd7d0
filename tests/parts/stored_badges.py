"""Badges with a number stored on them, each with what is to be read and what is said of it."""

from dataclasses import replace

from terminal.model import Reading, struct
from terminal.readers.pcsc.exchange import Source
from terminal.readers.pcsc.ndef_text import ndef_text
from terminal.readers.pcsc.stored import MifareBlock, Part, Steps
from terminal.simulator.chip import Chip
from tests.parts.chips import (
    DONE,
    NTAG_213_LOCKS,
    TYPE_4_RESET,
    Classic,
    Pulled,
    Scripted,
    Type2,
    Type4,
)
from tests.parts.ndef_encoder import a_text, block

NUMBER = "0004711"
KEY = bytes.fromhex("A0B1C2D3E4F5")
NTAG = Type2(NTAG_213_LOCKS + block(0x03, a_text(NUMBER)) + b"\xfe")
LONG_NTAG = Type2(block(0x03, a_text(NUMBER * 9)) + b"\xfe")
DESFIRE = Type4(a_text(NUMBER))
SECTOR_1 = MifareBlock(sector=1, block=0, key_kind="A", key=lambda: KEY, part=Part(0, 4))
LAST_SECTOR = struct.replace(SECTOR_1, sector=39, block=14, key_kind="B", part=Part(9, 0, "text"))
STORED = bytes.fromhex("00C0FFEE") + bytes(5) + b"0815\x00\xff\xff"
CLASSIC = Classic(
    {4: STORED, 254: STORED, 5: bytes(16)}, {(4, 0x60): KEY, (254, 0x61): KEY, (5, 0x60): KEY}
)
SELECT_APPLICATION = bytes.fromhex("00A4040005F00102030400")
SELECT_FILE = bytes.fromhex("00A4000C020001")
READ_FILE = bytes.fromhex("00B0000008")
FILES = {SELECT_APPLICATION: b"\x6f\x00" + DONE, SELECT_FILE: DONE, READ_FILE: b"00047110" + DONE}
STEPS = Steps(commands=[*FILES], part=Part(0, 7, "text"))
NATIVE_READ = bytes.fromhex("90BD0000070100000008000000")
NATIVE = Steps(commands=[NATIVE_READ], status=bytes.fromhex("9100"))


def _refused() -> bytes:
    raise ValueError("no such file")


GOOD: dict[str, tuple[Chip, Source, Reading]] = {
    "type 2": (NTAG, ndef_text, NUMBER),
    "type 2, many pages": (LONG_NTAG, ndef_text, NUMBER * 9),
    "type 4": (DESFIRE, ndef_text, NUMBER),
    "type 4, in pieces": (replace(DESFIRE, message=a_text(NUMBER * 9)), ndef_text, NUMBER * 9),
    "type 4, a byte at a time": (replace(DESFIRE, most_at_once=1), ndef_text, NUMBER),
    "block": (CLASSIC, SECTOR_1, bytes.fromhex("00C0FFEE")),
    "block of a large sector": (CLASSIC, LAST_SECTOR, "0815"),
    "steps": (Scripted(FILES), STEPS, NUMBER),
    "native steps": (Scripted({NATIVE_READ: b"\x01\x02\x91\x00"}), NATIVE, b"\x01\x02"),
}
"""By name: the badge, what to read, and what that is."""

_EMPTY = "its message is empty: nothing was written, or only in part"
_BREAKS_OFF = "it breaks off: it was written only in part"
_IS_CLASSIC = "it is a MIFARE Classic 1K, of which no NDEF text is read here"
_TYPE_4_SILENT = replace(NTAG, answer_to_reset=TYPE_4_RESET)

BAD: dict[str, tuple[Chip, Source, str]] = {
    "not prepared": (replace(NTAG, container=bytes(4)), ndef_text, "it is not prepared for NDEF"),
    "read lock": (
        replace(NTAG, container=bytes.fromhex("E11012F0")),
        ndef_text,
        "its text is locked against reading",
    ),
    "empty": (
        Type2(b"\x03\x00\xfe"),
        ndef_text,
        _EMPTY,
    ),
    "half written": (
        Type2(b"\x03\x90" + a_text(NUMBER)),
        ndef_text,
        _BREAKS_OFF,
    ),
    "no terminator": (Type2(b""), ndef_text, _BREAKS_OFF),
    "too long": (
        Type2(b"\x03\xff\x03\x00"),
        ndef_text,
        "its message has 768 bytes, too many for a number",
    ),
    "far behind": (
        Type2(b"", container=bytes.fromhex("E110FF00")),
        ndef_text,
        "its message does not lie in the first 255 pages",
    ),
    "another kind of memory": (
        replace(NTAG, is_silent=True),
        ndef_text,
        "its memory cannot be read: locked, or of another kind (status 6300)",
    ),
    "told to be of type 4": (_TYPE_4_SILENT, ndef_text, "it holds no NDEF message (status 6300)"),
    "classic": (
        CLASSIC,
        ndef_text,
        _IS_CLASSIC,
    ),
    "type 4, empty": (
        replace(DESFIRE, message=b""),
        ndef_text,
        _EMPTY,
    ),
    "type 4, half written": (
        replace(DESFIRE, announced=30),
        ndef_text,
        "it answered with 14 bytes, not 30",
    ),
    "type 4, too long": (
        replace(DESFIRE, announced=2047),
        ndef_text,
        "its message has 2047 bytes, too many for a number or for its file",
    ),
    "type 4, read lock": (
        replace(DESFIRE, access=0xFF),
        ndef_text,
        "its text is locked against reading",
    ),
    "type 4, locked": (
        replace(DESFIRE, locked=True),
        ndef_text,
        "its NDEF file cannot be read: it may be locked (status 6982)",
    ),
    "type 4, of the future": (
        replace(DESFIRE, version=0x40),
        ndef_text,
        "its NDEF is of a kind that is not known",
    ),
    "no application": (Scripted({}), ndef_text, "it holds no NDEF message (status 6A82)"),
    "wrong key": (
        CLASSIC,
        struct.replace(SECTOR_1, key=lambda: bytes(6)),
        "key A does not open its sector 1, or it is no MIFARE Classic (status 6300)",
    ),
    "other key": (
        CLASSIC,
        struct.replace(SECTOR_1, key_kind="B"),
        "key B does not open its sector 1, or it is no MIFARE Classic (status 6300)",
    ),
    "no key": (
        CLASSIC,
        struct.replace(SECTOR_1, key=_refused),
        "the key for it is not to be had: no such file",
    ),
    "reader without keys": (
        replace(CLASSIC, loads_keys=False),
        SECTOR_1,
        "the reader takes no MIFARE key (status 6300)",
    ),
    "locked block": (
        replace(CLASSIC, locked=frozenset({4})),
        SECTOR_1,
        "its sector 1 cannot be read with key A (status 6982)",
    ),
    "short block": (
        replace(CLASSIC, blocks={4: bytes(8)}),
        SECTOR_1,
        "it answered with 8 bytes, not 16",
    ),
    "blank block": (CLASSIC, struct.replace(SECTOR_1, block=1), "nothing is written there"),
    "block without text": (
        CLASSIC,
        struct.replace(SECTOR_1, part=Part(0, 4, "text")),
        "what is written there is no text",
    ),
    "erased block": (
        replace(CLASSIC, blocks={4: b"\xff" * 16}),
        SECTOR_1,
        "nothing is written there",
    ),
    "refused step": (
        Scripted({SELECT_APPLICATION: DONE, SELECT_FILE: b"\x6a\x82"}),
        STEPS,
        "it refuses step 2 of 3 (status 6A82)",
    ),
    "short answer": (
        Scripted(FILES | {READ_FILE: b"0004" + DONE}),
        STEPS,
        "it holds 4 bytes there, and 7 are needed",
    ),
    "no answer": (
        Scripted(FILES | {READ_FILE: DONE}),
        struct.replace(STEPS, part=Part()),
        "it holds 0 bytes there, and 1 are needed",
    ),
}
"""By name: the badge, what to read, and what is said of it."""

PULLED: dict[str, tuple[Chip, Source, str]] = {
    f"{name}, pulled after {answers} answers": (Pulled(chip, answers), source, "")
    for name, answers in [
        ("type 2, many pages", 0),
        ("type 2, many pages", 1),
        ("type 2, many pages", 2),
        ("type 4", 1),
        ("type 4", 3),
        ("type 4", 5),
        ("block", 0),
        ("block", 1),
        ("block", 2),
        ("steps", 1),
        ("steps", 2),
    ]
    for chip, source, _ in [GOOD[name]]
}
