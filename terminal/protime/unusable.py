"""What stands in for the client when its settings make none."""

from terminal.model import Clocking, Unavailable, Verdict


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

    def close(self) -> None:
        """Do nothing."""
