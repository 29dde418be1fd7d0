"""Runs a story of `outbox_child` in a process of its own: plain, traced, or on its own mounts."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.parts.need import need

_ROOT = Path(__file__).parents[2]
_LONGEST_STORY_SECONDS = 60


def told(story: str, path: Path, number: int = 0, *, under: Sequence[str] = ()) -> list[str]:
    """Return the lines that a story told until its process ended, in whichever way.

    Args:
        story: A key of `outbox_child.STORIES`.
        path: The outbox.
        number: How often.
        under: A command to run it under, such as strace.
    """
    child = [sys.executable, "-m", "tests.parts.outbox_child", story, str(path), str(number)]
    ended = subprocess.run(
        [*under, *child],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        check=False,
        text=True,
        timeout=_LONGEST_STORY_SECONDS,
    )
    return ended.stdout.splitlines()


def strace(trace: Path, *options: str) -> list[str]:
    """Return the command that runs another one and writes its system calls to a file."""
    need("strace")
    return ["strace", "-f", "-y", "-qq", "-o", str(trace), *options]


def own_mounts() -> list[str]:
    """Return the command that runs another one where its mounts are its own."""
    need("unshare", "mount")
    command = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    tried = subprocess.run([*command, "true"], check=False, capture_output=True, text=True)
    if tried.returncode:
        reason = f"mounts of one's own are not possible here: {tried.stderr.strip()}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return command
