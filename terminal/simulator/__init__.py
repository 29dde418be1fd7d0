"""A strict Protime to rehearse with: nothing of it is ever reached from another machine."""

from terminal.simulator.api import Target
from terminal.simulator.directory import (
    AbsenceDefinition,
    ActivityDefinition,
    Directory,
    Person,
    Terminal,
)
from terminal.simulator.exchanges import Counters, Exchange
from terminal.simulator.fault import Fault, Manner, Pace, catalogue
from terminal.simulator.faults import Faults
from terminal.simulator.ledger import BookedClocking, Ledger
from terminal.simulator.rules import Booking
from terminal.simulator.server import ProtimeSimulator, tls_context
from terminal.simulator.tokens import READ_CLOCKINGS, WRITE_CLOCKINGS, Client

__all__ = [
    "READ_CLOCKINGS",
    "WRITE_CLOCKINGS",
    "AbsenceDefinition",
    "ActivityDefinition",
    "BookedClocking",
    "Booking",
    "Client",
    "Counters",
    "Directory",
    "Exchange",
    "Fault",
    "Faults",
    "Ledger",
    "Manner",
    "Pace",
    "Person",
    "ProtimeSimulator",
    "Target",
    "Terminal",
    "catalogue",
    "tls_context",
]
