"""The import contracts of pyproject.toml hold, and each can be broken."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

# Each offence: the contract it breaks, the module that gets a new line, and the line.
OFFENCES = [
    ("Imports only point down", "model/badge.py", "import terminal.ports"),
    ("Imports only point down", "backoff.py", "import terminal.badge_numbers"),
    ("Imports only point down", "ports.py", "import terminal.capture"),
    ("Imports only point down", "capture.py", "import terminal.held"),
    ("Imports only point down", "true_time/told.py", "import terminal.held"),
    ("Imports only point down", "sync/__init__.py", "import terminal.outbox"),
    ("Imports only point down", "outbox/__init__.py", "import terminal.config"),
    ("Imports only point down", "readers/__init__.py", "import terminal.feedback"),
    ("Imports only point down", "host/__init__.py", "import terminal.bootstrap"),
    ("Imports only point down", "doctor/power.py", "import terminal.ports"),
    ("Imports only point down", "unplaced.py", ""),
    ("No two modules import each other", "model/badge.py", "import terminal.model.clocking"),
    ("The lower floors touch", "sync/__init__.py", "import time"),
    ("The lower floors touch", "capture.py", "import sqlite3"),
    ("The lower floors touch", "true_time/told.py", "import time"),
    ("The lower floors touch", "doctor/power.py", "import os"),
    ("Only the PC/SC reader", "readers/__init__.py", "import smartcard.scard"),
    ("Only the outbox", "cli/__init__.py", "import sqlite3"),
    ("Only the outbox", "cli/__init__.py", "import sqlite_utils"),
    ("Only the Protime client", "simulator/__init__.py", "import httpx"),
    ("Only the Protime client", "host/__init__.py", "import httpcore"),
    ("Only the GPIO feedback", "feedback/__init__.py", "import gpiozero"),
    ("Only the exposition", "watching/textfile.py", "import prometheus_client"),
    ("Only the command line", "config/__init__.py", "import click"),
    ("Only the configuration", "outbox/__init__.py", "import msgspec"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the program that may be spoiled."""
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    shutil.copytree(
        REPOSITORY / "terminal",
        tmp_path / "terminal",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return tmp_path


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of a tree."""
    command = [str(LINT_IMPORTS), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def contract_names() -> list[str]:
    """Return the names of all contracts."""
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def test_the_contracts_hold(copy: Path) -> None:
    """The program keeps every contract."""
    result = lint(copy)

    assert result.returncode == 0, result.stdout
    assert f"{len(contract_names())} kept, 0 broken" in result.stdout


@pytest.mark.parametrize(("contract", "module", "line"), OFFENCES)
def test_an_offence_is_found_and_named(copy: Path, contract: str, module: str, line: str) -> None:
    """An import against a contract fails the check, which names the contract."""
    with (copy / "terminal" / module).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")

    result = lint(copy)

    assert result.returncode == 1
    broken = [line for line in result.stdout.splitlines() if line.endswith(" BROKEN")]
    assert any(line.startswith(contract) for line in broken), result.stdout


def test_every_contract_has_an_offence() -> None:
    """No contract stands without a proof that it bites."""
    unproven = [
        name
        for name in contract_names()
        if not any(name.startswith(contract) for contract, _, _ in OFFENCES)
    ]
    assert unproven == []
