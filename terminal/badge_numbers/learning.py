"""From badges whose numbers are known to the rules that fit all of them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase, digits, hexdigits

from terminal.badge_numbers.candidates import Candidate, candidates
from terminal.badge_numbers.rule import Takes, taken_by
from terminal.model import Bits, Reading

# At least one in ten random values is short enough to show which rule drops zeros.
_PROBES = 96
_UPPER_HEX = hexdigits[:10] + hexdigits[16:]


@dataclass(frozen=True, slots=True)
class Known:
    """A badge whose number in Protime is known."""

    reading: Reading
    number: str


class Contradiction(ValueError):
    """Two known badges cannot both be right."""


def fitting(badges: Sequence[Known]) -> list[Candidate]:
    """Return the rules that make every number of its badge, the likeliest first.

    Of rules that can never differ for badges such as these, only one is in the list. So one
    entry is an answer, several are ambiguous, and none means that no rule is known.

    Raises:
        Contradiction: A badge has two numbers, or two badges have one.
    """
    _compare(badges)
    # A zero in front shows how far numbers are filled up, so such a badge comes first.
    first, *others = sorted(badges, key=lambda badge: not badge.number.startswith("0"))
    found = [
        candidate
        for candidate in dict.fromkeys(candidates(first.reading, first.number))
        if all(candidate.number_of(each.reading) == each.number for each in others)
    ]
    found.sort(key=lambda candidate: _rank(candidate, taken_by(first.reading)))
    return _distinct(found, [each.reading for each in badges])


def _compare(badges: Sequence[Known]) -> None:
    for place, one in enumerate(badges):
        for other in badges[place + 1 :]:
            if one.reading == other.reading and one.number != other.number:
                raise Contradiction("this badge was given another number before")
            if one.reading != other.reading and one.number == other.number:
                raise Contradiction("another badge has this number already")


def _rank(candidate: Candidate, takes: Takes) -> tuple[bool, bool, int, int]:
    """Prefer presets; those made for just this length; and the shortest of one's own."""
    rule = next(each for each in candidate.rules if each.takes == takes)
    turned = (rule.order.byte_order, rule.order.bit_order).count("lsb-first")
    made_for_more = takes != "text" and not rule.length
    return not candidate.preset, made_for_more, turned, len(rule.number.text)


def _distinct(found: Sequence[Candidate], readings: Sequence[Reading]) -> list[Candidate]:
    probes = [*readings, *_probes(readings)]
    kept: list[tuple[Candidate, list[str | None]]] = []
    for candidate in found:
        made = [candidate.number_of(probe) for probe in probes]
        if not any(_agree(made, other) for _, other in kept):
            kept.append((candidate, made))
    return [candidate for candidate, _ in kept]


def _agree(one: Sequence[str | None], other: Sequence[str | None]) -> bool:
    """Return whether two rules make the same numbers wherever both make one."""
    return all(a == b for a, b in zip(one, other, strict=True) if a and b)


def _probes(readings: Sequence[Reading]) -> Iterator[Reading]:
    """Yield made-up badges of the same shapes, the same ones each time."""
    dice = random.Random(0)  # noqa: S311 - nothing here is secret
    has_letters = any(isinstance(each, str) and not each.isdecimal() for each in readings)
    for reading in readings:
        for _ in range(_PROBES):
            yield _like(reading, dice, has_letters=has_letters)


def _like(reading: Reading, dice: random.Random, *, has_letters: bool) -> Reading:
    if isinstance(reading, bytes):
        return dice.randbytes(len(reading))
    if isinstance(reading, Bits):
        return Bits(dice.getrandbits(reading.length), reading.length)
    return "".join(_sign_like(sign, dice, has_letters=has_letters) for sign in reading)


def _sign_like(sign: str, dice: random.Random, *, has_letters: bool) -> str:
    if sign in _UPPER_HEX:
        return dice.choice(_UPPER_HEX if has_letters else digits)
    return dice.choice(ascii_uppercase) if sign in ascii_uppercase else sign
