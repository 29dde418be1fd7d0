"""The command line, run in this process."""

from inspect import signature
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from terminal.cli.app import main


def run(*words: str | Path) -> Result:
    """Run a verb and return its exit code, `stdout` and `stderr`."""
    # Before version 8.2, click mixed the two unless it was told not to.
    apart: dict[str, Any] = (
        {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
    )
    return CliRunner(**apart).invoke(main, [str(word) for word in words])
