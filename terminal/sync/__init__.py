"""The second step: clockings in the outbox are delivered to Protime, and marked."""

from terminal.sync.couriers import Couriers
from terminal.sync.judge import Judge
from terminal.sync.link import Link
from terminal.sync.mailbox import Mailbox
from terminal.sync.reading import Reading
from terminal.sync.settlement import Settlement
from terminal.sync.suspicion import Suspicion
from terminal.sync.sync import Sync
from terminal.sync.underway import Underway

__all__ = [
    "Couriers",
    "Judge",
    "Link",
    "Mailbox",
    "Reading",
    "Settlement",
    "Suspicion",
    "Sync",
    "Underway",
]
