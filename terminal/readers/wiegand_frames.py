"""From pulses on two wires to rows of bits, and what cannot be one.

Times are those of SIA AC-01-1996.10: a pulse of 20 to 100 µs every 200 µs to 20 ms. Only the
beginnings of pulses are known here, with the kernel's time.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from terminal.model import Bits, Presented, Unreadable

SHORTEST_SECONDS = 100e-6
"""Two pulses that are nearer than half of what the standard allows are not of one reader."""

LONGEST_SECONDS = 25e-3
"""A longer time between two pulses ends a row: the standard's 20 ms, and room for clocks."""

_LENGTHS = range(26, 49)
_MOST_NOISE = 3
_KEYS = frozenset({4, 8})


class Pulse(NamedTuple):
    """The beginning of a pulse.

    Attributes:
        at: Seconds of any steady clock.
        bit: 0 if it came on D0, 1 if on D1.
    """

    at: float
    bit: int


class Row(NamedTuple):
    """What a row of pulses made, and when it began."""

    at: float
    heard: Presented | Unreadable


class WiegandFrames:
    """Finds rows of bits in pulses.

    Args:
        length: How many bits a row has; 0 allows 26 to 48.
    """

    def __init__(self, length: int = 0) -> None:
        self._lengths = range(length, length + 1) if length else _LENGTHS
        self._last_at: float | None = None

    def read(self, pulses: Sequence[Pulse]) -> list[Row]:
        """Return what all pulses made that came until it was silent, in any order."""
        return [
            Row(row[0].at, heard)
            for row in self._rows(sorted(pulses))
            if (heard := self._meaning(row))
        ]

    def is_whole(self, pulses: Sequence[Pulse]) -> bool:
        """Return whether the last row of these pulses has as many bits as a badge."""
        *_, last = self._rows(sorted(pulses))
        return len(last) in self._lengths

    def _rows(self, pulses: Sequence[Pulse]) -> Iterator[list[Pulse]]:
        row: list[Pulse] = []
        for pulse in pulses:
            if row and pulse.at - row[-1].at > LONGEST_SECONDS:
                yield row
                row = []
            row.append(pulse)
        if row:
            yield row

    def _meaning(self, row: Sequence[Pulse]) -> Presented | Unreadable | None:
        before, self._last_at = self._last_at, row[-1].at
        if len(row) <= _MOST_NOISE:
            return None
        if before is not None and row[0].at - before <= LONGEST_SECONDS:
            return Unreadable("the rest of a row of bits came too late")
        if trouble := _glitch(row) or self._wrong_length(row):
            return Unreadable(trouble)
        return Presented(_bits(row))

    def _wrong_length(self, row: Sequence[Pulse]) -> str:
        count = len(row)
        if count in self._lengths:
            return ""
        if count in _KEYS:
            return f"{count} bits: a key of the reader, which means nothing here"
        if len(wires := {pulse.bit for pulse in row}) == 1:
            [used], [other] = wires, {0, 1} - wires
            return f"{count} bits, all on D{used}: is D{other} connected?"
        first, last = self._lengths[0], self._lengths[-1]
        return f"{count} bits, not {first}{'' if first == last else f' to {last}'}"


def _glitch(row: Sequence[Pulse]) -> str:
    """Return what is wrong with the times: a reader sends its bits at a steady pace."""
    steps = [later.at - one.at for one, later in pairwise(row)]
    shortest = min(steps)
    if shortest >= max(SHORTEST_SECONDS, median(steps) / 2):
        return ""
    if any(
        one.bit != later.bit and later.at - one.at < SHORTEST_SECONDS
        for one, later in pairwise(row)
    ):
        return "pulses on D0 and D1 at the same time: do the wires touch, or two readers meet?"
    return f"a pulse {shortest * 1e6:.0f} µs after another: a glitch on the wires"


def _bits(row: Sequence[Pulse]) -> Bits:
    value = 0
    for pulse in row:
        value = value << 1 | pulse.bit
    return Bits(value, len(row))
