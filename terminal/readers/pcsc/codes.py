"""Return codes and state bits of PC/SC that this program has something to say about.

Names and numbers are those of pcsc-lite's `pcsclite.h`. Plain numbers: an `IntFlag` looks up every
result of `&`, and every member of an enumeration is looked up twice (decision record 0011).
"""

from typing import Final


class Code:
    """Return codes; there are many more, and any other is unexpected."""

    SUCCESS: Final = 0
    CANCELLED: Final = 0x80100002
    INVALID_HANDLE: Final = 0x80100003
    UNKNOWN_READER: Final = 0x80100009
    TIMEOUT: Final = 0x8010000A
    SHARING_VIOLATION: Final = 0x8010000B
    NO_SMARTCARD: Final = 0x8010000C
    PROTO_MISMATCH: Final = 0x8010000F
    NOT_READY: Final = 0x80100010
    COMM_ERROR: Final = 0x80100013
    NOT_TRANSACTED: Final = 0x80100016
    READER_UNAVAILABLE: Final = 0x80100017
    NO_SERVICE: Final = 0x8010001D
    SERVICE_STOPPED: Final = 0x8010001E
    UNSUPPORTED_FEATURE: Final = 0x8010001F
    NO_READERS_AVAILABLE: Final = 0x8010002E
    UNSUPPORTED_CARD: Final = 0x80100065
    UNRESPONSIVE_CARD: Final = 0x80100066
    UNPOWERED_CARD: Final = 0x80100067
    RESET_CARD: Final = 0x80100068
    REMOVED_CARD: Final = 0x80100069
    SECURITY_VIOLATION: Final = 0x8010006A


class ReaderState:
    """What the lower half of a reader's state says; the upper half counts its events."""

    UNAWARE: Final = 0
    CHANGED: Final = 0x2
    UNKNOWN: Final = 0x4
    UNAVAILABLE: Final = 0x8
    PRESENT: Final = 0x20


ABOUT_THE_BADGE = {
    Code.SHARING_VIOLATION: "another program is using the reader",
    Code.NO_SMARTCARD: "it was taken away too soon",
    Code.PROTO_MISMATCH: "it answers in no protocol this reader was told to use",
    Code.NOT_READY: "the reader was not ready for it",
    Code.NOT_TRANSACTED: "it did not finish its answer",
    Code.UNSUPPORTED_CARD: "the reader does not know its kind",
    Code.UNRESPONSIVE_CARD: "it does not answer",
    Code.UNPOWERED_CARD: "it lost its power",
    Code.RESET_CARD: "another program reset it",
    Code.REMOVED_CARD: "it was taken away too soon",
}
"""Codes that blame a badge and leave the reader as it was, with what they say of the badge."""

_ABOUT_THE_SERVICE = {
    Code.COMM_ERROR: "the PC/SC service pcscd stopped or was restarted; waiting for it to be back",
    Code.NO_SERVICE: (
        "the PC/SC service pcscd is not running;"
        " install the package pcscd or run: systemctl start pcscd.socket"
    ),
    Code.UNKNOWN_READER: "the reader was unplugged",
    Code.READER_UNAVAILABLE: "the reader is gone or does not answer; check its cable",
    Code.SECURITY_VIOLATION: (
        "the PC/SC service pcscd refuses this user: since Debian 13 a polkit rule must allow"
        " org.debian.pcsc-lite.access_pcsc and access_card;"
        " or other programs have taken all of its 200 contexts"
    ),
}


def explain(code: int) -> str:
    """Return what a code means for the reader, for a person, with the code for a search."""
    unheard_of = "the PC/SC service pcscd answered something unexpected; starting over with it"
    text = _ABOUT_THE_SERVICE.get(code, unheard_of)
    return f"{text} (0x{code:08X})"
