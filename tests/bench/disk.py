"""What the disk itself takes, and what is written to it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BLOCK_BYTES = 4096
_BLOCKS = 64
_SECTOR_BYTES = 512


class Overwritten:
    """A file of which one block after the other is overwritten and synced: the least a disk can do.

    Args:
        path: Where it is made.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
        os.write(self._descriptor, bytes(_BLOCKS * BLOCK_BYTES))
        os.fsync(self._descriptor)
        self._block = os.urandom(BLOCK_BYTES)
        self._written = 0

    def close(self) -> None:
        """Close it."""
        os.close(self._descriptor)

    def write(self) -> None:
        """Overwrite the next block, and sync it."""
        os.pwrite(self._descriptor, self._block, self._written % _BLOCKS * BLOCK_BYTES)
        os.fdatasync(self._descriptor)
        self._written += 1


class Meter:
    """How many bytes went to the disk: this process's own, and everybody's on that disk.

    Args:
        folder: On the disk that is meant.

    Attributes:
        own: Of the pages that this process made dirty.
        everybody: What the disk was given, the file system's own journal and others included.
    """

    def __init__(self, folder: Path) -> None:
        device = folder.stat().st_dev
        self._device = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}/stat")
        self.own = self.everybody = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count what is written meanwhile."""
        own, everybody = _own(), self._everybody()
        yield
        self.own += _own() - own
        self.everybody += self._everybody() - everybody

    def _everybody(self) -> int:
        return int(self._device.read_text().split()[6]) * _SECTOR_BYTES


def _own() -> int:
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("write_bytes")).split()[1])
