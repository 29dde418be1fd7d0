"""The Debians that the terminal is installed into, made once and kept.

`python -m tests.parts.nspawn.root` makes them: it takes a network, which isolated tests lack.
"""

import os
import shutil
import sys
from pathlib import Path

from tests.parts.made_once import made_once

DEPENDS = Path(__file__).with_name("depends.txt")
"""What the package of the terminal depends on."""

_RECIPE = Path(__file__).with_name("build-root.sh")
_RECIPE_OF_12 = Path(__file__).with_name("build-debian12.sh")
_PINS = Path(__file__).parents[3] / "packaging/constraints/newest.txt"


def root() -> Path:
    """Return the root file system of a Debian 13; nothing is ever written to it."""
    return made_once(_RECIPE, "debian13-systemd", DEPENDS) / "root"


def debian12() -> Path:
    """Return that of a Debian 12, in which pip finds what it is to install."""
    return made_once(_RECIPE_OF_12, "debian12-systemd", _PINS) / "root"


def main() -> None:
    """Make them where they can be made; the tests say what is missing otherwise."""
    if os.geteuid() == 0 and shutil.which("mmdebstrap"):
        sys.stdout.write(f"Packages are installed into {root()}\n")
        sys.stdout.write(f"Without them, by pip, it is installed into {debian12()}\n")


if __name__ == "__main__":
    main()
