"""The Debian that the machines under test boot, made once and kept.

`python -m tests.parts.machine.image` makes it: it takes a network, which isolated tests lack.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.parts.made_once import made_once

_RECIPE = Path(__file__).with_name("build-image.sh")


@dataclass(frozen=True, slots=True)
class Image:
    """What a machine boots from; none of it is ever written to."""

    kernel: Path
    initrd: Path
    root: Path


def image() -> Image:
    """Return the image, from the user's cache if it was made before by the same recipe."""
    folder = made_once(_RECIPE, "debian13")
    return Image(folder / "kernel", folder / "initrd", folder / "root.ext4")


def main() -> None:
    """Make the image where it can be made; the tests say what is missing otherwise."""
    if os.geteuid() == 0 and shutil.which("mmdebstrap"):
        sys.stdout.write(f"The machines under test boot {image().root}\n")


if __name__ == "__main__":
    main()
