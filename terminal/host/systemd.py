"""Talks to systemd: the protocol of sd_notify(3) and sd_watchdog_enabled(3)."""

from collections.abc import Callable, Mapping

_PATIENCE_SECONDS = 1.0
_MICROSECONDS = 1_000_000


class ServiceManager:
    """Who started this process and wants to hear of it; systemd, or nobody.

    Args:
        address: The socket to report to: a path, or an abstract name after `@`; None for nobody.
        watchdog_seconds: How long `feed` may stay away before systemd restarts the service;
            None if it does not watch.
    """

    def __init__(self, address: str | None, watchdog_seconds: float | None) -> None:
        self._address = address
        self.watchdog_seconds = watchdog_seconds

    @classmethod
    def of(cls, environment: Mapping[str, str], pid: int) -> "ServiceManager":
        """Return the one that the environment of this process (`pid`) tells of."""
        address = environment.get("NOTIFY_SOCKET", "")
        return cls(address if address[:1] in {"/", "@"} else None, _watchdog(environment, pid))

    def ready(self) -> None:
        """Say that the service works."""
        self._send("READY=1")

    def feed(self) -> None:
        """Say that it still does."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that it is about to end."""
        self._send("STOPPING=1")

    def status(self, text: Callable[[], str]) -> None:
        """Say how it is, in one line for `systemctl status`; found out only if somebody listens."""
        if self._address is not None:
            self._send("STATUS=" + " ".join(text().split()))

    def _send(self, message: str) -> None:
        if self._address is None:
            return
        import socket  # noqa: PLC0415 - the first word follows the first swipe

        address = self._address.replace("@", "\0", 1) if self._address[0] == "@" else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.settimeout(_PATIENCE_SECONDS)
            try:
                sender.sendto(message.encode(), address)
            except OSError:
                # Nobody listens (any more). Whoever wanted to watch us does the worrying.
                return


def _watchdog(environment: Mapping[str, str], pid: int) -> float | None:
    microseconds = environment.get("WATCHDOG_USEC", "")
    if not microseconds.isdecimal() or int(microseconds) == 0:
        return None
    if environment.get("WATCHDOG_PID", str(pid)) != str(pid):
        return None
    return int(microseconds) / _MICROSECONDS
