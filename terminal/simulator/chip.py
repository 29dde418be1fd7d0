"""What a virtual badge can do beside telling its identifier."""

from typing import Protocol


class Chip(Protocol):
    """A badge that answers commands."""

    @property
    def answer_to_reset(self) -> bytes:
        """What it says, or the reader for it, when it is given power."""

    def power(self) -> None:
        """Begin anew: nothing is selected or unlocked."""

    def answer(self, command: bytes) -> bytes | None:
        """Return what it says to a command, status included; None if it is pulled away by now."""
