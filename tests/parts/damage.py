"""Damage to the files of an outbox, the same for the same seed."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from terminal.outbox.connection import PAGE_BYTES
from terminal.outbox.wal import FRAME_HEADER_BYTES, HEADER_BYTES, Wal, log_of

FRAME_BYTES = FRAME_HEADER_BYTES + PAGE_BYTES

Change = Callable[[random.Random, bytearray, int], None]


@dataclass(frozen=True, slots=True)
class Files:
    """An outbox as it lies on the disk: the file, and its log."""

    file: bytes
    log: bytes

    @classmethod
    def of(cls, path: Path) -> "Files":
        """Read them."""
        return cls(path.read_bytes(), log_of(path).read_bytes())

    def write(self, path: Path) -> None:
        """Put them in a folder where nothing else of an outbox is."""
        path.write_bytes(self.file)
        log_of(path).write_bytes(self.log)


def damaged(files: Files, seed: int, commits: int) -> tuple[str, Files]:
    """Return what was done to the files, and what they are by that.

    Args:
        files: Sound ones.
        seed: Decides everything.
        commits: The last frame of the log that matters; what follows is left alone.
    """
    rng = random.Random(seed)
    what = rng.choice(list(CHANGES))
    if rng.random() < 0.6:
        file = bytearray(files.file)
        CHANGES[what](rng, file, len(file))
        return f"{what} in the file", Files(bytes(file), files.log)
    log = bytearray(files.log)
    CHANGES[what](rng, log, HEADER_BYTES + commits * FRAME_BYTES)
    return f"{what} in the log", Files(files.file, bytes(log))


def _flip(rng: random.Random, content: bytearray, size: int) -> None:
    for _ in range(rng.choice([1, 1, 2, 8, 60])):
        content[rng.randrange(size)] ^= 1 << rng.randrange(8)


def _flip_early(rng: random.Random, content: bytearray, size: int) -> None:
    _flip(rng, content, min(size, 200))


def _scramble(rng: random.Random, content: bytearray, size: int) -> None:
    begin = _begin(rng, size)
    content[begin : begin + PAGE_BYTES] = rng.randbytes(PAGE_BYTES)


def _zero(rng: random.Random, content: bytearray, size: int) -> None:
    begin = _begin(rng, size)
    length = PAGE_BYTES * rng.choice([1, 4])
    content[begin : begin + length] = bytes(len(content[begin : begin + length]))


def _swap(rng: random.Random, content: bytearray, size: int) -> None:
    one, other = _begin(rng, size), _begin(rng, size)
    page = content[one : one + PAGE_BYTES]
    content[one : one + PAGE_BYTES] = content[other : other + PAGE_BYTES]
    content[other : other + PAGE_BYTES] = page


def _cut(rng: random.Random, content: bytearray, size: int) -> None:
    # The very beginning of a log can be cut off without a trace: not that.
    least = min(size - 1, HEADER_BYTES + 12 * FRAME_BYTES)
    del content[rng.randrange(least, size) :]


def _begin(rng: random.Random, size: int) -> int:
    return PAGE_BYTES * rng.randrange(size // PAGE_BYTES)


CHANGES: dict[str, Change] = {
    "flipped bits": _flip,
    "flipped bits at the beginning": _flip_early,
    "a scrambled page": _scramble,
    "zeros": _zero,
    "two pages swapped": _swap,
    "the end cut off": _cut,
}


def untouched(sound: Files, damaged: Files, folder: Path) -> Iterator[bytes]:
    """Yield every page, and every frame of a commit that is known to be one, that is as it was."""
    for begin in range(0, len(sound.file), PAGE_BYTES):
        page = sound.file[begin : begin + PAGE_BYTES]
        if damaged.file[begin : begin + PAGE_BYTES] == page:
            yield page
    for number in range(1, _last_known_commit(sound, damaged, folder) + 1):
        if _is_same(sound, damaged, number):
            yield _frame(sound, number)


def _last_known_commit(sound: Files, damaged: Files, folder: Path) -> int:
    path = folder / "sound-wal"
    path.write_bytes(sound.log)
    frames = Wal(path, PAGE_BYTES).frames.values()
    known = [
        frame.number
        for frame in frames
        if frame.is_commit
        and _is_same(sound, damaged, frame.number)
        and _is_same(sound, damaged, frame.number - 1)
    ]
    return max(known, default=0)


def _is_same(sound: Files, damaged: Files, number: int) -> bool:
    return number == 0 or _frame(sound, number) == _frame(damaged, number)


def _frame(files: Files, number: int) -> bytes:
    begin = HEADER_BYTES + (number - 1) * FRAME_BYTES
    return files.log[begin : begin + FRAME_BYTES]
