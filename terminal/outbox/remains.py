"""What is left of a damaged outbox: every record on every page of its file and its log."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from terminal.outbox.pages import Record, records
from terminal.outbox.wal import Frame, Wal, log_of


class Remains:
    """A damaged file, read page by page; what cannot be read is left out.

    Pages are read from the file and from all commits in the log, older ones included: which of
    several rows of one clocking counts is not decided here.
    """

    def __init__(self, path: Path, page_bytes: int) -> None:
        self._path = path
        self._page_bytes = page_bytes
        self._log: Wal | None = None
        with suppress(OSError):
            self._log = Wal(log_of(path), page_bytes)
        self._newest = {frame.page: frame for frame in self._frames()}

    def records(self) -> Iterator[Record]:
        """Yield all that can be read."""
        for number, page in self._images():
            yield from records(number, page, self._fetch)

    def _images(self) -> Iterator[tuple[int, bytes]]:
        for number in range(1, self._pages_in_file() + 1):
            yield number, self._page_of_file(number)
        for frame in self._frames():
            yield frame.page, self._page_of_log(frame)

    def _frames(self) -> list[Frame]:
        if not self._log:
            return []
        last = self._log.last_commit
        return [frame for frame in self._log.frames.values() if frame.number <= last]

    def _pages_in_file(self) -> int:
        try:
            return -(-self._path.stat().st_size // self._page_bytes)
        except OSError:
            return 0

    def _fetch(self, number: int) -> bytes:
        frame = self._newest.get(number)
        return self._page_of_log(frame) if frame else self._page_of_file(number)

    def _page_of_log(self, frame: Frame) -> bytes:
        try:
            return self._log.content(frame) if self._log else b""
        except OSError:
            return b""

    def _page_of_file(self, number: int) -> bytes:
        if number < 1:
            return b""
        try:
            with self._path.open("rb") as file:
                page = os.pread(file.fileno(), self._page_bytes, (number - 1) * self._page_bytes)
        except OSError:
            return b""
        return page.ljust(self._page_bytes, b"\0") if page else b""
