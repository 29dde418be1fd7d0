"""What `doctor` finds of lights: files for chips and groups, bytes in place of the kernel's."""

import socket
import struct

import pytest

from terminal.doctor import Finding, Severity, lights
from terminal.host.look import lights as look_at_lights
from tests.parts.patient import Machine, has, severity

USER = "badge-terminal"
PINS = (17, 27, 22)


class Kernel:
    """Answers as a GPIO chip does; see linux/gpio.h.

    Attributes:
        used: Who uses which pin.
        lines: How many pins it has.
    """

    def __init__(self) -> None:
        self.used: dict[int, str] = {}
        self.lines = 58

    def __call__(self, file: int, request: int, buffer: bytes) -> bytes:
        assert file > 0
        if request == look_at_lights.CHIP_INFO:
            return struct.pack("=32s32sI", b"gpiochip0", b"pinctrl-bcm2711", self.lines)
        pin = struct.unpack_from("=I", buffer)[0]
        flags = 1 if pin in self.used else 0
        return struct.pack("=II32s32s", pin, flags, b"", self.used.get(pin, "").encode())


@pytest.fixture
def kernel() -> Kernel:
    """Return a chip of which nothing is used."""
    return Kernel()


def found(
    machine: Machine, kernel: Kernel | None = None, pins: tuple[int, ...] = PINS
) -> list[Finding]:
    """Examine the lights."""
    if kernel is None:
        seen = look_at_lights.look(machine.tree, pins, USER)
    else:
        seen = look_at_lights.look(machine.tree, pins, USER, kernel)
    return list(lights.findings(seen, pins, USER, "FILE"))


def fit(machine: Machine, members: str = USER) -> None:
    """Fit a chip that a group may open."""
    number = machine.file("/dev/gpiochip0").stat().st_gid
    machine.file("/dev/null0")
    machine.file("/etc/passwd", f"root:x:0:0::/:/bin/sh\n{USER}:x:999:998::/:/bin/false\n")
    rows = f"gpio:x:{number}:{members}\nbadge-terminal:x:998:\n"
    machine.file("/etc/group", rows)


def test_no_chip(machine: Machine) -> None:
    """A machine without GPIO, or whose devices cannot be listed, has none."""
    assert has(found(machine), lights.NO_CHIP)
    machine.unreadable("/dev")
    assert has(found(machine), lights.NO_CHIP)


def test_lights_that_nobody_wants(machine: Machine) -> None:
    """Without pins in the configuration nothing is looked for."""
    assert severity(found(machine, pins=()), lights.CHIP) is Severity.ABSENT


def test_pins_that_are_free(machine: Machine, kernel: Kernel) -> None:
    """Free ones, and those that the terminal itself uses, are well."""
    fit(machine)
    kernel.used = {17: "lg"}
    told = found(machine, kernel)
    of_pins = [each for each in told if each.check == lights.PINS.name]
    assert {each.severity for each in of_pins} == {Severity.WELL}
    assert of_pins[0].what == "GPIO17 is in use by the terminal"
    assert severity(told, lights.GROUP) is Severity.WELL
    assert any("pinctrl-bcm2711" in each.what for each in told)


@pytest.mark.parametrize(("consumer", "shown"), [("spi0 CS0", "spi0 CS0"), ("", "the kernel")])
def test_a_pin_that_is_taken(machine: Machine, kernel: Kernel, consumer: str, shown: str) -> None:
    """A driver that took it is named."""
    fit(machine)
    kernel.used = {27: consumer}
    assert has(found(machine, kernel), lights.PIN_TAKEN, f"GPIO27 is used by “{shown}”")


def test_a_pin_that_is_not_there(machine: Machine, kernel: Kernel) -> None:
    """A chip of another machine may have fewer."""
    fit(machine)
    kernel.lines = 20
    assert has(found(machine, kernel), lights.PIN_MISSING, "GPIO22")


def test_a_user_without_the_group(machine: Machine, kernel: Kernel) -> None:
    """The command names user and group."""
    fit(machine, members="pi")
    told = found(machine, kernel)
    assert has(told, lights.NOT_IN_GROUP)
    assert any("usermod -aG gpio badge-terminal" in each.mend for each in told)


def test_a_machine_without_the_user(machine: Machine, kernel: Kernel) -> None:
    """Whether it would be in the group is unknown."""
    fit(machine)
    machine.file("/etc/passwd", "root:x:0:0::/:/bin/sh\n")
    assert severity(found(machine, kernel), lights.GROUP) is Severity.UNKNOWN


def test_a_group_without_a_name(machine: Machine, kernel: Kernel) -> None:
    """It is shown by its number."""
    fit(machine)
    machine.file("/etc/group", "")
    assert has(found(machine, kernel), lights.NOT_IN_GROUP, "group ")


def test_a_chip_that_does_not_answer(machine: Machine) -> None:
    """A file that is no chip tells nothing of pins; nor one that cannot be opened."""
    fit(machine)
    assert severity(found(machine), lights.PINS) is Severity.UNKNOWN


def test_a_chip_that_cannot_be_opened(
    machine: Machine, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may not open it sees that it is there, and no more; a socket stands for it."""
    fit(machine)
    machine.tree.at("/dev/gpiochip0").unlink()
    monkeypatch.chdir(machine.tree.at("/dev"))
    with socket.socket(socket.AF_UNIX) as unusable:
        unusable.bind("gpiochip0")
        told = found(machine, kernel)
    assert severity(told, lights.PINS) is Severity.UNKNOWN
    assert any("not to be seen by this user" in each.what for each in told)


def seen(
    *, model: str = "", has_lgpio: bool = True, gpiozero: tuple[int, ...] | None, chip: str
) -> list[Finding]:
    """Examine libraries that are not those of this machine."""
    one = lights.Chip(name=chip, label="pinctrl-rp1", group="gpio")
    value = lights.Lights(
        model=model,
        has_lgpio=has_lgpio,
        gpiozero=gpiozero,
        chips=(lights.Chip(name="gpiochip9", label="brcmvirt-gpio", group="gpio"), one),
        groups=frozenset({"gpio"}),
    )
    return list(lights.findings(value, (17,), USER, "FILE"))


def test_a_library_that_is_missing() -> None:
    """Both are needed, and the one that is missing is named."""
    no_lgpio = seen(has_lgpio=False, gpiozero=(2, 0, 1), chip="gpiochip0")
    assert has(no_lgpio, lights.NO_LGPIO, "lgpio cannot")
    assert has(seen(gpiozero=None, chip="gpiochip0"), lights.NO_LGPIO, "gpiozero cannot")


@pytest.mark.parametrize(
    ("gpiozero", "chip", "is_well"),
    [
        ((2, 0, 1), "gpiochip0", False),
        ((2, 0, 1), "gpiochip4", True),
        ((2, 0, 1, 3), "gpiochip0", True),
    ],
)
def test_a_pi_5_needs_a_newer_library(
    gpiozero: tuple[int, ...], chip: str, *, is_well: bool
) -> None:
    """Newer kernels have no gpiochip4, where older libraries look for the pins."""
    told = seen(model="Raspberry Pi 5 Model B", gpiozero=gpiozero, chip=chip)
    assert has(told, lights.OLD_GPIOZERO) is not is_well


def test_the_chip_with_the_header_is_chosen() -> None:
    """Other chips may come first."""
    told = seen(gpiozero=(2, 0, 1), chip="gpiochip10")
    assert any(each.what == "gpiochip10 (pinctrl-rp1)" for each in told)
