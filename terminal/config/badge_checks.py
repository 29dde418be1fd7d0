"""What is wrong with `[badge]`, its rules one by one."""

from collections.abc import Iterator, Sequence

from msgspec.structs import fields, replace

from terminal.badge_numbers import PRESETS, Layout, Rule, Template
from terminal.badge_numbers.layout import check_mask
from terminal.config.badge import Badge, BadgeRule
from terminal.config.problems import Problem, alternatives, nearest, shown

_DEFAULTS = {field.name: field.default for field in fields(BadgeRule)}
_SIMPLE = {
    field.name: field.default
    for field in fields(Badge)
    if field.name in {"format", "byte_order", "digits"}
}
_BESIDE_PRESET = ("preset", "number")
_FOR_TEXT = ("prefix", "suffix", "check_digit", "reads", "bits")
_FOR_BITS = ("layout", "even", "odd", "byte_order", "bit_order", "bits")
_BITS = 8
_PRESETS = f"Write one that docs/badges.md lists, such as {alternatives(('uid-hex', 'em4100-10'))}"
_TEMPLATES = 'Write fields and the text between them, such as "{facility:03}{card:05}"'


def rule_problems(badge: Badge) -> Iterator[Problem]:
    """Yield what is wrong with the rules for badge numbers."""
    if badge.rules:
        yield from _simple_keys(badge)
    for index, rule in enumerate(badge.rules):
        yield from _one_rule(rule, f"badge.rules[{index}]")


def _simple_keys(badge: Badge) -> Iterator[Problem]:
    for key, default in _SIMPLE.items():
        if (value := getattr(badge, key)) != default:
            yield Problem(
                f"badge.{key}",
                f"is {shown(value)}, but where there are rules they alone decide",
                f"Take {key} out, or all [[badge.rules]]",
            )


def _one_rule(rule: BadgeRule, where: str) -> Iterator[Problem]:
    if rule.preset:
        yield from _preset(rule, where)
    elif not rule.takes:
        yield Problem(
            f"{where}.preset",
            "is missing",
            'Write preset = "uid-hex" or another one; or takes and number, for a rule of your own',
        )
    else:
        yield from _own(rule, where)


def _preset(rule: BadgeRule, where: str) -> Iterator[Problem]:
    for key, default in _DEFAULTS.items():
        if key not in _BESIDE_PRESET and getattr(rule, key) != default:
            yield Problem(
                f"{where}.{key}",
                f"is set, but the preset {shown(rule.preset)} decides that",
                f"Take {key} out; beside a preset stands only number",
            )
    if rule.preset in PRESETS:
        if rule.number:
            yield from _number(rule, PRESETS[rule.preset].rules[0], where)
        return
    near = nearest(rule.preset, PRESETS)
    hint = f"Did you mean {shown(near[0])}?" if near else _PRESETS
    yield Problem(f"{where}.preset", f"is {shown(rule.preset)}, which is no preset", hint)


def _own(rule: BadgeRule, where: str) -> Iterator[Problem]:
    yield from _idle_keys(rule, where)
    slips = list(_layout(rule, where))
    yield from slips
    if not rule.number:
        yield Problem(
            f"{where}.number", "is missing", f'Write it like this: number = "{_example(rule)}"'
        )
    elif not slips:
        (made,) = replace(rule, number=_example(rule)).made()
        yield from _number(rule, made, where)
        yield from _order(rule, made, where)


def _example(rule: BadgeRule) -> str:
    if rule.takes == "text" and rule.reads == "text":
        return "{text}"
    return "{facility:03}{card:05}" if "F" in rule.layout and "C" in rule.layout else "{data:X}"


def _idle_keys(rule: BadgeRule, where: str) -> Iterator[Problem]:
    if rule.takes != "text":
        why = f"is set, but the rule takes {rule.takes}"
        yield from _idle(rule, _FOR_TEXT, f"{where}.", why, 'takes = "text"')
    elif rule.reads == "text":
        why = "is set, but a text as it is has no bits"
        yield from _idle(rule, _FOR_BITS, f"{where}.", why, 'reads = "hex"')


def _idle(
    rule: BadgeRule, keys: Sequence[str], prefix: str, why: str, instead: str
) -> Iterator[Problem]:
    for key in keys:
        if getattr(rule, key) != _DEFAULTS[key]:
            yield Problem(prefix + key, why, f"Take {key} out, or write {instead}")


def _layout(rule: BadgeRule, where: str) -> Iterator[Problem]:
    if not rule.layout:
        for key in ("even", "odd"):
            if getattr(rule, key):
                yield Problem(f"{where}.{key}", "has no layout to cover", "Write layout as well")
        return
    try:
        Layout(rule.layout)
    except ValueError as reason:
        yield Problem(f"{where}.layout", str(reason), "Write a sign for each bit that comes")
        return
    yield from _masks(rule, where)
    if (length := _length_in_bits(rule)) not in {0, len(rule.layout)}:
        yield Problem(
            f"{where}.layout",
            f"has {len(rule.layout)} signs, but what it takes has {length} bits",
            "Write a sign for each bit, or take length out",
        )


def _masks(rule: BadgeRule, where: str) -> Iterator[Problem]:
    for key in ("even", "odd"):
        for mask in getattr(rule, key).split():
            try:
                check_mask(mask, len(rule.layout))
            except ValueError as reason:
                hint = "Write X for each bit that a parity bit covers, itself too, and dots else"
                yield Problem(f"{where}.{key}", f"is {shown(mask)}: {reason}", hint)


def _number(rule: BadgeRule, made: Rule, where: str) -> Iterator[Problem]:
    try:
        template = Template(rule.number)
    except ValueError as reason:
        yield Problem(f"{where}.number", f"is {shown(rule.number)}: {reason}", _TEMPLATES)
        return
    names = made.fields()
    for piece in template.pieces:
        if piece.name not in names:
            near = nearest(piece.name, names)
            yield Problem(
                f"{where}.number",
                f"names {shown(piece.name)}, which is no field of this rule",
                f"Did you mean {near[0]}?" if near else f"Write one of: {', '.join(names)}",
            )
        elif (length := _field_length(made, piece.name)) and not piece.fits(length):
            yield Problem(
                f"{where}.number",
                f"takes a slice of {piece.name} that is not inside its {length} bits or signs",
                f"Write one from 0 to {length}, its first place before its last",
            )


def _order(rule: BadgeRule, made: Rule, where: str) -> Iterator[Problem]:
    if "data" not in made.fields() or not (length := _field_length(made, "data")) % _BITS:
        return
    for key in ("byte_order", "bit_order"):
        if getattr(rule, key) == "lsb-first":
            yield Problem(
                f"{where}.{key}",
                f"turns bytes round, but there are {length} bits, which are no whole bytes",
                f"Take {key} out",
            )


def _field_length(made: Rule, name: str) -> int:
    """Return how long a field always is; 0 where that depends on the badge."""
    if name == "text":
        return made.length
    if made.layout:
        return made.layout.lengths()[name]
    if made.takes == "text":
        return made.typed.bits if made.typed.reads == "decimal" else made.length * 4
    return made.length * (_BITS if made.takes == "bytes" else 1)


def _length_in_bits(rule: BadgeRule) -> int:
    if rule.takes == "text":
        return 0
    return rule.length * (_BITS if rule.takes == "bytes" else 1)
