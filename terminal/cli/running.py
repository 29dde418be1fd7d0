"""Whether what was decided is carried out at once."""

from terminal.host.processes import DAEMON, is_running
from terminal.outbox.beside import OutboxReading


def when_sent(outbox: OutboxReading) -> str:
    """Return when the terminal sends what waits, for a person."""
    daemon = next((part for part in outbox.parts() if part.part == DAEMON), None)
    if daemon and is_running(daemon.condition, daemon.detail):
        return "The terminal does that within seconds, if Protime can be reached"
    return "The terminal is NOT running: it does that once it runs"
