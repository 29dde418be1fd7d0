"""What other programs of the machine tell."""

import os
import shutil
import subprocess

from terminal.doctor import Unseen

PATIENCE_SECONDS = 5.0
DAEMONS = "/usr/local/sbin:/usr/sbin:/sbin"
"""Where Debian keeps programs that users often do not have on their PATH."""


class Programs:
    """Runs programs that only tell something.

    Args:
        search_path: Where they are, folders with `:` between; this process's PATH and the
            folders of daemons if None.
        patience_seconds: How long each may take.
    """

    def __init__(
        self, search_path: str | None = None, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._path = search_path or f"{os.environ.get('PATH', os.defpath)}:{DAEMONS}"
        self._patience_seconds = patience_seconds

    def has(self, name: str) -> bool:
        """Return whether a program is installed."""
        return shutil.which(name, path=self._path) is not None

    def output(self, name: str, *words: str, feed: str = "") -> str | Unseen:
        """Return what a program prints, or why it told nothing; `feed` is what it reads."""
        program = shutil.which(name, path=self._path)
        if program is None:
            return Unseen(f"{name} is not installed", f"install {name}")
        try:
            done = subprocess.run(
                [program, *words],
                capture_output=True,
                check=False,
                input=feed.encode(),
                env={"LC_ALL": "C", "PATH": self._path},
                timeout=self._patience_seconds,
            )
        except subprocess.TimeoutExpired:
            return Unseen(f"{name} does not answer", f"run it yourself: {' '.join([name, *words])}")
        except OSError as error:
            return Unseen(f"{name} cannot be run: {error.strerror}")
        if done.returncode:
            return Unseen(f"{name}: {_last_line(done.stderr) or f'status {done.returncode}'}")
        return done.stdout.decode(errors="replace").strip()


def _last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
