"""The second step: clockings in the outbox are delivered to Protime, and marked.

Here stands what a terminal has from its first swipe on. What delivers is imported from its own
module, by the sync thread, when that swipe is stored (decision record 0018).
"""

from terminal.sync.link import Link
from terminal.sync.mailbox import Mailbox

__all__ = ["Link", "Mailbox"]
