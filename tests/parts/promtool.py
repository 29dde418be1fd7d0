"""Prometheus' own judge of metrics and rules."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.parts.need import need

UNPACKED = Path(__file__).parents[2] / "build" / "promtool"
"""Where `make test` unpacks it: installed, its package would start a server."""


def promtool(*arguments: str, stdin: bytes = b"") -> tuple[int, str]:
    """Run promtool; return its exit code and all that it said."""
    path = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{UNPACKED}"
    found = shutil.which("promtool", path=path)
    if found is None:
        need(str(UNPACKED / "promtool"))
    done = subprocess.run(
        [str(found), *arguments], input=stdin, capture_output=True, check=False, timeout=60
    )
    return done.returncode, (done.stdout + done.stderr).decode()
