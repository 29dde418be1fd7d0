"""What a terminal told people about its clockings: its listing and its log."""

import json
import re
from collections.abc import Collection
from pathlib import Path

from tests.parts.command import run
from tests.parts.witness import Row

_UNCERTAIN = re.compile(r"clocking uncertain seq=(\d+)")


def listed(configuration: Path) -> list[Row]:
    """Return every clocking as a person sees it, oldest first."""
    answer = run("outbox", "list", "--config", configuration, "--limit", "0", "--json")
    assert answer.exit_code == 0, answer.output
    return list(reversed(json.loads(answer.stdout)))


def doubted(log: Path) -> set[int]:
    """Return the clockings (by seq) that a log says were uncertain at a time."""
    return {int(seq) for seq in _UNCERTAIN.findall(log.read_text())}


def lines_about(log: Path, seqs: Collection[int]) -> str:
    """Return the lines of a log about some clockings."""
    wanted = {f"seq={seq}" for seq in seqs}
    lines = log.read_text().splitlines()
    return "\n".join(line for line in lines if wanted.intersection(line.split()))
