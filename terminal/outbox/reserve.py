"""Room on the disk that is kept for bad days: given up first, so that swipes go on."""

import logging
import os
from contextlib import suppress
from pathlib import Path

from terminal.model.logline import event
from terminal.outbox.trouble import room_bytes

logger = logging.getLogger(__name__)

RESERVE_BYTES = 4 * 1024 * 1024
"""Room for some ten thousand swipes: weeks in which somebody can see what the terminal says."""

CHUNK_BYTES = 256 * 1024
"""Written at a time: a swipe that comes meanwhile waits for no more than this on its way out."""

PLENTY = 4
"""There must be room for so many reserves before one is made."""


class Reserve:
    """A file beside the outbox that holds nothing but its room.

    Attributes:
        was_given_up: Whether it was, since the last time it was whole.
    """

    def __init__(self, outbox: Path) -> None:
        self._path = outbox.with_name(outbox.name + ".reserve")
        self._may_be_made = True
        self.was_given_up = False

    @property
    def is_whole(self) -> bool:
        """Whether all of it is there."""
        return self._size() >= RESERVE_BYTES

    def give_up(self) -> bool:
        """Free its room; return whether there was any."""
        size = self._size()
        if not size:
            return False
        try:
            self._path.unlink()
        except OSError:
            return False
        self.was_given_up = True
        logger.error(
            event("disk full, the reserve is given up", folder=self._path.parent, freed_bytes=size)
        )
        return True

    def tend(self) -> None:
        """Make it a little larger if it is not whole and there is plenty of room.

        Where that fails it is left alone until the next start: a reserve is worth no trouble.
        """
        if not self._may_be_made or self.is_whole:
            return
        if room_bytes(self._path) < PLENTY * RESERVE_BYTES:
            return
        try:
            self._grow()
        except OSError as error:
            self._may_be_made = False
            with suppress(OSError):
                self._path.unlink()
            logger.info(event("no reserve on this disk", reason=error))
        self.was_given_up = self.was_given_up and not self.is_whole

    def _grow(self) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        descriptor = os.open(self._path, flags, 0o640)
        try:
            # Not zeros: some file systems keep those, and what they could compress, in no room.
            os.write(descriptor, os.urandom(CHUNK_BYTES))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _size(self) -> int:
        try:
            return self._path.stat().st_size
        except OSError:
            return 0
