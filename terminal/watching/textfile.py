"""The metrics as a file, for the textfile collector of Prometheus' node exporter."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

READABLE_BY_ALL = 0o644
"""The node exporter is another user, and nothing in it is secret."""


class Textfile:
    """Writes the metrics again and again; whoever reads finds a whole file.

    Args:
        path: The file; its folder must exist.
        text: Returns the metrics.
        interval_seconds: How often.
    """

    def __init__(self, path: Path, text: Callable[[], bytes], interval_seconds: float) -> None:
        self._path = path
        self._text = text
        self._interval_seconds = interval_seconds
        self._stopping = Event()

    def step(self) -> None:
        """Write the file and wait.

        Raises:
            OSError: It cannot be written; the old one is as it was.
        """
        replace(self._path, self._text())
        self._stopping.wait(self._interval_seconds)

    def interrupt(self) -> None:
        """Make the wait end."""
        self._stopping.set()

    def close(self) -> None:
        """Leave the last figures: they say when they were gathered."""


def replace(path: Path, content: bytes) -> None:
    """Put a file in place of another in one go."""
    # The collector reads *.prom only.
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        new.chmod(READABLE_BY_ALL)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
