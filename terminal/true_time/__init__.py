"""What is known of the true time in this boot, and from whom.

Here stands what a terminal has from its first swipe on; the rest is imported from its own module
(decision record 0018).
"""

from terminal.true_time.this_boot import ThisBoot
from terminal.true_time.told import ToldTimes

__all__ = ["ThisBoot", "ToldTimes"]
