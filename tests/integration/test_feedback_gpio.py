"""Lamps on GPIO pins: gpiozero itself, on pins of air."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol, cast

import pytest

from terminal.feedback.gpio import GpioLamps
from terminal.feedback.lamps import NoLamps, open_lamps

GREEN, RED, BUZZER = 17, 27, 22


class MockPin(Protocol):
    """What is used of gpiozero's mock pins."""

    state: bool


class MockFactory(Protocol):
    """What is used of gpiozero's mock factory."""

    def pin(self, number: int) -> MockPin:
        """Return a pin."""


@pytest.fixture
def factory() -> MockFactory:
    """Return gpiozero's own pins of air, new ones for each test."""
    from gpiozero.pins.mock import MockFactory as Factory  # noqa: PLC0415 - after gpio, see there

    return cast("MockFactory", Factory())


def _states(factory: MockFactory) -> list[bool]:
    return [bool(factory.pin(number).state) for number in (GREEN, RED, BUZZER)]


def test_each_lamp_has_its_pin(factory: MockFactory) -> None:
    """What is switched on is what is wired to the pin of that name."""
    lamps = GpioLamps(GREEN, RED, BUZZER, factory)
    assert _states(factory) == [False, False, False]
    lamps.set(green=True, red=False, buzzer=True)
    assert _states(factory) == [True, False, True]
    lamps.set(green=False, red=True, buzzer=False)
    assert _states(factory) == [False, True, False]
    lamps.close()


def test_closing_switches_off_and_gives_the_pins_back(factory: MockFactory) -> None:
    """The same pins can be opened again after closing."""
    lamps = GpioLamps(GREEN, RED, BUZZER, factory)
    lamps.set(green=True, red=True, buzzer=True)
    lamps.close()
    assert _states(factory) == [False, False, False]
    GpioLamps(GREEN, RED, BUZZER, factory).close()


@pytest.mark.parametrize("absent", [0, 1, 2])
def test_any_lamp_may_be_absent(factory: MockFactory, absent: int) -> None:
    """A terminal without a buzzer still has its lights, and so on."""
    pins: list[int | None] = [GREEN, RED, BUZZER]
    pins[absent] = None
    lamps = GpioLamps(pins[0], pins[1], pins[2], factory)
    lamps.set(green=True, red=True, buzzer=True)
    assert _states(factory) == [position != absent for position in range(3)]
    lamps.close()


def test_if_one_pin_is_taken_none_stays_open(factory: MockFactory) -> None:
    """Lamps that cannot be had as a whole leave no pin behind."""
    taken = GpioLamps(None, None, BUZZER, factory)
    with pytest.raises(Exception, match="22"):
        GpioLamps(GREEN, RED, BUZZER, factory)
    taken.close()
    GpioLamps(GREEN, RED, BUZZER, factory).close()


def test_without_pins_there_is_no_gpiozero_and_no_log_line() -> None:
    """Who configured no lamps has none, and hears nothing of it."""
    assert _opened({}, "None, None, None") == ("NoLamps False", "")


@pytest.mark.skipif(Path("/dev/gpiochip0").exists(), reason="this machine has GPIO")
@pytest.mark.parametrize("choice", ["", "lgpio", "rpigpio", "pigpio", "native", "nonsense"])
def test_without_gpio_the_terminal_works_and_says_so(choice: str) -> None:
    """No GPIO chip: silent lamps and one line that says what to do, whatever was chosen."""
    said, logged = _opened({"GPIOZERO_PIN_FACTORY": choice} if choice else {}, "17, 27, 22")
    assert said == "NoLamps True"
    assert logged.count("\n") == 1
    assert logged.startswith("no lamps and no buzzer; swipes are stored all the same reason=")
    assert "remedy=" in logged


def test_pins_that_do_not_exist_are_survived(caplog: pytest.LogCaptureFixture) -> None:
    """A pin number that no board has ends in silent lamps too."""
    lamps = open_lamps(4711, None, None)
    lamps.set(green=True, red=True, buzzer=True)
    lamps.close()
    assert isinstance(lamps, NoLamps)
    assert caplog.text.count("no lamps and no buzzer") == 1


def _opened(environment: dict[str, str], pins: str) -> tuple[str, str]:
    """Open lamps in a process of their own; return what it said and what it logged."""
    program = (
        "import sys\n"
        "from terminal.feedback.lamps import open_lamps\n"
        f"print(type(open_lamps({pins})).__name__, 'gpiozero' in sys.modules)\n"
    )
    clean = {key: value for key, value in os.environ.items() if key != "GPIOZERO_PIN_FACTORY"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=clean | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip(), done.stderr
