"""The files of a machine."""

import os
from pathlib import Path

from terminal.doctor import Unseen


class Tree:
    """Reads files and folders, below a root that may be another than that of this machine.

    Args:
        root: What stands for `/`.
    """

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root

    def at(self, path: str) -> Path:
        """Return where a path of the machine lies."""
        return self._root / path.lstrip("/")

    def text(self, path: str) -> str | Unseen | None:
        """Return what a file holds, without space at its ends; None if it is not there."""
        try:
            return self.at(path).read_bytes().decode(errors="replace").strip("\0\n\t ")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            return unseen(path, error)

    def words(self, path: str) -> str:
        """Return what a file holds; empty if it is not there or may not be read."""
        text = self.text(path)
        return text if isinstance(text, str) else ""

    def names(self, path: str) -> tuple[str, ...] | Unseen:
        """Return what lies in a folder, sorted; nothing if it is not there."""
        try:
            return tuple(sorted(each.name for each in self.at(path).iterdir()))
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as error:
            return unseen(path, error)

    def link(self, path: str) -> str:
        """Return where a link leads, as it is written; empty if it is none."""
        try:
            return os.readlink(self.at(path))  # noqa: PTH115 - a path that may not exist here
        except OSError:
            return ""


def unseen(path: str, error: OSError) -> Unseen:
    """Return that a file could not be looked at."""
    return Unseen(f"{path}: {error.strerror or error}")
