"""The configuration: a TOML file becomes checked values, or a list of everything wrong with it."""

from terminal.config.badge import Badge, BadgeRule
from terminal.config.devices import gpio_pins
from terminal.config.gpsd import Gpsd
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
from terminal.config.selections import Level, Selection
from terminal.config.watched import Metrics, Report

__all__ = [
    "Badge",
    "BadgeRule",
    "Config",
    "ConfigErrors",
    "ConsoleReader",
    "Feedback",
    "Geolocation",
    "Gpsd",
    "KeyboardReader",
    "Level",
    "Metrics",
    "Outbox",
    "PcscReader",
    "Problem",
    "Protime",
    "Reader",
    "Report",
    "Selection",
    "SerialReader",
    "Terminal",
    "WiegandReader",
    "gpio_pins",
    "load",
]
