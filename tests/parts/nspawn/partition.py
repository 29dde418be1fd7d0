"""A partition of its own for a machine, every block of which can be looked at."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.parts.need import need

_SIZE_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Partition:
    """A file system in a file.

    Attributes:
        image: The file.
    """

    image: Path

    def holds(self, text: str) -> bool:
        """Return whether a text is in any of its blocks, in use or free."""
        os.sync()
        return text.encode() in self.image.read_bytes()


@contextmanager
def partition(place: Path, scratch: Path) -> Iterator[Partition]:
    """Mount an empty one.

    It has no journal, like those that other computers can write to, for which not every kernel
    has a driver.

    Args:
        place: Where, as seen from here.
        scratch: A folder on a disk.
    """
    need("mkfs.ext2", "losetup")
    image = scratch / "partition"
    with image.open("wb") as file:
        file.truncate(_SIZE_BYTES)
    subprocess.run(["mkfs.ext2", "-q", "-F", image], check=True)
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-o", "loop", image, place], check=True)
    try:
        yield Partition(image)
    finally:
        subprocess.run(["umount", place], check=True)
