"""The drawings, each on a sheet of its own: what is wired to which pin."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from board import PIN_OF_GPIO, header, numbers, plug, plugged, risen, whole
from modules import BLACK, GREEN, RED, WHITE, cable, level_shifter, rdm6300, supply, wall_reader
from parts import GROUND, HIGH, LOW, button, buzzer, led, resistor
from svg import Point, box, disc, label, wire, words

_WIDTH, _HEIGHT = 1000, 930

_DEFINITIONS = """\
  <defs>
    <linearGradient id="board" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#2c7a4b"/><stop offset="1" stop-color="#236640"/>
    </linearGradient>
    <linearGradient id="fade" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#fff"/>
    </linearGradient>
    <linearGradient id="gold" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#f6dd8d"/><stop offset="1" stop-color="#b78a25"/>
    </linearGradient>
    <linearGradient id="beige" x1="0" y1="0" x2="1" y2="0">
      <stop offset="0" stop-color="#efdcb5"/><stop offset="0.5" stop-color="#e2c48f"/>
      <stop offset="1" stop-color="#b9945c"/>
    </linearGradient>
    <radialGradient id="green" cx="0.4" cy="0.35" r="0.8">
      <stop offset="0" stop-color="#9df0b0"/><stop offset="1" stop-color="#1f9d47"/>
    </radialGradient>
    <radialGradient id="red" cx="0.4" cy="0.35" r="0.8">
      <stop offset="0" stop-color="#ffb0a8"/><stop offset="1" stop-color="#cf1f1f"/>
    </radialGradient>
  </defs>"""


@dataclass(frozen=True, slots=True)
class Pins:
    """The pins of the configuration, by their Broadcom numbers."""

    green_led: int
    red_led: int
    buzzer: int
    d0: int
    d1: int
    button: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing, and the words for those who cannot see it."""

    title: str
    draw: Callable[[Pins], Iterator[str]]


def page(sheet: Sheet, pins: Pins) -> str:
    """Return a drawing as SVG."""
    return "\n".join(_lines(sheet, pins)) + "\n"


def _lines(sheet: Sheet, pins: Pins) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        'aria-labelledby="title" font-family="system-ui, sans-serif" fill="#1f2328">'
    )
    yield f'  <title id="title">{sheet.title}</title>'
    yield _DEFINITIONS
    yield box((0, 0), (_WIDTH, _HEIGHT), "#fff", rx=12)
    yield from header()
    yield from whole((690, 735))
    yield from sheet.draw(pins)
    yield from numbers()
    yield "</svg>"


def _connected(
    pin: int, name: str, end: Point, colour: str, tag: Point | None = None
) -> Iterator[str]:
    yield from plugged(pin, end, colour)
    yield from label(tag or (end[0], end[1] + 40), f"{pin} {name}", colour)


def _notes(*lines: str) -> Iterator[str]:
    for index, text in enumerate(lines):
        yield words((30, 752 + 27 * index), text, text_anchor="start", font_size=17)


def _lights(pins: Pins) -> Iterator[str]:
    green, red, sound = pins.green_led, pins.red_led, pins.buzzer
    yield from _connected(9, "GND", (115, 188), GROUND)
    yield from _connected(PIN_OF_GPIO[green], f"GPIO{green}", (205, 290), "#2f9e44", (232, 335))
    yield from led((160, 120), "green", short_leg_left=True)
    yield from resistor((205, 248), "330 Ω")
    yield from _connected(14, "GND", (465, 188), GROUND, (474, 217))
    yield from _connected(PIN_OF_GPIO[red], f"GPIO{red}", (375, 290), "#e03131", (330, 345))
    yield from led((420, 120), "red", short_leg_left=False)
    yield from resistor((375, 248), "330 Ω")
    yield from _connected(PIN_OF_GPIO[sound], f"GPIO{sound}", (640, 235), "#1c7ed6")
    yield from _connected(17, "3V3", (745, 235), LOW)
    yield from _connected(20, "GND", (850, 235), GROUND)
    yield from buzzer((640, 225), 105)
    yield words((745, 22), "active buzzer module, sounds at high level", font_weight=700)
    yield from _notes(
        "Switch the Pi off and unplug it first.",
        "Each LED has a resistor of its own, 330 Ω:",
        "orange, orange, brown; on its long leg.",
        "Count the pins from the end that is away",
        "from the USB sockets.",
    )


def _serial(pins: Pins) -> Iterator[str]:
    del pins  # the line of the header cannot be moved
    yield from rdm6300((250, 225), 90)
    yield from _connected(4, "5V", (250, 235), HIGH)
    yield from _connected(6, "GND", (340, 235), GROUND)
    yield from plugged(10, (610, 372), "#1c7ed6", turn=470)
    yield from resistor((610, 290), "1 kΩ")
    yield from wire("M 610 236 V 244", "#1c7ed6")
    yield from wire("M 610 334 V 372 H 534", "#1c7ed6")
    yield from resistor((490, 372), "2 kΩ", flat=True)
    yield from wire("M 446 372 Q 380 372 300 338", GROUND)
    yield disc((300, 338), 8, GROUND)
    yield disc((610, 372), 8, "#1c7ed6")
    yield from label((640, 420), "10 GPIO15 (RXD)", "#1c7ed6")
    yield from _notes(
        "Switch the Pi off and unplug it first.",
        "TX carries 5 V, the pin bears 3.3 V: both",
        "resistors are needed. 1 kΩ: brown, black,",
        "red. 2 kΩ: red, black, red.",
        "Keep the coil 3 cm away from metal.",
    )


def _wiegand(pins: Pins) -> Iterator[str]:
    yield from level_shifter((330, 400), 72)
    yield from plugged(1, (474, 404), LOW, turn=448)
    yield from plugged(6, (546, 404), GROUND, turn=478)
    yield from plugged(PIN_OF_GPIO[pins.d0], (618, 404), GREEN, turn=488)
    yield from plugged(PIN_OF_GPIO[pins.d1], (690, 404), WHITE, turn=495)
    yield from wire(risen(2, 330) + "C 101 190 474 150 474 278", HIGH)
    yield from plug(2, HIGH)
    yield from supply((480, 20))
    yield from wire("M 824 172 C 824 262 690 225 690 278", WHITE)
    yield from wire("M 808 172 C 808 285 618 215 618 278", GREEN)
    yield from wire("M 792 172 C 792 265 556 200 546 278", BLACK)
    yield from wire("M 520 122 C 520 200 546 180 546 278", BLACK)
    yield from wire("M 776 172 C 776 230 580 230 580 122", RED)
    yield from wall_reader((800, 168))
    yield from cable((880, 120))
    for at, text, colour in (
        ((101, 330), "2 5V", HIGH),
        ((212, 432), "1 3V3", LOW),
        ((330, 448), "6 GND", GROUND),
        ((480, 456), f"{PIN_OF_GPIO[pins.d0]} GPIO{pins.d0}", GREEN),
        ((610, 456), f"{PIN_OF_GPIO[pins.d1]} GPIO{pins.d1}", "#adb5bd"),
    ):
        yield from label(at, text, colour)
    yield from _notes(
        "Switch the Pi off and unplug it first.",
        "The pins of the Pi bear 3.3 V: never a wire",
        "of the reader straight onto them.",
        "The reader has a supply of its own; its",
        "GND and that of the Pi are joined.",
    )


def _button(pins: Pins) -> Iterator[str]:
    pin, colour = PIN_OF_GPIO[pins.button], "#1c7ed6"
    yield from _connected(pin, f"GPIO{pins.button}", (676, 282), colour, (628, 322))
    yield from _connected(30, "GND", (724, 282), GROUND, (770, 322))
    yield from button((700, 222), "push button")
    yield from _notes(
        "Switch the Pi off and unplug it first.",
        "A button that closes when it is pressed;",
        "which of its two wires goes where does not",
        "matter. No resistor: the Pi has one inside.",
        "Each further button: a GPIO, and any GND.",
    )


SHEETS = {
    "wiring-lights.svg": Sheet("Lights and buzzer on a Raspberry Pi", _lights),
    "wiring-serial.svg": Sheet("An RDM6300 on a Raspberry Pi", _serial),
    "wiring-button.svg": Sheet("A push button on a Raspberry Pi", _button),
    "wiring-wiegand.svg": Sheet("A wall reader on a Raspberry Pi", _wiegand),
}
