"""Where a terminal stands that does not move."""

from terminal.model import Moment, Place
from terminal.ports import Board
from terminal.workers import Worker


class Whereabouts:
    """Where a terminal stands that does not move.

    Args:
        fixed: The place; None where it is not to be told.
    """

    def __init__(self, fixed: Place | None = None) -> None:
        self._fixed = fixed

    def at(self, _moment: Moment, /) -> Place | None:
        """Return where the terminal is at a moment of now, without waiting."""
        return self._fixed

    def workers(self, _board: Board, /) -> list[Worker]:
        """Return the workers that find out."""
        return []
