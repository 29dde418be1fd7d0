"""Runs the benchmarks on the disk that this tree lies on, and prints their figures."""

import tempfile
from pathlib import Path

from tests.bench import swipe


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=Path.cwd()) as folder:
        for figure in swipe.measure(Path(folder)):
            print(f"{figure.number} {figure.name}: {figure.value:.2f}", dict(figure.sides))


if __name__ == "__main__":
    main()
