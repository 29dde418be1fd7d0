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
    for name in _SOURCES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, sources / name, ignore=ignored)
    for name in _FILES:
        shutil.copy(ROOT / name, sources / name)
    replaced(sources / "terminal/__init__.py", r'(__version__ = ")[^"]+', rf"\g<1>{version}")
    if change is not None:
        change(sources)
    return built(folder, sources, version, environment)


def replaced(file: Path, pattern: str, text: str) -> None:
    """Change what a pattern finds in a file; it must find something."""
    changed, count = re.subn(pattern, text, file.read_text(encoding="utf-8"))
    assert count, f"{file.name} has no {pattern}"
    file.write_text(changed, encoding="utf-8")
