"""The Debian 13 that packages are installed into, made once and kept.

`python -m tests.parts.nspawn.root` makes it: it takes a network, which isolated tests lack.
"""

import os
import shutil
import sys
from pathlib import Path

from tests.parts.made_once import made_once

_RECIPE = Path(__file__).with_name("build-root.sh")


def root() -> Path:
    """Return its root file system; nothing is ever written to it."""
    return made_once(_RECIPE, "debian13-systemd") / "root"


def main() -> None:
    """Make it where it can be made; the tests say what is missing otherwise."""
    if os.geteuid() == 0 and shutil.which("mmdebstrap"):
        sys.stdout.write(f"Packages are installed into {root()}\n")


if __name__ == "__main__":
    main()
