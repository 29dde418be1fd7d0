"""What is done for the outbox when no swipe and no clocking waits."""

import logging
from collections.abc import Callable
from datetime import timedelta

from terminal.model import Moment
from terminal.model.logline import event
from terminal.outbox import incidents, statements
from terminal.outbox.file import OutboxFile
from terminal.outbox.retention import Retention
from terminal.outbox.rows import written_time

logger = logging.getLogger(__name__)

Condition = tuple[str, str]


class Upkeep:
    """Retention, the reserve, and what people are told of both and of incidents.

    Args:
        file: The outbox.
        now: The current moment.
        keep_delivered: How long delivered clockings are kept; None for ever.
    """

    def __init__(
        self, file: OutboxFile, now: Callable[[], Moment], keep_delivered: timedelta | None
    ) -> None:
        self._file = file
        self._now = now
        self._retention = Retention(file, now, keep_delivered) if keep_delivered else None
        self._told: dict[str, Condition] = {}
        self._has_been_recorded = False

    def begin(self) -> None:
        """Tell at a start which incidents nobody has acknowledged yet."""
        for row in self._file.read(incidents.STANDING):
            logger.error(
                event(
                    "incident not acknowledged",
                    number=row["number"],
                    at=row["at"],
                    what=row["what"],
                    detail=row["detail"],
                )
            )
        self._tell_incidents()

    def step(self) -> None:
        """Do a little of it.

        Raises:
            OutboxUnavailable: It was not done; it is tried again.
        """
        self._file.reserve.tend()
        self._tell_reserve()
        self._tell_incidents()
        if self._retention:
            self._retention.step()

    def _tell_reserve(self) -> None:
        reserve = self._file.reserve
        if reserve.was_given_up:
            if not self._has_been_recorded:
                self._record("disk full", "the reserve was given up; free space on the disk")
                self._has_been_recorded = True
            self._tell("disk", "full", "the reserve was given up: free space on that disk")
        elif reserve.is_whole:
            self._has_been_recorded = False
            self._tell("disk", "reserve kept", "")

    def _tell_incidents(self) -> None:
        numbers = [str(row["number"]) for row in self._file.read(incidents.STANDING)]
        if numbers:
            detail = f"incident {', '.join(numbers)}: see `sudo badge-terminal outbox acknowledge`"
            self._tell("incidents", "not acknowledged", detail)
        elif "incidents" in self._told:
            self._tell("incidents", "acknowledged", "")

    def _tell(self, part: str, condition: str, detail: str) -> None:
        if self._told.get(part) == (condition, detail):
            return
        now = written_time(self._now().at)
        row = {"part": part, "condition": condition, "detail": detail, "now": now}
        self._file.change(lambda file: file.execute(statements.REPORT, row), rows=1)
        self._told[part] = (condition, detail)

    def _record(self, what: str, detail: str) -> None:
        at = self._now().at
        self._file.change(lambda file: incidents.record(file, at, what, detail), rows=1)
