"""From what a badge gave to the badge number that Protime knows: pure rules, nothing else.

This is the one place for such rules; a reader delivers what it got, unchanged.
"""

from terminal.badge_numbers.identifier import (
    BadgeRule,
    IdentifierRule,
    LastingRule,
    RandomIdentifier,
    is_cut,
)
from terminal.badge_numbers.layout import Layout
from terminal.badge_numbers.order import Order
from terminal.badge_numbers.presets import PRESETS, Preset
from terminal.badge_numbers.rule import FirstOf, Rule, Takes
from terminal.badge_numbers.template import Template
from terminal.badge_numbers.typed import Check, Reads, Typed
from terminal.badge_numbers.watch import NumberWatch, Oddity

__all__ = [
    "PRESETS",
    "BadgeRule",
    "Check",
    "FirstOf",
    "IdentifierRule",
    "LastingRule",
    "Layout",
    "NumberWatch",
    "Oddity",
    "Order",
    "Preset",
    "RandomIdentifier",
    "Reads",
    "Rule",
    "Takes",
    "Template",
    "Typed",
    "is_cut",
]
