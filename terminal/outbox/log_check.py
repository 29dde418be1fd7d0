"""Whether SQLite takes the whole log, quick enough for every start.

SQLite checks each frame as it takes it, in a few milliseconds. What it does not take is looked at
here: where no commit lies behind it, nothing was forgotten, and `Wal` need not read it all again.
"""

import os
import struct
from contextlib import suppress
from functools import partial
from pathlib import Path

from terminal.outbox.trouble import Damage
from terminal.outbox.wal import FRAME_HEADER_BYTES, HEADER_BYTES, Wal, log_of

_FRAMES_AT_A_TIME = 64

_INDEX = struct.Struct("=12x?3xI")
"""Of the index's header: whether it was made, and how many frames of the log are in it."""


def check_log(path: Path, page_bytes: int) -> bool:
    """Make sure that SQLite, which has the file open, takes every commit in its log.

    Returns:
        Whether there is any.

    Raises:
        Damage: It takes the log for ended before its end.
        OSError: The log cannot be read.
    """
    taken, log = _frames_taken(path), log_of(path)
    if taken and not _has_commit_behind(log, page_bytes, taken):
        return True
    wal = Wal(log, page_bytes)
    if wal.flaw:
        raise Damage(wal.flaw)
    return bool(wal.last_commit)


def _frames_taken(path: Path) -> int:
    """Return how much of the log SQLite knows, by the log's index (its "WAL-mode File Format")."""
    try:
        header = os.pread(_descriptor(path.with_name(path.name + "-shm")), _INDEX.size, 0)
        is_known, frames = _INDEX.unpack(header)
    except (OSError, struct.error):
        return 0
    return frames if is_known else 0


def _descriptor(file: Path) -> int:
    """Return the descriptor by which SQLite has a file open in this process.

    To open the file once more, and close that, would end SQLite's locks on it: so it is with
    locks of fcntl(2). Other processes would then make the index anew while it is in use.
    """
    wanted = file.stat()
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # that of this listing itself, which is closed by now
            if os.path.samestat(os.fstat(int(entry.name)), wanted):
                return int(entry.name)
    raise FileNotFoundError(file)


def _has_commit_behind(log: Path, page_bytes: int, taken: int) -> bool:
    """Return whether a commit of the log's newest time round lies behind so many frames."""
    frame = struct.Struct(f">4xI8s8x{page_bytes}x")
    with log.open("rb") as file:
        salts = file.read(HEADER_BYTES)[16:24]
        file.seek(HEADER_BYTES + taken * (FRAME_HEADER_BYTES + page_bytes))
        for frames in iter(partial(file.read, _FRAMES_AT_A_TIME * frame.size), b""):
            whole = frames[: len(frames) // frame.size * frame.size]
            if any(size and its == salts for size, its in frame.iter_unpack(whole)):
                return True
    return False
