"""What is known of the true time in this boot, and from whom."""

from terminal.true_time.clock_report import ClockReport
from terminal.true_time.dating import Dated, dated
from terminal.true_time.earlier_boots import EarlierBoots
from terminal.true_time.knowledge import Knowledge, Source
from terminal.true_time.this_boot import ThisBoot
from terminal.true_time.told import ToldTimes

__all__ = [
    "ClockReport",
    "Dated",
    "EarlierBoots",
    "Knowledge",
    "Source",
    "ThisBoot",
    "ToldTimes",
    "dated",
]
