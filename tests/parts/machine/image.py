"""The Debian that the machines under test boot, made once and kept.

`python -m tests.parts.machine.image` makes it: it takes a network, which isolated tests lack.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

_RECIPE = Path(__file__).with_name("build-image.sh")


@dataclass(frozen=True, slots=True)
class Image:
    """What a machine boots from; none of it is ever written to."""

    kernel: Path
    initrd: Path
    root: Path


def image() -> Image:
    """Return the image, from the user's cache if it was made before by the same recipe."""
    key = hashlib.sha256(_RECIPE.read_bytes()).hexdigest()[:12]
    folder = _cache() / f"debian13-{key}"
    if not folder.exists():
        _build(folder)
    return Image(folder / "kernel", folder / "initrd", folder / "root.ext4")


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "badge-terminal"


def _build(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = tempfile.mkdtemp(dir=folder.parent, prefix="unfinished-")
    try:
        built = subprocess.run(
            [str(_RECIPE), unfinished], check=False, capture_output=True, text=True
        )
        assert built.returncode == 0, f"{_RECIPE.name}: {built.stdout}{built.stderr}"
        Path(unfinished).rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def main() -> None:
    """Make the image where it can be made; the tests say what is missing otherwise."""
    if os.geteuid() == 0 and shutil.which("mmdebstrap"):
        sys.stdout.write(f"The machines under test boot {image().root}\n")


if __name__ == "__main__":
    main()
