"""Sets a terminal up without a keyboard: one file on the boot partition, taken in once."""

import logging
from contextlib import suppress
from pathlib import Path
from threading import Event

from terminal.bootstrap.setting_up import Refused, set_up
from terminal.config import ConfigErrors, Feedback
from terminal.config.check import sound_sections
from terminal.config.provision import answers_of, provision_of
from terminal.feedback.lamps import Lamps, open_lamps
from terminal.feedback.player import Player
from terminal.host.installing import CannotInstall, Installer, wipe
from terminal.model import Cue
from terminal.model.logline import event

logger = logging.getLogger(__name__)

FOLDERS = (Path("/boot/firmware"), Path("/boot"))
"""Where Raspberry Pi OS mounts the partition that other computers can write to: 12 on, before."""

FILE = "badge-terminal.toml"
REPORT = "badge-terminal-report.txt"
LIGHTS_SECONDS = 600.0
WIRED_AS_DESCRIBED = Feedback(green_led=17, red_led=27, buzzer=22)
"""The wiring of the README, where the file does not say another one."""

_TROUBLE = f"""\
The terminal was NOT set up. {FILE} has to be mended; then start the machine again.
A secret in it is still on this card.

"""
_DONE = f"""\
The terminal was set up. {FILE} was taken in, and wiped from this card.

"""


def take_in(folder: Path, path: Path, installer: Installer) -> str | None:
    """Set the terminal up by the file in a folder, if there is one, and wipe it from the card.

    What became of it is reported in the same folder, without the secret. The file is wiped only
    when all that was in it is safely on the disk; one that is wrong stays, to be mended.

    Returns:
        What is wrong; None if nothing is.
    """
    file = folder / FILE
    try:
        table = answers_of(file)
        done = list(set_up(provision_of(table, FILE), path, installer, waits=False))
        wipe(file)
    except (ConfigErrors, CannotInstall, Refused, OSError) as error:
        logger.error(event("not set up", reason=error))  # noqa: TRY400 - it says it all
        _report(folder, f"{_TROUBLE}{error}\n")
        return str(error)
    logger.info(event("set up", file=file))
    _report(folder, _DONE + "".join(f"{line}\n" for line in done))
    return None


def lights_of(file: Path) -> Lamps:
    """Return the lights that a file speaks of, however wrong the rest of it is."""
    pins = WIRED_AS_DESCRIBED
    with suppress(ConfigErrors):
        table = answers_of(file)
        feedback = sound_sections(table).get("feedback")
        if "feedback" in table and isinstance(feedback, Feedback):
            pins = feedback
    return open_lamps(pins.green_led, pins.red_led, pins.buzzer)


def show_trouble(lamps: Lamps, stop: Event) -> None:
    """Show for a while that the configuration is wrong, for whoever stands before it."""
    player = Player(lamps)
    player.play(Cue.CONFIGURATION_FAULT)
    stop.wait(LIGHTS_SECONDS)
    player.close()


def _report(folder: Path, text: str) -> None:
    # In the manner of Windows, where it is most likely read.
    with suppress(OSError):
        (folder / REPORT).write_bytes(text.replace("\n", "\r\n").encode())
