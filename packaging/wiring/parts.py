"""Lights, buzzer, button and resistor, as they lie on the table."""

from collections.abc import Iterator, Sequence

from svg import Point, box, disc, line, shape, words

GROUND, LOW, HIGH = "#33363d", "#f08c00", "#c1121f"
"""The colours of wires for GND, 3.3 V and 5 V."""

BANDS = {
    "330 Ω": ("#f08c00", "#f08c00", "#7b4a1e"),
    "1 kΩ": ("#7b4a1e", "#111", "#c1121f"),
    "2 kΩ": ("#c1121f", "#111", "#c1121f"),
}


def resistor(at: Point, value: str, *, flat: bool = False) -> Iterator[str]:
    """Yield a resistor by its centre, upright unless it lies flat, and its value beside it."""
    x, y = at
    turned = f'<g transform="rotate(90 {x:g} {y:g})">' if flat else "<g>"
    yield turned
    yield line(f"M {x:g} {y - 44:g} V {y + 44:g}", "#9aa0a8", 4)
    yield shape(
        "path", fill="url(#beige)", stroke="#a98b5f", stroke_width=1.5,
        d=f"M {x - 11:g} {y - 26:g} q 11 -9 22 0 q 3 8 -3 14 v 24 q 6 6 3 14 q -11 9 -22 0 "
        f"q -3 -8 3 -14 v -24 q -6 -6 -3 -14 z",
    )  # fmt: skip
    bands = ((-20, 22), (-7, 16), (3, 16), (21, 22))
    for (offset, width), colour in zip(bands, (*BANDS[value], "#c9a227"), strict=True):
        yield box((x - width / 2, y + offset - 3), (width, 6), colour)
    yield "</g>"
    beside = (x, y - 20) if flat else (x + 20, y + 5)
    yield words(beside, value, font_weight=700, text_anchor="middle" if flat else "start")


def led(at: Point, colour: str, *, short_leg_left: bool) -> Iterator[str]:
    """Yield an LED by the middle of its collar; its legs end 128 below, 45 to the sides.

    The short leg is on the side where the collar is flat.
    """
    x, y = at
    side = -1 if short_leg_left else 1
    for leg, drop in ((side, 62), (-side, 84)):
        foot = x + 45 * leg
        path = f"M {x + 14 * leg:g} {y:g} V {y + 26:g} L {foot:g} {y + 46:g} V {y + drop:g}"
        yield line(path, "#aeb4bc", 5)
    yield shape(
        "path", fill=f"url(#{colour})", stroke="#0004", stroke_width=1.5,
        d=f"M {x - 30:g} {y - 8:g} v -42 a 30 30 0 0 1 60 0 v 42 z",
    )  # fmt: skip
    left, right = (x - 31, x + 36) if short_leg_left else (x - 36, x + 31)
    yield box((left, y - 12), (right - left, 14), f"url(#{colour})", rx=3, stroke="#0004")
    yield shape("ellipse", cx=x - 11, cy=y - 52, rx=7, ry=16, fill="#fff", opacity=0.55)
    yield words((x + 66 * side, y + 22), "short leg", font_size=13)
    yield words((x + 66 * side, y + 7), "flat side,", font_size=13)
    yield words((x - 58 * side, y + 22), "long leg", font_size=13)


def pads(at: Point, names: Sequence[str], gap: float) -> Iterator[str]:
    """Yield a row of pins at the lower edge of a module, with their names above."""
    for index, name in enumerate(names):
        x = at[0] + gap * index
        yield box((x - 6, at[1] - 8), (12, 26), "url(#gold)", rx=2)
        yield words((x, at[1] - 15), name, fill="#fff", font_size=14, font_weight=700)


def buzzer(at: Point, gap: float) -> Iterator[str]:
    """Yield a buzzer module by the foot of its first pin: IN, VCC, GND."""
    x, y = at
    yield box((x - 45, y - 190), (2 * gap + 90, 180), "#1d3f75", rx=8)
    middle = x + gap
    yield disc((middle, y - 115), 62, "#15161a")
    yield disc((middle, y - 115), 50, "#26282e")
    yield disc((middle, y - 115), 9, "#050506")
    yield words((middle + 30, y - 140), "+", fill="#fff", font_size=20)
    for x_hole in (x - 30, x + 2 * gap + 30):
        yield disc((x_hole, y - 172), 8, "#fff", stroke="#d9b45b", stroke_width=3)
    yield from pads((x, y - 18), ("IN", "VCC", "GND"), gap)


def button(at: Point, name: str) -> Iterator[str]:
    """Yield a push button for a panel by its centre; its two pins are 32 below, 24 to the sides."""
    x, y = at
    for side in (-24, 24):
        yield box((x + side - 5, y + 34), (10, 30), "url(#gold)", rx=2)
    yield box((x - 40, y + 6), (80, 34), "#2b2d33", rx=5)
    yield box((x - 50, y - 8), (100, 16), "#c9ccd1", rx=6, stroke="#8b9098")
    yield box((x - 32, y - 34), (64, 28), "#2469b3", rx=9)
    yield shape("ellipse", cx=x, cy=y - 28, rx=24, ry=5, fill="#fff", opacity=0.35)
    yield words((x, y - 48), name, font_weight=700)
