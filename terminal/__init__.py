"""badge-terminal: every swipe on disk before the beep, every clocking delivered to Protime."""

__version__ = "0.1.0"
