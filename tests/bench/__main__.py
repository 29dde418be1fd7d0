"""Runs the benchmarks on the disk that this tree lies on, and prints their figures."""

import tempfile
from pathlib import Path

from tests.bench import swipe


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=Path.cwd()) as folder:
        print(swipe.measure(Path(folder)))


if __name__ == "__main__":
    main()
