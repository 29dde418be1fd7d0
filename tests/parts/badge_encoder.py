"""The way back: from a badge number to the reading that a rule makes it of."""

import re
from itertools import product

from terminal.badge_numbers import Layout, Rule
from terminal.badge_numbers.template import Piece
from terminal.model import Bits, Reading


def encoded(rule: Rule, number: str, bits: int, rest: str = "0") -> Reading:
    """Return a reading of so many data bits that holds a number.

    Args:
        rule: What makes the number of it.
        number: The badge number.
        bits: How many bits it has besides parity.
        rest: What stands, again and again, where the number says nothing.

    Raises:
        ValueError: The number does not have the form that the rule writes.
    """
    if rule.takes == "text" and rule.typed.reads == "text":
        return number
    data = list((rest * bits)[:bits])
    named = dict[str, str]()
    for piece, value in _values(rule, number):
        if piece.name == "data":
            first, last = _place(piece, bits)
            data[first:last] = f"{value:0{last - first}b}"
        else:
            named[piece.name] = f"{value:b}"
    if rule.layout:
        return _wired(rule.layout, "".join(data), named)
    row = _ordered("".join(data), rule)
    as_bytes = int(row, 2).to_bytes(bits // 8)
    return as_bytes if rule.takes == "bytes" else as_bytes.hex().upper()


def _values(rule: Rule, number: str) -> list[tuple[Piece, int]]:
    pieces = rule.number.pieces
    literals = re.split(r"\{[^}]*\}", rule.number.text)
    # Every field but the last has as many digits as it is filled up to.
    groups = [f"(.{{{piece.digits}}})" for piece in pieces[:-1]] + ["(.+)"]
    pattern = "".join(re.escape(a) + b for a, b in zip(literals, [*groups, ""], strict=True))
    found = re.fullmatch(pattern, number)
    if not found:
        raise ValueError(number)
    bases = [16 if piece.base else 10 for piece in pieces]
    return list(zip(pieces, map(int, found.groups(), bases), strict=True))


def _place(piece: Piece, bits: int) -> tuple[int, int]:
    first, last, _ = slice(piece.start, piece.end).indices(bits)
    return first, last


def _ordered(data: str, rule: Rule) -> str:
    octets = [data[at : at + 8] for at in range(0, len(data), 8)]
    if rule.order.byte_order == "lsb-first":
        octets.reverse()
    if rule.order.bit_order == "lsb-first":
        octets = [octet[::-1] for octet in octets]
    return "".join(octets)


def _wired(layout: Layout, data: str, named: dict[str, str]) -> Bits:
    """Try every value of the parity bits: one of them is right."""
    letters = {"F": "facility", "C": "card", "I": "issue"}
    queues = {sign: named[name] for sign, name in letters.items() if name in named}
    filled = _filled(layout.signs, data, queues)
    for parity in product("01", repeat=layout.signs.count("P")):
        left = iter(parity)
        row = "".join(next(left) if sign == "P" else sign for sign in filled)
        if all(_ones(row, mask) % 2 == 0 for mask in layout.even) and all(
            _ones(row, mask) % 2 == 1 for mask in layout.odd
        ):
            return Bits(int(row, 2), len(row))
    raise ValueError(data)


def _filled(signs: str, data: str, queues: dict[str, str]) -> list[str]:
    """Put bits into a layout from its end, which is where a number has its last bit."""
    filled = []
    rest = {sign: list(bits) for sign, bits in queues.items()}
    spare = list(data)
    for sign in reversed(signs):
        own = spare.pop() if sign in "FCID" else sign
        filled.append((rest[sign].pop() if rest[sign] else "0") if sign in rest else own)
    return filled[::-1]


def _ones(row: str, mask: str) -> int:
    return sum(bit == "1" for bit, sign in zip(row, mask, strict=True) if sign == "X")
