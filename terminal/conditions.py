"""How a part says it is, kept for people to see, if not at once then later."""

from terminal.ports import Board


class Conditions:
    """Keeps conditions; of each part the newest one that could not be kept is tried again.

    Used by one thread.

    Args:
        board: Where people see them.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._unkept: dict[str, tuple[str, str]] = {}

    def report(self, part: str, condition: str, detail: str) -> None:
        """Keep the newest condition of a part; see Board.

        Raises:
            OutboxUnavailable: It is not kept yet: call `keep` now and then.
        """
        self._unkept[part] = condition, detail
        self.keep()

    def keep(self) -> None:
        """Keep what could not be kept at once, if there is anything.

        Raises:
            OutboxUnavailable: Some of it is not kept yet.
        """
        for part, (condition, detail) in list(self._unkept.items()):
            self._board.report(part, condition, detail)
            del self._unkept[part]
