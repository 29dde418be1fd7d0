"""The figures as a picture: how much of what its goal allows each of them uses."""

from collections.abc import Iterator, Sequence
from html import escape

from tests.bench.figures import Bound, Figure
from tests.bench.report import shown

_WIDTH, _ROW, _TOP = 1000, 34, 64
_BAR_LEFT, _GOAL_LEFT = 560, 840
_MOST = 1.5
"""Longer bars are cut here."""

_STYLE = """\
    .sheet { fill: #ffffff; }
    text { fill: #1f2328; font: 14px system-ui, sans-serif; }
    .title { font-size: 16px; font-weight: 600; }
    .value { text-anchor: end; font-variant-numeric: tabular-nums; }
    .middle { text-anchor: middle; }
    .met { fill: #3d8b4f; }
    .missed { fill: #b35900; }
    .goal { stroke: #57606a; stroke-width: 1.8; stroke-dasharray: 6 4; }
    @media (prefers-color-scheme: dark) {
      .sheet { fill: #0d1117; }
      text { fill: #e6edf3; }
      .met { fill: #62b877; }
      .missed { fill: #f0a35e; }
      .goal { stroke: #a8b1bb; }
    }
"""


def picture(figures: Sequence[Figure]) -> str:
    """Return an SVG with a bar for each ratio; counts, which are met or not, have none."""
    bars = [each for each in figures if each.bound is not Bound.EXACTLY]
    height = _TOP + _ROW * len(bars) + 16
    return "\n".join(_lines(bars, height)) + "\n"


def used(figure: Figure) -> float:
    """Return which share of what the goal allows a figure uses: at most 1 where it is met."""
    share = figure.value / figure.goal
    return share if figure.bound is Bound.AT_MOST else 1 / share


def _lines(bars: Sequence[Figure], height: int) -> Iterator[str]:
    summary = "; ".join(f"{each.name}: {shown(each.value)}, {_goal(each)}" for each in bars)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        'role="img" aria-labelledby="title summary">'
    )
    yield '  <title id="title">How much of what its goal allows each figure uses</title>'
    yield f'  <desc id="summary">{escape(summary)}</desc>'
    yield f"  <style>\n{_STYLE}  </style>"
    yield f'  <rect class="sheet" width="{_WIDTH}" height="{height}"/>'
    yield '  <text class="title" x="16" y="28">Shorter is better; the line is the goal</text>'
    yield f'  <text class="middle" x="{_GOAL_LEFT}" y="48">goal</text>'
    for index, figure in enumerate(bars):
        yield from _bar(figure, _TOP + _ROW * index)
    yield f'  <path class="goal" d="M {_GOAL_LEFT} 54 V {height - 12}"/>'
    yield "</svg>"


def _bar(figure: Figure, top: int) -> Iterator[str]:
    length = (_GOAL_LEFT - _BAR_LEFT) * min(_MOST, used(figure))
    middle = top + _ROW // 2 + 5
    mark = "met" if figure.is_met() else "missed"
    yield f'  <text x="16" y="{middle}">{figure.number}  {escape(figure.name)}</text>'
    yield f'  <text class="value" x="{_BAR_LEFT - 12}" y="{middle}">{shown(figure.value)}</text>'
    yield (
        f'  <rect class="{mark}" x="{_BAR_LEFT}" y="{top + 6}" width="{length:.0f}" '
        f'height="{_ROW - 12}"><title>{escape(_goal(figure))}</title></rect>'
    )


def _goal(figure: Figure) -> str:
    return f"goal {figure.bound.value} {shown(figure.goal)}"
