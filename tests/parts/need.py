"""The one rule about programs that a test needs."""

import os
import shutil
from pathlib import Path

import pytest

VIRTUAL_READER = "/etc/reader.conf.d/vpcd"


def need(*programs: str) -> None:
    """Skip the test, with the reason, where a program is missing; in CI fail it.

    A laptop may lack parts; a green run in CI must mean that everything was tried.

    Args:
        programs: Names looked up on PATH and where Debian keeps daemons, or absolute paths
            of files.
    """
    missing = [program for program in programs if not _is_there(program)]
    if missing:
        _do_without(f"not installed: {', '.join(missing)} (`make test` installs what it can)")


def need_root(purpose: str) -> None:
    """Skip the test, with the reason, where it does not run as root; in CI fail it."""
    if os.geteuid() != 0:
        _do_without(f"only root can {purpose}")


def _do_without(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _is_there(program: str) -> bool:
    if Path(program).is_absolute():
        return Path(program).exists()
    return shutil.which(program, path=search_path()) is not None


def search_path() -> str:
    """Return PATH with the directories of daemons, which users often lack."""
    return f"{os.environ.get('PATH', os.defpath)}:/usr/local/sbin:/usr/sbin:/sbin"
