"""Something that may fail again and again is said once, and once that it is over."""

import logging

from terminal.model.logline import event

_logger = logging.getLogger(__name__)


class Saying:
    """Tells the log when something begins to fail and when it works again.

    Args:
        what: What it is, for the log.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._failures = 0

    def failed(self, reason: object) -> None:
        """Note a failure."""
        if self._failures == 0:
            _logger.warning(event(f"{self._what} failed", reason=reason))
        self._failures += 1

    def worked(self) -> None:
        """Note that it worked."""
        if self._failures:
            _logger.info(event(f"{self._what} works again", failures=self._failures))
        self._failures = 0
