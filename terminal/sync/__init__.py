"""The second step: clockings in the outbox are delivered to Protime, and marked."""

from terminal.sync.couriers import Couriers
from terminal.sync.judge import Judge
from terminal.sync.link import Link
from terminal.sync.mailbox import Mailbox
from terminal.sync.sync import Sync

__all__ = ["Couriers", "Judge", "Link", "Mailbox", "Sync"]
