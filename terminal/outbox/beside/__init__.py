"""What people see of an outbox and decide about it, beside the terminal that uses it.

Nothing of it is loaded at a start of the daemon (decision record 0048).
"""

from terminal.outbox.beside.amending import OutboxAmending, open_amending
from terminal.outbox.beside.amendments import ERASED
from terminal.outbox.beside.decisions import Decision, Incident, Ruling
from terminal.outbox.beside.filter import EVERYTHING, Filter
from terminal.outbox.beside.reading import Condition, OutboxReading, open_reading

__all__ = [
    "ERASED",
    "EVERYTHING",
    "Condition",
    "Decision",
    "Filter",
    "Incident",
    "OutboxAmending",
    "OutboxReading",
    "Ruling",
    "open_amending",
    "open_reading",
]
