"""Readers that are wired: a module for 125 kHz, a wall reader, and what stands in between."""

from collections.abc import Iterator

from parts import pads
from svg import Point, box, disc, line, words


def rdm6300(at: Point, gap: float) -> Iterator[str]:
    """Yield an RDM6300 with its coil by the foot of the last pin of P1: 5 V, GND, -, RX, TX."""
    x, y = at
    for inset in (0, 7, 14, 21):
        corner = (x + 4 * gap + 112 + inset, y - 205 + inset)
        size = (150 - 2 * inset, 170 - 2 * inset)
        yield box(corner, size, "none", rx=28, stroke="#b5651d", stroke_width=4)
    for height in (112, 130):
        start = x + 4 * gap + 40
        yield line(f"M {start:g} {y - height:g} h 72", "#b5651d", 4)
    yield words((x + 4 * gap + 187, y - 115), "coil", font_weight=700)
    yield box((x - 45, y - 195), (4 * gap + 90, 185), "#1c6b3f", rx=8)
    yield words((x + 4 * gap + 14, y - 116), "P2", fill="#fff", font_size=14)
    yield box((x + 1.2 * gap, y - 160), (90, 56), "#17181b", rx=3)
    yield words((x + 3 * gap, y - 126), "RDM6300", fill="#fff", font_weight=700)
    yield words((x + 2 * gap, y - 62), "P1", fill="#fff", font_size=14)
    yield from pads((x, y - 18), ("5V", "GND", "", "RX", "TX"), gap)


def wall_reader(at: Point) -> Iterator[str]:
    """Yield a wall reader by the middle of its lower edge, where the cable leaves."""
    x, y = at
    yield box((x - 60, y - 150), (120, 140), "#2b2e35", rx=18)
    yield box((x - 51, y - 141), (102, 122), "#383c45", rx=14)
    yield disc((x, y - 126), 5, "#e03131")
    for radius in (12, 24, 36):
        arc = f"M {x - radius:g} {y - 62:g} a {radius} {radius} 0 0 1 {2 * radius} 0"
        yield line(arc, "#aeb4bc", 4)
    yield words((x, y - 38), "wall reader", fill="#fff", font_size=14)
    yield box((x - 36, y - 12), (72, 18), "#15161a", rx=5)


def level_shifter(at: Point, gap: float) -> Iterator[str]:
    """Yield a level shifter by its first lower hole: LV1, LV2, LV, GND, LV3, LV4.

    Those of HV are 118 above.
    """
    x, y = at
    yield box((x - 40, y - 130), (5 * gap + 80, 142), "#9b1c2b", rx=6)
    for index, side in enumerate(("V1", "V2", "V", "GND", "V3", "V4")):
        place = x + index * gap
        for letter, hole, drop in (("H", y - 118, 27), ("L", y, -17)):
            name = side if side == "GND" else letter + side
            yield disc((place, hole), 8, "#fff", stroke="#d9b45b", stroke_width=4)
            yield words((place, hole + drop), name, fill="#fff", font_size=14, font_weight=700)
    legend = "level shifter (BSS138): HV to the reader, LV to the Pi"
    yield words((x + 2.5 * gap, y - 54), legend, fill="#fff", font_size=13)


def supply(at: Point) -> Iterator[str]:
    """Yield the reader's own supply by its corner; its poles are 40 and 100 along, 100 below."""
    x, y = at
    yield box((x, y), (140, 90), "#23252b", rx=8)
    yield words((x + 70, y + 34), "12 V", fill="#fff", font_size=22, font_weight=700)
    yield words((x + 70, y + 56), "the reader's own", fill="#c9ccd1", font_size=13)
    for along, sign in ((40, "-"), (100, "+")):
        yield box((x + along - 9, y + 86), (18, 14), "#9aa0a8", rx=2)
        yield words((x + along, y + 82), sign, fill="#fff", font_weight=700)


def cable(at: Point) -> Iterator[str]:
    """Yield what the wires of a wall reader are, in their usual colours."""
    for index, (colour, text) in enumerate(_CABLE):
        y = at[1] + 24 * index
        yield disc((at[0], y), 7, colour, stroke="#495057")
        yield words((at[0] + 14, y + 5), text, text_anchor="start", font_size=14)


RED, BLACK, GREEN, WHITE = "#c1121f", "#33363d", "#2f9e44", "#dee2e6"
_CABLE = ((RED, "red: + 12 V"), (BLACK, "black: GND"), (GREEN, "green: D0"), (WHITE, "white: D1"))
