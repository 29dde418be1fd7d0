"""The figures as a table and as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from tests.bench.figures import Figure
from tests.bench.machine import Surroundings

HEADER = ("#", "figure", "median", "rounds", "goal", "", "measured")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one run of the benchmarks found."""

    surroundings: Surroundings
    figures: Sequence[Figure]

    def as_json(self) -> bytes:
        """Return everything, the single rounds included."""
        return msgspec.json.format(msgspec.json.encode(self)) + b"\n"


def report_of(content: bytes) -> Report:
    """Return the report that JSON holds."""
    return msgspec.json.decode(content, type=Report)


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a table, which reads well as it is and is Markdown as well."""
    rows = [HEADER, *(row(each) for each in figures)]
    widths = [max(len(each) for each in column) for column in zip(*rows, strict=True)]
    first, *others = [_line(each, widths) for each in rows]
    return "\n".join([first, _line(["-" * width for width in widths], widths), *others])


def row(figure: Figure) -> tuple[str, ...]:
    """Return what the table says of a figure."""
    return (
        str(figure.number),
        figure.name,
        shown(figure.value),
        f"{shown(min(figure.rounds))} to {shown(max(figure.rounds))}",
        f"{figure.bound.value} {shown(figure.goal)}",
        "met" if figure.is_met() else "missed",
        "; ".join(f"{name} {value}" for name, value in figure.sides.items()),
    )


def shown(value: float) -> str:
    """Return a ratio with as many digits as it deserves, a whole number without any."""
    return f"{value:.0f}" if value == int(value) or value >= 100 else f"{value:.3g}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"
