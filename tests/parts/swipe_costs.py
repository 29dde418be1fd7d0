"""What each swipe of a long day costs, counted in the trace of its system calls."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.parts.outbox_processes import strace, told

BLOCK_BYTES = 4096
"""What the kernel writes at least: all of a block in which anything changed."""

_SYNCED = re.compile(r"\b(?:fsync|fdatasync)\(\d+<(?P<file>[^>]*)>")
_WRITTEN = re.compile(r"\bpwrite64\(\d+<(?P<file>[^>]*)>.*, (?P<bytes>\d+), (?P<offset>\d+)\)")
_SAID = re.compile(r'\bwrite\(1<[^>]*>, "(?P<line>[^"]*)\\n"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What lay between two words of a story.

    Attributes:
        phase: The word before.
        calls: Every write and sync.
        synced: The file of each sync.
        written: The files that were written to.
        blocks: How many blocks of them went to the disk, if each sync writes what is dirty.
    """

    phase: str
    calls: list[str]
    synced: list[str]
    written: set[str]
    blocks: int


def costs_of_a_day(path: Path, swipes: int) -> list[Costs]:
    """Return what a day at the door costs, with deliveries between the swipes."""
    trace = path.with_name("trace")
    told("day", path, swipes, under=strace(trace, "-e", "trace=write,pwrite64,fsync,fdatasync"))
    return [_costs(phase, calls) for phase, calls in _phases(trace)]


def _costs(phase: str, calls: list[str]) -> Costs:
    writes = [found for found in map(_WRITTEN.search, calls) if found]
    return Costs(
        phase=phase,
        calls=calls,
        synced=[found["file"] for found in map(_SYNCED.search, calls) if found],
        written={found["file"] for found in writes},
        blocks=len({each for found in writes for each in _blocks(found)}),
    )


def _blocks(write: re.Match[str]) -> Iterable[tuple[str, int]]:
    first, size = int(write["offset"]), int(write["bytes"])
    numbers = range(first // BLOCK_BYTES, (first + size - 1) // BLOCK_BYTES + 1)
    return [(write["file"], number) for number in numbers]


def _phases(trace: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield what was said, and the calls from then until the next word."""
    phase, calls = "", list[str]()
    for line in trace.read_text().splitlines():
        if word := _SAID.search(line):
            yield phase, calls
            phase, calls = word["line"], []
        elif "(" in line:
            calls.append(line)
    yield phase, calls
