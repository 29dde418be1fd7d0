"""Runs the benchmarks on the disk that this tree lies on, and tells their figures.

    python -m tests.bench [--only N] [--slack 1.5] [--again 2] [--publish]

Each bench has a process of its own, which nothing before it has warmed up or filled. Ends with 1
if a figure misses its goal, each time that it was measured: noise of the machine makes a figure
worse, never better. With a slack, if it is worse by more than that than its goal and than what
docs/figures.json says was reached: so it is run before a change lands.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from tests.bench.figures import Figure
from tests.bench.machine import Surroundings
from tests.bench.picture import picture
from tests.bench.report import Report, published, report_of, table

DOCS = Path("docs")
BENCHES = {
    "swipe": (1,),
    "first_swipes": (2,),
    "while_draining": (3,),
    "a_million": (4,),
    "draining": (5, 6),
    "starting": (7,),
    "memory": (7,),
    "idle": (8,),
    "badge_to_beep": (9,),
}
"""The modules, and of which figures each tells."""


Enough = Callable[[Figure], bool]


def main() -> None:
    """Measure and tell."""
    options = _options()
    is_enough = enough(options.slack, report_of((DOCS / "figures.json").read_bytes()).figures)
    chosen = [name for name, numbers in BENCHES.items() if {*numbers} & {*options.only}]
    figures = [each for name in chosen for each in _measured(name, options.again, is_enough)]
    report = Report(surroundings=Surroundings.here(), figures=figures)
    print(report.surroundings.in_words(), table(figures), sep="\n\n")
    _write(options.to, report)
    if options.publish:
        _write(DOCS, report)
        page = DOCS / "performance.md"
        page.write_text(published(page.read_text(), report))
    if missed := [each for each in figures if not is_enough(each)]:
        sys.exit(f"missed: {', '.join(each.name for each in missed)}")


def _options() -> argparse.Namespace:
    every = sorted({number for numbers in BENCHES.values() for number in numbers})
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--only", type=int, action="append", choices=every, default=None)
    parser.add_argument("--slack", type=float, help="how much worse than reached is enough")
    parser.add_argument(
        "--again", type=int, default=0, help="measure what is missed so often again"
    )
    parser.add_argument("--publish", action="store_true", help="write them into docs/ as well")
    parser.add_argument("--to", type=Path, default=Path("build"), help="where files are written")
    options = parser.parse_args()
    options.only = options.only or every
    return options


def _write(folder: Path, report: Report) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "figures.json").write_bytes(report.as_json())
    (folder / "figures.svg").write_text(picture(report.figures))


def _measured(name: str, again: int, is_enough: Enough) -> list[Figure]:
    figures = _in_a_process(name)
    for _ in range(again):
        if all(map(is_enough, figures)):
            break
        figures = best(figures, _in_a_process(name), is_enough)
    return figures


def enough(slack: float | None, reached: Sequence[Figure]) -> Enough:
    """Return what decides about a figure: its goal, or a slack and what was reached before."""
    if slack is None:
        return Figure.is_met
    by_name = {(each.number, each.name): each for each in reached}
    return lambda figure: figure.is_kept(slack, by_name.get((figure.number, figure.name)))


def best(some: Sequence[Figure], others: Sequence[Figure], is_enough: Enough) -> list[Figure]:
    """Return of each figure one that is good enough, if there is one."""
    pairs = zip(some, others, strict=True)
    return [one if is_enough(one) else other for one, other in pairs]


def _in_a_process(name: str) -> list[Figure]:
    print(f"measuring: {name} …", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=Path.cwd()) as folder:
        command = [sys.executable, "-m", "tests.bench.one", name, folder]
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return msgspec.json.decode(said, type=list[Figure])


if __name__ == "__main__":
    main()
