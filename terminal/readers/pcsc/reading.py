"""Reads the badge that lies on a PC/SC reader, trying again while it lies there."""

from collections.abc import Callable
from enum import Enum, auto

from terminal.model import Presented, Reading, Unreadable
from terminal.readers.pcsc.calls import Calls, Connection
from terminal.readers.pcsc.exchange import Exchange, NoNumber, Source, TryAgain, require

ATTEMPTS = 5


class Lying(Enum):
    """What became of the badge that is being read."""

    STILL = auto()
    GONE = auto()
    PRESENTED_AGAIN = auto()


def read_badge(
    calls: Calls,
    context: int,
    reader: str,
    source: Source,
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
        source: What to read of it. There is never another one instead: what a badge gives in
            place of its number would be a wrong number.
        look_again: Waits a moment, and returns what became of the badge.
        let_go: Takes each connection once it has served; must end it before the next one.

    Returns:
        None if a newer presentation took the place of this one: that is the one to read.

    Raises:
        PcscFailed: The reader or pcscd failed, not the badge.
    """
    complaint = ""
    for _ in range(ATTEMPTS):
        try:
            return Presented(_read_once(calls, context, reader, source, let_go))
        except NoNumber as reason:
            return Unreadable(str(reason))
        except TryAgain as reason:
            complaint = str(reason)
        lying = look_again()
        if lying is not Lying.STILL:
            return Unreadable("it was taken away too soon") if lying is Lying.GONE else None
    return Unreadable(complaint)


def _read_once(
    calls: Calls,
    context: int,
    reader: str,
    source: Source,
    let_go: Callable[[Connection], None],
) -> Reading:
    code, connection = calls.connect(context, reader)
    require(code)
    try:
        return source(Exchange(calls, connection))
    finally:
        let_go(connection)
