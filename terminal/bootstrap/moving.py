"""Where a terminal stands that moves: a receiver says it, by way of gpsd."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from terminal.bootstrap.whereabouts import Whereabouts
from terminal.config import Gpsd
from terminal.host.fixes import NewestFix
from terminal.model import Moment, Place
from terminal.model.logline import event
from terminal.ports import Board, OutboxUnavailable
from terminal.workers import Job, Worker

if TYPE_CHECKING:
    from terminal.host.gpsd import Condition

logger = logging.getLogger(__name__)

PART = "place"
"""The part whose conditions say whether the terminal knows where it is."""

SILENCE_SECONDS = 90.0
"""It waits for a minute at most."""


class Moving(Whereabouts):
    """Where the terminal was when its receiver last said it, if that is not too long ago."""

    def __init__(self, gpsd: Gpsd) -> None:
        self._gpsd = gpsd
        self._newest = NewestFix(gpsd.oldest_fix_seconds)

    def at(self, moment: Moment, /) -> Place | None:
        """Return where the terminal is at a moment of now, without waiting."""
        return self._newest.at(moment)

    def workers(self, board: Board, /) -> list[Worker]:
        """Return the worker that listens to gpsd."""
        return [
            Worker(
                name="gpsd",
                open=partial(self._open_watch, board),
                silence_seconds=SILENCE_SECONDS,
            )
        ]

    @contextmanager
    def _open_watch(self, board: Board) -> Iterator[Job]:
        # Imported here, in the thread that needs it: no reader waits for it.
        from terminal.host.gpsd import GpsdWatch  # noqa: PLC0415

        gpsd = self._gpsd
        _report(board, "no fix", "not since the start")
        watch = GpsdWatch(
            (gpsd.address, gpsd.port),
            self._newest,
            partial(_tell, board),
            precision_metres=gpsd.precision_metres,
        )
        with closing(watch):
            yield watch
        # What was known of the place holds no longer, and the next start may not be asked for it.
        _report(board, "not asked", "the terminal has stopped")


def _tell(board: Board, condition: "Condition", reason: str) -> None:
    if reason:
        logger.warning(event("place not known", reason=reason))
    else:
        logger.info(event("place known"))
    _report(board, condition.value, reason)


def _report(board: Board, condition: str, detail: str) -> None:
    try:
        board.report(PART, condition, detail)
    except OutboxUnavailable as error:
        logger.error(event("condition not kept", part=PART, reason=error))  # noqa: TRY400 - the reason says it all
