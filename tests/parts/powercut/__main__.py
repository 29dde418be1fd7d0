"""Cuts the power of a terminal again and again: `python -m tests.parts.powercut [CUTS]`.

It runs as root where its mounts, processes and network are its own, so that nothing of it is
left behind however it ends. Exit code 3 says that a promise was broken.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.parts.powercut.campaign import Campaign

APART = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
"""As process 1 of its own processes it takes all of them with it."""

BROKEN_PROMISE = 3

PROGRAMS = {
    "terminal": ("terminal", "run"),
    "unsynced": ("tests.parts.powercut.unsynced",),
}
PLACE = Path("/run/badge-terminal-powercut")
"""Always the same: nobody else sees what is mounted on it."""

_INSIDE = "--inside"


def main(words: Sequence[str]) -> int:
    """Cut the power as often as the command line says."""
    arguments = _parser().parse_args(words)
    if not arguments.inside:
        _enter(words)
    # An end of process 1 is the end of all of them and of their mounts: nothing is to be undone.
    signal.signal(signal.SIGINT, lambda *_: os._exit(128 + signal.SIGINT))
    seed = arguments.seed or random.SystemRandom().randrange(10**9)
    PLACE.mkdir(exist_ok=True)
    # It ends with the last process that sees it, and all of them end with this one.
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", PLACE], check=True)
    campaign = Campaign(PLACE, PROGRAMS[arguments.program], _tell)
    return 0 if campaign.run(arguments.cuts, seed) else BROKEN_PROMISE


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _enter(words: Sequence[str]) -> None:
    again = [sys.executable, "-m", "tests.parts.powercut", _INSIDE, *words]
    isolated = [sys.executable, "-m", "tests.parts.isolation", *again]
    sys.stdout.flush()
    os.execvp(APART[0], [*APART, *isolated])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.parts.powercut")
    parser.add_argument("cuts", nargs="?", type=int, default=20)
    parser.add_argument("--seed", type=int, help="repeats a plan")
    parser.add_argument("--program", choices=sorted(PROGRAMS), default="terminal")
    parser.add_argument(_INSIDE, action="store_true", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
