"""Whether the terminal runs, and so carries out at once what was decided."""

from terminal.host.processes import DAEMON, is_running
from terminal.outbox.beside import OutboxReading


def runs(outbox: OutboxReading) -> bool:
    """Return whether the daemon that uses an outbox is alive."""
    daemon = next((part for part in outbox.parts() if part.part == DAEMON), None)
    return daemon is not None and is_running(daemon.condition, daemon.detail)


def when_sent(outbox: OutboxReading) -> str:
    """Return when the terminal sends what waits, for a person."""
    if runs(outbox):
        return "The terminal does that within seconds, if Protime can be reached"
    return "The terminal is NOT running: it does that once it runs"
