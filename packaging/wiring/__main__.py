"""Draws the wiring for the documents, by the pins of the configuration.

python3 packaging/wiring FOLDER
"""

import re
import sys
import tomllib
from pathlib import Path

from sheets import SHEETS, Pins, page

ROOT = Path(__file__).parents[2]


def pins_of(configuration: Path) -> Pins:
    """Return the pins that a configuration has, those of its examples included."""
    text = configuration.read_text(encoding="utf-8")
    examples = dict(re.findall(r"(?m)^# (d[01]|button) = (\d+)$", text))
    lights = tomllib.loads(text)["feedback"]
    return Pins(**lights, **{name: int(pin) for name, pin in examples.items()})


def main() -> None:
    """Write every drawing into a folder."""
    folder = Path(sys.argv[1])
    for name, sheet in SHEETS.items():
        text = page(sheet, pins_of(ROOT / "config" / "terminal.toml"))
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
