"""Whether readers and rules fit: each must have at least one of the others."""

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from terminal.badge_numbers import PRESETS, Takes
from terminal.config.badge import Badge, BadgeRule
from terminal.config.problems import Problem, alternatives, shown
from terminal.config.readers import (
    ConsoleReader,
    KeyboardReader,
    PcscReader,
    Reader,
    SerialReader,
    WiegandReader,
)

_EXAMPLES: Mapping[Takes, str] = {"bytes": "uid-hex", "bits": "wiegand26", "text": "typed"}


def delivered_by(reader: Reader, badge: Badge) -> Takes:
    """Return what a reader delivers."""
    match reader:
        case PcscReader():
            return _stored(badge)
        case SerialReader(protocol=protocol):
            return "bytes" if protocol == "rdm6300" else "text"
        case WiegandReader():
            return "bits"
        case ConsoleReader() | KeyboardReader():
            return "text"
        case _:
            assert_never(reader)


def _stored(badge: Badge) -> Takes:
    if badge.source == "ndef-text":
        return "text"
    place = badge.mifare or badge.iso7816
    return place.content if place else "bytes"


def feeding_problems(badge: Badge, readers: Sequence[Reader]) -> Iterator[Problem]:
    """Yield which rules no reader feeds, and which readers no rule takes."""
    yield from _idle_rules(badge, {delivered_by(reader, badge) for reader in readers})
    yield from _other_lengths(badge, readers)
    # The simple keys are for identifiers and for what was typed.
    taken = {takes for rule in badge.rules for takes in _taken(rule)} or {"bytes", "text"}
    for index, reader in enumerate(readers):
        if (gives := delivered_by(reader, badge)) not in taken:
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


def _other_lengths(badge: Badge, readers: Sequence[Reader]) -> Iterator[Problem]:
    taken = {reader.bits for reader in readers if isinstance(reader, WiegandReader)}
    if not taken or 0 in taken:
        return
    for index, rule in enumerate(badge.rules):
        if (length := _bits(rule)) not in taken | {0}:
            yield Problem(
                f"badge.rules[{index}].{'preset' if rule.preset else 'length'}",
                f"is for {length} bits, but the readers take only {' or '.join(map(str, taken))}",
                "Take this rule out, or write these bits at a reader",
            )


def _bits(rule: BadgeRule) -> int:
    """Return how many bits a rule wants; 0 for any, or where it takes no bits."""
    if rule.preset in PRESETS:
        made = PRESETS[rule.preset].rules[0]
        return made.length if made.takes == "bits" else 0
    return (rule.length or len(rule.layout)) if rule.takes == "bits" else 0


def _taken(rule: BadgeRule) -> set[Takes]:
    if rule.preset:
        preset = PRESETS.get(rule.preset)
        return {each.takes for each in preset.rules} if preset else set()
    return {rule.takes} if rule.takes else set()
