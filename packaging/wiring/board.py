"""The Raspberry Pi: its 40 pins as one sees them, and the whole of it, small."""

from collections.abc import Iterator

from svg import Point, bend, box, disc, line, shape, wire, words

PIN_OF_GPIO = {
    2: 3, 3: 5, 4: 7, 5: 29, 6: 31, 7: 26, 8: 24, 9: 21, 10: 19, 11: 23, 12: 32, 13: 33, 14: 8,
    15: 10, 16: 36, 17: 11, 18: 12, 19: 35, 20: 38, 21: 40, 22: 15, 23: 16, 24: 18, 25: 22, 26: 37,
    27: 13,
}  # fmt: skip
"""Which pin of the header a GPIO is, on every Raspberry Pi with 40 pins."""

_PITCH = 42.0
_LEFT, _OUTER = 101.0, 556.0
_INNER = _OUTER + _PITCH
_TOP = _OUTER - 50


def place_of(pin: int) -> Point:
    """Return where a pin is on the sheet."""
    return _LEFT + _PITCH * ((pin - 1) // 2), _INNER if pin % 2 else _OUTER


def plugged(pin: int, end: Point, colour: str, *, turn: float = 430.0) -> Iterator[str]:
    """Yield a wire from a pin to an end above the board.

    Args:
        pin: By its number on the header.
        end: Where the wire arrives, upright.
        colour: Of the wire.
        turn: How high it rises before it bends.
    """
    lane = lane_of(pin)
    yield from wire(risen(pin, turn) + bend((lane, turn), end).replace("M", "L", 1), colour)
    yield from plug(pin, colour)


def lane_of(pin: int) -> float:
    """Return where a wire rises: those of the inner row pass between the pins of the outer one."""
    x, _ = place_of(pin)
    if pin % 2 == 0:
        return x
    return x + _PITCH / 2 if pin == 1 else x - _PITCH / 2


def risen(pin: int, turn: float) -> str:
    """Return the path of a wire from its pin up to a height."""
    x, y = place_of(pin)
    lane = lane_of(pin)
    return f"M {x:g} {y:g} Q {lane:g} {y:g} {lane:g} {y - 24:g} L {lane:g} {turn:g} "


def plug(pin: int, colour: str) -> Iterator[str]:
    """Yield what sits on a pin at the end of a wire."""
    x, y = place_of(pin)
    yield box((x - 12, y - 12), (24, 24), "#f1f3f5", rx=4)
    yield box((x - 10, y - 10), (20, 20), colour, rx=3)
    yield disc((x, y), 4, "#fff", opacity=0.5)


def header() -> Iterator[str]:
    """Yield the edge of the board with its pins."""
    yield box((24, _TOP), (952, 190), "url(#board)", rx=22)
    yield box((24, _TOP + 140), (952, 50), "url(#fade)")
    yield disc((58, _OUTER + 21), 21, "#d9b45b")
    yield disc((58, _OUTER + 21), 13, "#fff")
    yield box((_LEFT - 24, _OUTER - 24), (20 * _PITCH + 6, 2 * _PITCH + 6), "#1b1c20", rx=5)
    for pin in range(1, 41):
        yield from _pin(pin)
    yield words((_LEFT, _INNER + 58), "pin 1", fill="#fff", font_weight=700)
    yield line(f"M {_LEFT} {_INNER + 42} V {_INNER + 30}", "#fff", 3)
    side = {"fill": "#dff3e4", "font_size": 14}
    yield words((_LEFT + 400, _INNER + 58), "odd numbers: the inner row", **side)
    yield words((840, _INNER + 58), "this way to the USB sockets →", **side)


def numbers() -> Iterator[str]:
    """Yield the numbers of the pins, to be drawn over the wires."""
    outlined = {"stroke": "#1b1c20", "stroke_width": 4, "paint_order": "stroke"}
    for pin in range(1, 41):
        x, y = place_of(pin)
        beside = (x - 14, y + 20) if pin % 2 else (x - 14, y - 11)
        yield words(beside, str(pin), fill="#fff", font_size=12, font_weight=700, **outlined)


def _pin(pin: int) -> Iterator[str]:
    x, y = place_of(pin)
    yield box((x - 8, y - 8), (16, 16), "url(#gold)", rx=2)
    if pin == 1:
        yield box((x - 12, y - 12), (24, 24), "none", stroke="#fff", stroke_width=2)


def whole(at: Point) -> Iterator[str]:
    """Yield the whole of it, small, so that nobody holds it the wrong way round."""
    yield f'<g transform="translate({at[0]:g} {at[1]:g})">'
    yield box((0, 0), (255, 168), "#2c7a4b", rx=9)
    for x, y in ((11, 11), (185, 11), (11, 157), (185, 157)):
        yield disc((x, y), 5, "#fff", stroke="#d9b45b", stroke_width=3)
    yield box((22, 4), (152, 15), "#1b1c20")
    yield box((22, 4), (152, 15), "none", stroke="#ffd33d", stroke_width=3)
    yield shape(
        "path", d="M 22 11.5 H 174", stroke="#d9b45b", stroke_width=7, stroke_dasharray="3 4.6"
    )
    yield box((75, 60), (46, 46), "#c9ccd1", rx=4)
    yield box((135, 62), (40, 42), "#17181b", rx=2)
    for y, height in ((6, 42), (60, 42), (114, 46)):
        yield box((206, y), (58, height), "#c9ccd1", stroke="#8b9098", stroke_width=2, rx=2)
    yield words((235, 32), "USB", font_size=13, font_weight=700)
    yield words((235, 86), "USB", font_size=13, font_weight=700)
    yield words((235, 142), "LAN", font_size=13, font_weight=700)
    yield box((18, 158), (28, 14), "#c9ccd1", rx=3)
    yield words((32, 188), "power", font_size=13)
    yield box((-7, 66), (26, 36), "#17181b", rx=2)
    yield words((-12, 120), "microSD card", font_size=13, text_anchor="end")
    yield words((98, -10), "the 40 pins", font_size=13, font_weight=700)
    yield "</g>"
