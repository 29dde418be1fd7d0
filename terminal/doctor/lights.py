"""Whether lights and buzzer can be reached."""

from collections.abc import Iterator
from dataclasses import dataclass

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

LIBRARY = Check("gpio-library", "whether lgpio and gpiozero can be imported, and their versions")
CHIP = Check("gpio-chip", "the GPIO chips in /dev and what they call themselves")
PINS = Check("gpio-pins", "who uses each configured pin, by the kernel's word")
GROUP = Check("gpio-group", "whether the service's user may open the GPIO chip (its group)")

NO_LGPIO = Ailment(
    LIBRARY,
    Severity.WARNING,
    "Nothing at the GPIO pins works: lights and buzzer, buttons, Wiegand readers",
    "on Raspberry Pi OS: sudo apt-get install python3-lgpio python3-gpiozero; "
    "sudo systemctl restart badge-terminal. Other systems have no pins: take them out of the "
    "configuration",
)
OLD_GPIOZERO = Ailment(
    LIBRARY,
    Severity.WARNING,
    "This version looks for the pins of a Raspberry Pi 5 on a chip that newer kernels do not have",
    "sudo apt-get install --only-upgrade python3-gpiozero; in a virtual environment "
    "`pip install 'gpiozero>=2.0.1.post3'`",
)
NO_CHIP = Ailment(
    CHIP,
    Severity.WARNING,
    "Nothing at the GPIO pins works: lights and buzzer, buttons, Wiegand readers",
    "on a Raspberry Pi: `sudo apt-get full-upgrade && sudo reboot`; on a machine without GPIO, "
    "take [feedback], Wiegand readers and every `button` out of {config}",
)
PIN_MISSING = Ailment(
    PINS,
    Severity.WARNING,
    "What is said to be wired to it does not work",
    "write the GPIO number that it is wired to in {config}",
)
PIN_TAKEN = Ailment(
    PINS,
    Severity.WARNING,
    "Another program or driver holds that pin: what is wired to it does not work",
    "end that program, or take its `dtoverlay` or `dtparam` out of /boot/firmware/config.txt; or "
    "wire another pin and write it in {config}",
)
NOT_IN_GROUP = Ailment(
    GROUP,
    Severity.WARNING,
    "The service may not open the GPIO chip: nothing at the GPIO pins works",
    "sudo usermod -aG {group} {user}; sudo systemctl restart badge-terminal",
)

FIRST_GPIOZERO_FOR_NEW_KERNELS = (2, 0, 1, 3)
OWN_CONSUMERS = ("lg", "badge-terminal")
"""What the kernel calls this program's own use of a pin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A GPIO chip.

    Attributes:
        name: Such as gpiochip0.
        label: Such as pinctrl-bcm2835, or why it cannot be seen.
        group: The group that may open it.
        consumers: Who uses each pin of interest; empty for nobody. A pin that the chip does not
            have is left out.
    """

    name: str
    label: str | Unseen
    group: str
    consumers: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lights:
    """What leads to the pins.

    Attributes:
        model: What the machine calls itself.
        has_lgpio: Whether lgpio is installed.
        gpiozero: Its version as numbers; None if it is not installed.
        chips: All GPIO chips, the first one first.
        groups: The groups of the service's user; None if there is no such user.
    """

    model: str
    has_lgpio: bool
    gpiozero: tuple[int, ...] | None
    chips: tuple[Chip, ...]
    groups: frozenset[str] | None


def findings(seen: Lights, pins: tuple[int, ...], user: str, config: str) -> Iterator[Finding]:
    """Examine what leads to the configured pins."""
    if not pins:
        yield CHIP.absent("nothing at GPIO pins is configured")
        return
    yield _library(seen)
    chip = chosen_chip(seen.chips)
    if chip is None:
        yield NO_CHIP.seen("there is no GPIO chip", config=config)
        return
    label = "not to be seen by this user" if isinstance(chip.label, Unseen) else chip.label
    yield CHIP.well(f"{chip.name} ({label})")
    yield _group(chip, seen.groups, user)
    yield from _pins(chip, pins, config)


def chosen_chip(chips: tuple[Chip, ...]) -> Chip | None:
    """Return the chip with the 40-pin header: the one that says so, else the first."""
    header = [each for each in chips if str(each.label).startswith("pinctrl-")]
    return next(iter([*header, *chips]), None)


def _library(seen: Lights) -> Finding:
    if not seen.has_lgpio or seen.gpiozero is None:
        missing = "lgpio" if not seen.has_lgpio else "gpiozero"
        return NO_LGPIO.seen(f"{missing} cannot be imported")
    version = ".".join(map(str, seen.gpiozero[:3]))
    if "Raspberry Pi 5" in seen.model and not _finds_the_chip(seen):
        return OLD_GPIOZERO.seen(f"gpiozero {version} on a kernel without gpiochip4")
    return LIBRARY.well(f"gpiozero {version} with lgpio")


def _finds_the_chip(seen: Lights) -> bool:
    is_new = (seen.gpiozero or ()) >= FIRST_GPIOZERO_FOR_NEW_KERNELS
    return is_new or any(chip.name == "gpiochip4" for chip in seen.chips)


def _group(chip: Chip, groups: frozenset[str] | None, user: str) -> Finding:
    if groups is None:
        return GROUP.unknown(Unseen(f"there is no user {user} here", "install the package"))
    if chip.group not in groups:
        what = f"{user} is not in the group {chip.group} of {chip.name}"
        return NOT_IN_GROUP.seen(what, group=chip.group, user=user)
    return GROUP.well(f"{user} is in the group {chip.group}")


def _pins(chip: Chip, pins: tuple[int, ...], config: str) -> Iterator[Finding]:
    if isinstance(chip.label, Unseen):
        yield PINS.unknown(chip.label)
        return
    used = dict(chip.consumers)
    for pin in pins:
        yield _pin(pin, used.get(pin), config)


def _pin(pin: int, consumer: str | None, config: str) -> Finding:
    about = f"GPIO{pin}"
    if consumer is None:
        return PIN_MISSING.seen(f"there is no {about} on this chip", about, config=config)
    if consumer and consumer not in OWN_CONSUMERS:
        return PIN_TAKEN.seen(f"{about} is used by “{consumer}”", about, config=config)
    return PINS.well(f"{about} is {'in use by the terminal' if consumer else 'free'}", about)
