"""What pyproject.toml declares, in Debian's names and notation."""

import re
import tomllib
from pathlib import Path

DEBIAN_NAMES = {"sqlite-utils": "sqlite-utils"}
"""Where Debian's name is not python3- and the name elsewhere."""


def python_dependencies(pyproject: Path) -> list[str]:
    """Return Python and the libraries that a project needs, each with its bounds."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    python = project["requires-python"].replace(">=", "python3 (>= ") + ")"
    return [python, *(each for line in project["dependencies"] for each in _bounds(line))]


def _bounds(requirement: str) -> list[str]:
    found = re.fullmatch(r"([a-z0-9-]+)((?:[<>]=?[\d.]+,?)*)", requirement)
    if found is None:
        raise ValueError(f"pyproject.toml: {requirement} cannot be said in Debian's notation")
    name = DEBIAN_NAMES.get(found[1], f"python3-{found[1]}")
    signs = {">=": ">=", "<=": "<=", "<": "<<", ">": ">>"}
    bounds = re.findall(r"([<>]=?)([\d.]+)", found[2])
    return [f"{name} ({signs[sign]} {version})" for sign, version in bounds] or [name]
