"""Whether readers and rules fit: each must have at least one of the others."""

from collections.abc import Iterator, Mapping, Sequence

from terminal.badge_numbers import PRESETS, Takes
from terminal.config.badge import Badge, BadgeRule
from terminal.config.problems import Problem, alternatives, shown
from terminal.config.readers import Reader

_DELIVERS: Mapping[str, Takes] = {
    "pcsc": "bytes",
    "console": "text",
    "keyboard": "text",
    "serial": "bytes",
    "wiegand": "bits",
}
_EXAMPLES: Mapping[Takes, str] = {"bytes": "uid-hex", "bits": "wiegand26", "text": "typed"}


def delivered_by(reader: Reader) -> Takes:
    """Return what a reader delivers."""
    if getattr(reader, "protocol", "") == "lines":
        return "text"
    return _DELIVERS[str(reader.__struct_config__.tag)]


def feeding_problems(badge: Badge, readers: Sequence[Reader]) -> Iterator[Problem]:
    """Yield which rules no reader feeds, and which readers no rule takes."""
    yield from _idle_rules(badge, {delivered_by(reader) for reader in readers})
    # The simple keys are for identifiers and for what was typed.
    taken = {takes for rule in badge.rules for takes in _taken(rule)} or {"bytes", "text"}
    for index, reader in enumerate(readers):
        if (gives := delivered_by(reader)) not in taken:
            yield Problem(
                f"readers[{index}].kind",
                f"is {shown(reader.__struct_config__.tag)}, which delivers {gives}, "
                "and no rule takes that",
                f"Add [[badge.rules]] and below it preset = {shown(_EXAMPLES[gives])}",
            )


def _idle_rules(badge: Badge, delivered: set[Takes]) -> Iterator[Problem]:
    for index, rule in enumerate(badge.rules):
        wanted = _taken(rule)
        if wanted and delivered and not delivered & wanted:
            key = "preset" if rule.preset else "takes"
            fitting = alternatives(_EXAMPLES[each] for each in sorted(delivered))
            yield Problem(
                f"badge.rules[{index}].{key}",
                f"is {shown(getattr(rule, key))}, which takes {' or '.join(sorted(wanted))}, "
                f"but the readers deliver {' and '.join(sorted(delivered))}",
                f"Take this rule out, or write a preset such as {fitting}",
            )


def _taken(rule: BadgeRule) -> set[Takes]:
    if rule.preset:
        preset = PRESETS.get(rule.preset)
        return {each.takes for each in preset.rules} if preset else set()
    return {rule.takes} if rule.takes else set()
