"""Commands to the badge on a PC/SC reader, and what is wrong where it does not answer them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from terminal.model import Reading
from terminal.readers.pcsc.codes import ABOUT_THE_BADGE, Code

if TYPE_CHECKING:
    from terminal.readers.pcsc.calls import Calls, Connection

SUCCEEDED = bytes.fromhex("9000")


class PcscFailed(Exception):
    """A code that nobody expected here: the context it came from is not trusted any more."""

    def __init__(self, code: int) -> None:
        super().__init__(f"0x{code:08X}")
        self.code = code


class TryAgain(Exception):
    """The badge did not give what it should; the message says why, and may not hold next time."""


class NoNumber(Exception):
    """The badge gave what it has, and that is no number; reading it again changes nothing."""


class Exchange:
    """One connection to a badge."""

    def __init__(self, calls: "Calls", connection: "Connection") -> None:
        self._calls = calls
        self._connection = connection

    def ask(self, command: bytes, refused: str = "", expected: bytes = SUCCEEDED) -> bytes:
        """Return what comes before the status of the answer to a command.

        Args:
            command: The command.
            refused: What it means for the badge if the status is another one.
            expected: The status of success, two bytes.

        Raises:
            TryAgain: There was no answer, or not this status.
            PcscFailed: The reader or pcscd failed, not the badge.
        """
        code, answer = self._calls.transmit(self._connection, command)
        require(code)
        # A badge pulled in the middle of it comes back as success with an empty answer.
        if len(answer) < len(expected):
            raise TryAgain("its answer was cut short")
        data, status = answer[: -len(expected)], answer[-len(expected) :]
        if status != expected:
            raise TryAgain(_refusal(refused, status))
        return data

    def ask_for(self, count: int, command: bytes, refused: str = "") -> bytes:
        """Return so many bytes, no more and no less; see `ask`."""
        data = self.ask(command, refused)
        if len(data) != count:
            raise TryAgain(f"it answered with {len(data)} bytes, not {count}")
        return data

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Keep all other programs waiting: they could select or unlock something else in between.

        Raises:
            TryAgain: The badge is gone.
            PcscFailed: The reader or pcscd failed, not the badge.
        """
        require(self._calls.begin(self._connection))
        try:
            yield
        finally:
            self._calls.end(self._connection)

    def answer_to_reset(self) -> bytes:
        """Return what the badge, or the reader for it, said of itself at first.

        Raises:
            TryAgain: The badge is gone.
            PcscFailed: The reader or pcscd failed, not the badge.
        """
        code, answer = self._calls.answer_to_reset(self._connection)
        require(code)
        return answer


Source = Callable[[Exchange], Reading]
"""How to get what a badge number is made of; raises like `Exchange`, and `NoNumber`."""


def require(code: int) -> None:
    """Return if a call succeeded.

    Raises:
        TryAgain: The code blames the badge.
        PcscFailed: It blames something else.
    """
    if code == Code.SUCCESS:
        return
    if code not in ABOUT_THE_BADGE:
        raise PcscFailed(code)
    raise TryAgain(ABOUT_THE_BADGE[code])


def _refusal(refused: str, status: bytes) -> str:
    shown = status.hex().upper()
    return f"{refused} (status {shown})" if refused else f"it answered with status {shown}"
