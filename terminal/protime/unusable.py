"""What stands in for the client when its settings make none."""

from collections.abc import Sequence
from datetime import date

from terminal.model import Clocking, ReadBack, Unavailable, Verdict


class UnusableProtime:
    """Meets the port `Protime`; answers everything with a configuration fault."""

    def __init__(self, reason: str) -> None:
        self._fault = Unavailable(reason=reason, is_configuration_fault=True)

    def greet(self) -> Unavailable | None:
        """Say why nothing can be sent."""
        return self._fault

    def deliver(self, clocking: Clocking) -> Verdict:  # noqa: ARG002 - the port's signature
        """Say why nothing can be sent."""
        return self._fault

    def read_back(self, day: date, clockings: Sequence[Clocking]) -> ReadBack:  # noqa: ARG002 - the port's signature
        """Say why nothing can be asked."""
        return self._fault

    def may_read(self) -> bool | None:
        """Say that nobody knows: there never was a token."""
        return None

    def close(self) -> None:
        """Do nothing."""
