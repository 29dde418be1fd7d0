"""Reads the identifier of the badge that lies on a PC/SC reader."""

from collections.abc import Callable
from enum import Enum, auto

from terminal.model import Presented, Unreadable
from terminal.readers.pcsc_calls import Calls, Connection
from terminal.readers.pcsc_codes import ABOUT_THE_BADGE, Code

GET_IDENTIFIER = bytes.fromhex("FFCA000000")
"""The command GET DATA of PC/SC part 3: the reader itself answers it with the identifier."""

SUCCEEDED = bytes.fromhex("9000")
IDENTIFIER_LENGTHS = (4, 7, 10)
"""The three sizes of ISO/IEC 14443-3; any other is no identifier that Protime could know."""

ATTEMPTS = 5


class PcscFailed(Exception):
    """A code that nobody expected here: the context it came from is not trusted any more."""

    def __init__(self, code: int) -> None:
        super().__init__(f"0x{code:08X}")
        self.code = code


class Lying(Enum):
    """What became of the badge that is being read."""

    STILL = auto()
    GONE = auto()
    PRESENTED_AGAIN = auto()


def read_identifier(
    calls: Calls,
    context: int,
    reader: str,
    look_again: Callable[[], Lying],
    let_go: Callable[[Connection], None],
) -> Presented | Unreadable | None:
    """Read the badge, trying again while it lies there.

    A badge that never answers blocks this, and nothing here can end it: the supervisor sees
    that this thread is silent, and has the program restarted.

    Args:
        calls: The calls of PC/SC.
        context: A context to make them in.
        reader: The reader's full name.
        look_again: Waits a moment, and returns what became of the badge.
        let_go: Takes each connection once it has served; must end it before the next one.

    Returns:
        None if a newer presentation took the place of this one: that is the one to read.

    Raises:
        PcscFailed: The reader or pcscd failed, not the badge.
    """
    complaint = ""
    for _ in range(ATTEMPTS):
        outcome = _try_to_read(calls, context, reader, let_go)
        if not isinstance(outcome, str):
            return outcome
        complaint = outcome
        lying = look_again()
        if lying is not Lying.STILL:
            return Unreadable("it was taken away too soon") if lying is Lying.GONE else None
    return Unreadable(complaint)


def _try_to_read(
    calls: Calls, context: int, reader: str, let_go: Callable[[Connection], None]
) -> Presented | Unreadable | str:
    """Return what was read, or why it is worth another try."""
    code, connection = calls.connect(context, reader)
    if code != Code.SUCCESS:
        return _complaint(code)
    try:
        code, answer = calls.transmit(connection, GET_IDENTIFIER)
    finally:
        let_go(connection)
    return _understood(answer) if code == Code.SUCCESS else _complaint(code)


def _understood(answer: bytes) -> Presented | Unreadable | str:
    # A badge pulled in the middle of it comes back as success with an empty answer.
    if len(answer) < len(SUCCEEDED):
        return "its answer was cut short"
    identifier, status = answer[: -len(SUCCEEDED)], answer[-len(SUCCEEDED) :]
    if status != SUCCEEDED:
        return f"it answered with status {status.hex().upper()}"
    if len(identifier) not in IDENTIFIER_LENGTHS:
        return Unreadable(f"its identifier has {len(identifier)} bytes, not 4, 7 or 10")
    return Presented(identifier)


def _complaint(code: int) -> str:
    if code not in ABOUT_THE_BADGE:
        raise PcscFailed(code)
    return ABOUT_THE_BADGE[Code(code)]
