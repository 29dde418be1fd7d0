"""Rules as the keys of `[[badge.rules]]`."""

from collections.abc import Sequence

from terminal.badge_numbers import PRESETS, Rule, Takes
from terminal.badge_numbers.candidates import Candidate
from terminal.cli.badge_settings import RuleKeys
from terminal.config import Badge, BadgeRule, Config
from terminal.config.badge_feeding import delivered_by

_UNSET = BadgeRule()


def keys_of(candidate: Candidate) -> RuleKeys:
    """Return how a candidate is written."""
    if candidate.preset:
        return {"preset": candidate.preset}
    (rule,) = candidate.rules
    return _set_keys(_words(rule))


def all_rules(config: Config, takes: Takes, learned: RuleKeys) -> Sequence[RuleKeys]:
    """Return the rules that a configuration has once one was learned for one kind of reader.

    What was there for other kinds stays, the simple keys included, written as rules.
    """
    return [learned, *(_set_keys(rule) for rule in _others(config, takes))]


def _others(config: Config, takes: Takes) -> Sequence[BadgeRule]:
    if config.badge.rules:
        return [rule for rule in config.badge.rules if takes not in _taken(rule)]
    needed = {delivered_by(reader, config.badge) for reader in config.readers} - {takes}
    simple = {"bytes": _simple(config.badge), "text": BadgeRule(preset="typed")}
    return [rule for kind, rule in simple.items() if kind in needed]


def _simple(badge: Badge) -> BadgeRule:
    form = "X" if badge.format == "hex" else ""
    padding = f"0{badge.digits}" if badge.digits else ""
    spec = f":{padding}{form}" if padding or form else ""
    return BadgeRule(takes="bytes", byte_order=badge.byte_order, number=f"{{data{spec}}}")


def _taken(rule: BadgeRule) -> set[Takes]:
    if rule.preset:
        return {each.takes for each in PRESETS[rule.preset].rules}
    return {rule.takes} if rule.takes else set()


def _words(rule: Rule) -> BadgeRule:
    return BadgeRule(
        takes=rule.takes,
        number=rule.number.text,
        length=rule.length,
        layout=rule.layout.signs if rule.layout else "",
        even=" ".join(rule.layout.even) if rule.layout else "",
        odd=" ".join(rule.layout.odd) if rule.layout else "",
        byte_order=rule.order.byte_order,
        bit_order=rule.order.bit_order,
        reads=rule.typed.reads,
        bits=rule.typed.bits,
    )


def _set_keys(rule: BadgeRule) -> RuleKeys:
    keys = {key: getattr(rule, key) for key in rule.__struct_fields__}
    return {key: value for key, value in keys.items() if value != getattr(_UNSET, key)}
