"""The outside of a terminal: readers, lights, clocks and Protime, as configured."""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Protocol, assert_never

from terminal import ports
from terminal.bootstrap.client import ClosableProtime, configured_secret, open_protime
from terminal.config import (
    Badge,
    Config,
    ConsoleReader,
    KeyboardReader,
    PcscReader,
    SerialReader,
    WiegandReader,
)
from terminal.config import Reader as ReaderConfig
from terminal.feedback.console import Console
from terminal.feedback.lamps import open_lamps
from terminal.feedback.player import Player
from terminal.feedback.together import Performer, Together
from terminal.host.clocks import SystemClock
from terminal.model.struct import Struct
from terminal.true_time import ToldTimes

if TYPE_CHECKING:
    from terminal.readers.pcsc.beside import Beside
    from terminal.readers.pcsc.exchange import Source


class Reader(ports.Reader, Protocol):
    """A reader that holds a device."""

    def close(self) -> None:
        """Let go of the device."""


class Buttons(ports.Buttons, Protocol):
    """Buttons that hold pins."""

    def close(self) -> None:
        """Give the pins back."""


class Edges(Struct, frozen=True, kw_only=True):
    """What a terminal is wired to. A rehearsal brings its own.

    Attributes:
        readers: How to open each reader, by its configured name.
        open_protime: How to open the client.
        feedback: Lights, sound and text, open already.
        clock: All the clocks.
        buttons: How to make the buttons, whose pins are opened later; None if there are none.
        told: What listens to the time in Protime's answers, if anything does.
    """

    readers: Mapping[str, Callable[[], Reader]]
    open_protime: Callable[[], ClosableProtime]
    feedback: Performer
    clock: ports.Clock
    buttons: Callable[[], Buttons] | None = None
    told: ToldTimes | None = None


def real_edges(config: Config) -> Edges:
    """Return the edges that the configuration names; only the lights are opened."""
    clock = SystemClock(config.terminal.clock_trust)
    told = ToldTimes(clock)
    return Edges(
        readers={each.name: partial(open_reader, each, config.badge) for each in config.readers},
        open_protime=partial(
            open_protime, config, partial(configured_secret, config), told.told_time
        ),
        feedback=_feedback(config),
        clock=clock,
        buttons=_buttons(config),
        told=told,
    )


def open_reader(config: ReaderConfig, badge: Badge, beside: "Beside | None" = None) -> Reader:
    """Open a reader as configured.

    Args:
        config: The reader.
        badge: What to read of a badge, where it can be chosen.
        beside: Is told what else a badge has, where that can be asked for.
    """
    # Imported here: a terminal without a PC/SC reader does without pcscd's library, and so on.
    match config:
        case PcscReader():
            return _open_pcsc(config, badge, beside)
        case ConsoleReader():
            from terminal.readers import console  # noqa: PLC0415

            return console.ConsoleReader(sys.stdin)
        case SerialReader():
            from terminal.readers import serial  # noqa: PLC0415

            return serial.serial_reader(
                config.device, baud=config.baud, protocol=config.protocol, length=config.length
            )
        case WiegandReader():
            from terminal.readers import wiegand  # noqa: PLC0415

            return wiegand.wiegand_reader(config.d0, config.d1, config.bits)
        case KeyboardReader():
            return _open_keyboard(config)
        case _:
            assert_never(config)


def _open_pcsc(config: PcscReader, badge: Badge, beside: "Beside | None") -> Reader:
    from terminal.readers.pcsc import reader  # noqa: PLC0415
    from terminal.readers.pcsc.identifier import identifier  # noqa: PLC0415

    source = identifier if badge.source == "uid" else _stored(badge)
    return reader.PcscReader(config.match, beside.source(source) if beside else source)


def _stored(badge: Badge) -> "Source":
    from terminal.bootstrap.stored_numbers import stored_number  # noqa: PLC0415

    return stored_number(badge)


def _open_keyboard(config: KeyboardReader) -> Reader:
    from terminal.readers import keyboard  # noqa: PLC0415
    from terminal.readers.input_devices import Wanted  # noqa: PLC0415

    manner = keyboard.Manner(
        layout=config.layout,
        end_key=config.end_key,
        pace_seconds=config.pace_seconds,
        length=config.length,
    )
    return keyboard.keyboard_reader(Wanted(config.match, config.usb_id), manner)


def _feedback(config: Config) -> Performer:
    pins = config.feedback
    others = list[Performer]()
    if any(isinstance(each, ConsoleReader) for each in config.readers):
        others.append(Console(sys.stdout))
    others += [
        _reader_lights(each)
        for each in config.readers
        if isinstance(each, PcscReader) and each.model
    ]
    player = Player(open_lamps(pins.green_led, pins.red_led, pins.buzzer))
    return Together(player, *others) if others else player


def _reader_lights(config: PcscReader) -> Performer:
    from terminal.feedback.reader_lights import ReaderLights  # noqa: PLC0415
    from terminal.readers.pcsc.models import MODELS  # noqa: PLC0415
    from terminal.readers.pcsc.panel import ReaderPanel  # noqa: PLC0415

    panel = ReaderPanel(
        config.match, MODELS[config.model], own_beep=config.own_beep, has_lights=config.lights
    )
    return ReaderLights(config.name, panel)


def _buttons(config: Config) -> Callable[[], Buttons] | None:
    pins = {each.name: each.button for each in config.selections if each.button is not None}
    return partial(_open_buttons, pins) if pins else None


def _open_buttons(pins: Mapping[str, int]) -> Buttons:
    from terminal.readers import buttons  # noqa: PLC0415 - see open_reader

    return buttons.ButtonPanel(pins)
