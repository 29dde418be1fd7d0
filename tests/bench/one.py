"""One bench in a process of its own: `python -m tests.bench.one swipe FOLDER`."""

import sys
from importlib import import_module
from pathlib import Path

import msgspec


def main() -> None:
    """Measure, and print what was found as JSON."""
    name, folder = sys.argv[1:]
    figures = import_module(f"tests.bench.{name}").measure(Path(folder))
    sys.stdout.buffer.write(msgspec.json.encode(figures))


if __name__ == "__main__":
    main()
