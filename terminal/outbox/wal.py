"""SQLite's write-ahead log as it lies on the disk, read without SQLite.

SQLite takes a log for ended at the first frame that makes no sense, for after a power cut it may
well be. Where the disk damaged it, whole commits behind that frame would be forgotten in silence:
delivered clockings would be pending again. The format is that of SQLite's "WAL-mode File Format".
"""

import struct
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from terminal.model.struct import Struct

HEADER_BYTES = 32
FRAME_HEADER_BYTES = 24
_LITTLE_ENDIAN_MAGIC = 0x377F0682
_BIG_ENDIAN_MAGIC = 0x377F0683
_MASK = 0xFFFFFFFF
_FIRST_FRAMES = 10

Sums = tuple[int, int]


class Frame(Struct, frozen=True):
    """One page in the log.

    Attributes:
        number: Counted from 1.
        page: Which page of the database it is.
        is_commit: Whether it is the last one of a commit.
        sums: The checksum that it claims for itself and all before it.
    """

    number: int
    page: int
    is_commit: bool
    sums: Sums


class Wal:
    """The frames of a log that were written since it last began anew, as far as they are there.

    Attributes:
        frames: By number.
        last_commit: The last frame that surely ended a commit, 0 for none: its checksum goes with
            that of the frame before it, so it is no remainder.
        flaw: What shows that it is damaged; None if nothing does. What a power cut can do to its
            last commit is none.

    Raises:
        OSError: It cannot be read.
    """

    def __init__(self, path: Path, page_bytes: int) -> None:
        self._path = path
        self._page_bytes = page_bytes
        self.frames: dict[int, Frame] = {}
        self.last_commit = 0
        self.flaw: str | None = None
        if path.exists() and path.stat().st_size > HEADER_BYTES:
            with path.open("rb") as file:
                self._read_header(file)
                self.frames = {frame.number: frame for frame in self._read_frames(file)}
                self.last_commit = self._last_commit(file)
                self._look_for_breaks(file)

    def content(self, frame: Frame) -> bytes:
        """Return the page in a frame."""
        with self._path.open("rb") as file:
            return self._whole(file, frame.number)[FRAME_HEADER_BYTES:]

    def _read_header(self, file: BinaryIO) -> None:
        header = file.read(HEADER_BYTES)
        (magic,) = struct.unpack(">I", header[:4])
        self._order = ">" if magic == _BIG_ENDIAN_MAGIC else "<"
        self._salts = header[16:24]
        self._header_sums: Sums = struct.unpack(">II", header[24:])
        is_sound = magic in {_LITTLE_ENDIAN_MAGIC, _BIG_ENDIAN_MAGIC} and (
            _sums(header[:24], (0, 0), self._order) == self._header_sums
        )
        if not is_sound:
            self._note("the log's header is damaged")
            first = (self._whole(file, number)[8:16] for number in range(1, _FIRST_FRAMES))
            ((self._salts, _),) = Counter(first).most_common(1)

    def _read_frames(self, file: BinaryIO) -> Iterator[Frame]:
        """Yield those of the newest time round."""
        number = 1
        while len(header := self._header(file, number)) == FRAME_HEADER_BYTES:
            page, size_after, salts, first, second = struct.unpack(">II8sII", header)
            if salts == self._salts:
                yield Frame(number, page, bool(size_after), (first, second))
            number += 1

    def _last_commit(self, file: BinaryIO) -> int:
        commits = (frame for frame in reversed(self.frames.values()) if frame.is_commit)
        return next((frame.number for frame in commits if self._is_vouched_for(file, frame)), 0)

    def _look_for_breaks(self, file: BinaryIO) -> None:
        """Find a frame that makes no sense although its commit was once synced.

        It was if another commit followed. One that was not may lie there in any pieces, its end
        included: a disk writes in whatever order it likes until it is told to sync.
        """
        for number in range(1, self.last_commit):
            frame = self.frames.get(number)
            if frame is None or not self._is_vouched_for(file, frame):
                if self._commits_after(number) > (0 if frame and frame.is_commit else 1):
                    self._note(f"the log is damaged at its frame {number}")
                return

    def _commits_after(self, number: int) -> int:
        return sum(each.is_commit for each in self.frames.values() if each.number > number)

    def _is_vouched_for(self, file: BinaryIO, frame: Frame) -> bool:
        before = self.frames.get(frame.number - 1)
        if frame.number > 1 and before is None:
            return False
        sums = before.sums if before else self._header_sums
        whole = self._whole(file, frame.number)
        return _sums(whole[:8] + whole[FRAME_HEADER_BYTES:], sums, self._order) == frame.sums

    def _note(self, flaw: str) -> None:
        self.flaw = self.flaw or flaw

    def _header(self, file: BinaryIO, number: int) -> bytes:
        file.seek(self._offset(number))
        return file.read(FRAME_HEADER_BYTES)

    def _whole(self, file: BinaryIO, number: int) -> bytes:
        file.seek(self._offset(number))
        return file.read(FRAME_HEADER_BYTES + self._page_bytes)

    def _offset(self, number: int) -> int:
        return HEADER_BYTES + (number - 1) * (FRAME_HEADER_BYTES + self._page_bytes)


def log_of(path: Path) -> Path:
    """Return where SQLite keeps the log of a file."""
    return path.with_name(path.name + "-wal")


def _sums(content: bytes, before: Sums, order: str) -> Sums:
    first, second = before
    words = struct.unpack(f"{order}{len(content) // 4}I", content[: len(content) // 4 * 4])
    for even, odd in zip(words[::2], words[1::2], strict=False):
        first = (first + even + second) & _MASK
        second = (second + odd + first) & _MASK
    return first, second
