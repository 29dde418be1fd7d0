"""The few shapes of SVG that the drawings are made of."""

from collections.abc import Iterator
from html import escape

Point = tuple[float, float]


def shape(name: str, **attributes: object) -> str:
    """Return an element; what Python has other words for ends in _, and a _ inside is a hyphen."""
    written = " ".join(f'{_key(key)}="{_number(value)}"' for key, value in attributes.items())
    return f"<{name} {written}/>"


def box(at: Point, size: Point, fill: str, **more: object) -> str:
    """Return a rectangle by its upper left corner."""
    return shape("rect", x=at[0], y=at[1], width=size[0], height=size[1], fill=fill, **more)


def disc(at: Point, radius: float, fill: str, **more: object) -> str:
    """Return a circle."""
    return shape("circle", cx=at[0], cy=at[1], r=radius, fill=fill, **more)


def words(at: Point, text: str, **more: object) -> str:
    """Return text, centred on a point unless `text_anchor` says otherwise."""
    given = {"text_anchor": "middle", "font_size": 15, **more}
    written = " ".join(f'{_key(key)}="{_number(value)}"' for key, value in given.items())
    return f'<text x="{_number(at[0])}" y="{_number(at[1])}" {written}>{escape(text)}</text>'


def line(path: str, colour: str, width: float, **more: object) -> str:
    """Return a line along a path, with round ends."""
    return shape(
        "path",
        d=path,
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_linecap="round",
        **more,
    )


def wire(path: str, colour: str) -> Iterator[str]:
    """Yield an insulated wire: its shadow, its colour, the light on it."""
    yield line(path, "#000", 10, opacity=0.16, transform="translate(2 3)")
    yield line(path, colour, 8)
    yield line(path, "#fff", 2, opacity=0.35, transform="translate(-1.5 -1.5)")


def bend(start: Point, end: Point) -> str:
    """Return the path of a wire that leaves and arrives upright."""
    half = (start[1] + end[1]) / 2
    return (
        f"M {_number(start[0])} {_number(start[1])} C {_number(start[0])} {_number(half)} "
        f"{_number(end[0])} {_number(half)} {_number(end[0])} {_number(end[1])}"
    )


def label(at: Point, text: str, colour: str) -> Iterator[str]:
    """Yield a label that hangs on a wire."""
    width = 18 + 8.2 * len(text)
    corner = (at[0] - width / 2, at[1] - 13)
    yield box(corner, (width, 26), "#fff", rx=13, stroke=colour, stroke_width=2.5)
    yield words((at[0], at[1] + 5), text, font_weight=700, font_size=14)


def _key(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _number(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else escape(str(value))
