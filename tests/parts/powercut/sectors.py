"""What a cache holds that its disk does not."""

import errno
import os
from collections.abc import Iterator

SECTOR_BYTES = 512
"""What a disk writes whole or not at all, at the least."""

_BLOCK_BYTES = 128 * SECTOR_BYTES


def differing_sectors(cache: int, image: int) -> Iterator[tuple[int, bytes]]:
    """Yield offset and content of each sector that was written to the cache and not flushed.

    Args:
        cache: A sparse file, written only where something was cached.
        image: The file that flushes write to.
    """
    for begin, end in _written(cache):
        for offset in range(begin, end, _BLOCK_BYTES):
            size = min(_BLOCK_BYTES, end - offset)
            new, old = os.pread(cache, size, offset), os.pread(image, size, offset)
            if new != old:
                yield from _sectors(offset, new, old)


def _sectors(offset: int, new: bytes, old: bytes) -> Iterator[tuple[int, bytes]]:
    for at in range(0, len(new), SECTOR_BYTES):
        sector = new[at : at + SECTOR_BYTES]
        if sector != old[at : at + SECTOR_BYTES]:
            yield offset + at, sector


def _written(file: int) -> Iterator[tuple[int, int]]:
    end = 0
    while True:
        try:
            begin = os.lseek(file, end, os.SEEK_DATA)
        except OSError as error:
            if error.errno == errno.ENXIO:  # there is no data after this
                return
            raise
        end = os.lseek(file, begin, os.SEEK_HOLE)
        yield begin, end
