"""The arrows between the states of a clocking, as the documents tell of them."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"

Arrow = tuple[str, str]


def documented_arrows() -> set[Arrow]:
    """Return the arrows of the table."""
    text = (DOCS / "state-machine.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| (\w+) \| (\w+) \|", text)
    return {(before, after) for before, after in rows if before != "from"}


def drawn_arrows() -> set[Arrow]:
    """Return the arrows of the drawing, by the names that they carry."""
    text = (DOCS / "state-machine.svg").read_text(encoding="utf-8")
    return set(re.findall(r'data-from="(\w+)" data-to="(\w+)"', text))
