"""What takes a minute and a network to make is made once and kept in the user's cache."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def made_once(recipe: Path, name: str, *ingredients: Path) -> Path:
    """Return the folder that a recipe fills, from the cache if this recipe filled it before.

    Args:
        recipe: A program that takes an empty folder. It takes a network, which isolated tests
            lack: `make test-system` runs it before them. `PYTHON` is the Python of the tests.
        name: What the folder is for.
        ingredients: Files that the recipe reads: another content makes another folder.
    """
    content = b"".join(file.read_bytes() for file in (recipe, *ingredients))
    key = hashlib.sha256(content).hexdigest()[:12]
    folder = _cache() / f"{name}-{key}"
    if not folder.exists():
        _make(recipe, folder)
    return folder


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "badge-terminal"


def _make(recipe: Path, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = tempfile.mkdtemp(dir=folder.parent, prefix="unfinished-")
    try:
        made = subprocess.run(
            [str(recipe), unfinished],
            check=False,
            capture_output=True,
            env=os.environ | {"PYTHON": sys.executable},
            text=True,
        )
        assert made.returncode == 0, f"{recipe.name}: {made.stdout}{made.stderr}"
        Path(unfinished).rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
