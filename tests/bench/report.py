"""The figures as a table and as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from tests.bench.figures import Figure
from tests.bench.machine import Surroundings

BEGIN, END = "<!-- figures: begin -->\n", "<!-- figures: end -->\n"
"""What stands between these lines of docs/performance.md is written by `--publish`."""

HEADER = ("#", "figure", "median", "rounds", "goal", "", "measured")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one run of the benchmarks found."""

    surroundings: Surroundings
    figures: Sequence[Figure]

    def as_json(self) -> bytes:
        """Return everything, the single rounds included."""
        return msgspec.json.format(msgspec.json.encode(self)) + b"\n"


def published(document: str, report: Report) -> str:
    """Return a document that holds a report where the one before stood.

    Raises:
        ValueError: It has no place for one.
    """
    before, found, rest = document.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise ValueError(f"the document lacks the line {BEGIN if not found else END}")
    words = f"{report.surroundings.in_words()}.\n\n{table(report.figures)}\n"
    return f"{before}{BEGIN}\n{words}\n{END}{after}"


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
