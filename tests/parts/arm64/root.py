"""The Debian 13 for arm64 that the package is installed into, made once and kept.

`python -m tests.parts.arm64.root` makes it: it takes a network, which isolated tests lack.
"""

import os
import shutil
import sys
from pathlib import Path

from tests.parts.arm64.emulation import emulated, is_possible
from tests.parts.made_once import made_once
from tests.parts.nspawn.root import DEPENDS

_RECIPE = Path(__file__).with_name("build-root.sh")


def root() -> Path:
    """Return its root file system; nothing is ever written to it."""
    return made_once(_RECIPE, "debian13-arm64", DEPENDS) / "root"


def main() -> None:
    """Make it where it can be made; the tests say what is missing otherwise."""
    if os.geteuid() == 0 and shutil.which("mmdebstrap") and is_possible():
        with emulated():
            sys.stdout.write(f"For arm64, the package is installed into {root()}\n")


if __name__ == "__main__":
    main()
