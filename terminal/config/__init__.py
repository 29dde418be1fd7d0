"""The configuration: a TOML file becomes checked values, or a list of everything wrong with it."""

from terminal.config.load import load
from terminal.config.problems import ConfigErrors, Problem
from terminal.config.readers import ConsoleReader, PcscReader, Reader
from terminal.config.sections import (
    Badge,
    Config,
    Feedback,
    Geolocation,
    Outbox,
    Protime,
    Terminal,
)
from terminal.config.show import show
from terminal.config.watched import Metrics, Report

__all__ = [
    "Badge",
    "Config",
    "ConfigErrors",
    "ConsoleReader",
    "Feedback",
    "Geolocation",
    "Metrics",
    "Outbox",
    "PcscReader",
    "Problem",
    "Protime",
    "Reader",
    "Report",
    "Terminal",
    "load",
    "show",
]
