"""Debian packages of the terminal, as it is or changed for a test."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).parents[2]
FIRST_PACKAGED = "2a5a7d71359a74f74d4f025f49d21f88b5198e69"
"""The oldest commit of the main line whose package is whole."""

_SOURCES = ("packaging", "systemd", "config", "docs", "terminal")
_FILES = ("README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml")


def built(
    folder: Path,
    sources: Path = ROOT,
    version: str = "",
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Path:
    """Build the package of sources into a folder and return it."""
    command = [sys.executable, "packaging/build_deb.py", str(folder)]
    if version:
        command += ["--version", version]
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        cwd=sources,
        env={
            **os.environ,
            "PYTHONPATH": str(sources),
            "PYTHONDONTWRITEBYTECODE": "1",
            **environment,
        },
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def built_as(
    version: str,
    folder: Path,
    change: Callable[[Path], None] | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Path:
    """Build the package of another version, which says so of itself.

    Args:
        version: Of package and program.
        folder: An empty one.
        change: Changes the sources of it; they are a copy.
        environment: Of the build, beside what is there.
    """
    sources = folder / "sources"
    copied(sources)
    replaced(sources / "terminal/__init__.py", r'(__version__ = ")[^"]+', rf"\g<1>{version}")
    if change is not None:
        change(sources)
    return built(folder, sources, version, environment)


def built_before(version: str, folder: Path) -> Path:
    """Build the package of the first program that had one, as the repository remembers it.

    Without a history, such as in a tree that was unpacked, it is today's program that calls
    itself older.

    Args:
        version: What the package calls itself.
        folder: An empty one.
    """
    archive = ["git", "-C", str(ROOT), "archive", FIRST_PACKAGED]
    remembered = subprocess.run(archive, check=False, capture_output=True)
    if remembered.returncode != 0:
        return built_as(version, folder)
    sources = folder / "sources"
    sources.mkdir()
    subprocess.run(["tar", "-x", "-C", sources], check=True, input=remembered.stdout)
    replaced(sources / "terminal/__init__.py", r'(__version__ = ")[^"]+', rf"\g<1>{version}")
    return built(folder, sources, version)


def copied(folder: Path) -> None:
    """Copy the sources of the terminal into a folder that is not there yet."""
    for name in _SOURCES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in _FILES:
        shutil.copy(ROOT / name, folder / name)


def replaced(file: Path, pattern: str, text: str) -> None:
    """Change what a pattern finds in a file; it must find something."""
    changed, count = re.subn(pattern, text, file.read_text(encoding="utf-8"))
    assert count, f"{file.name} has no {pattern}"
    file.write_text(changed, encoding="utf-8")
