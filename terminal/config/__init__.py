"""The configuration: a TOML file becomes checked values, or a list of everything wrong with it."""

from terminal.config.badge import Badge, BadgeRule
from terminal.config.load import load
from terminal.config.problems import ConfigErrors, Problem
from terminal.config.readers import (
    ConsoleReader,
    KeyboardReader,
    PcscReader,
    Reader,
    SerialReader,
    WiegandReader,
)
from terminal.config.sections import (
    Config,
    Feedback,
    Geolocation,
    Outbox,
    Protime,
    Terminal,
)

__all__ = [
    "Badge",
    "BadgeRule",
    "Config",
    "ConfigErrors",
    "ConsoleReader",
    "Feedback",
    "Geolocation",
    "KeyboardReader",
    "Outbox",
    "PcscReader",
    "Problem",
    "Protime",
    "Reader",
    "SerialReader",
    "Terminal",
    "WiegandReader",
    "load",
]
