"""The rule by which badge numbers are made, as configured."""

from terminal.badge_numbers import BadgeRule, FirstOf, IdentifierRule, LastingRule
from terminal.config import Badge


def badge_rule(badge: Badge) -> BadgeRule:
    """Return the rule; made-up identifiers it refuses."""
    rules = tuple(rule for each in badge.rules for rule in each.made())
    simple = IdentifierRule(format=badge.format, byte_order=badge.byte_order, digits=badge.digits)
    return LastingRule(FirstOf(rules) if rules else simple)
