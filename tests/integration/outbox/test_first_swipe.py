"""The very first swipe of a terminal: the outbox itself has to outlive a power cut, too."""

import re
from pathlib import Path

from tests.parts.outbox_processes import strace, told
from tests.parts.outboxes import log_of


def test_the_names_of_a_new_outbox_and_its_log_are_durable_before_the_first_swipe(
    tmp_path: Path,
) -> None:
    """Their folder is synced between the making of the log and the first promise."""
    path, trace = tmp_path / "outbox.db", tmp_path / "trace"
    calls = "trace=openat,fsync,fdatasync,write"

    told("exit", path, 1, under=strace(trace, "-s", "200", "-e", calls))

    lines = trace.read_text().splitlines()
    made = next(at for at, line in enumerate(lines) if f'"{log_of(path)}"' in line)
    promised = next(at for at, line in enumerate(lines) if '"stored 1' in line)
    synced = re.compile(rf"sync\(\d+<{re.escape(str(tmp_path))}>\) += 0")
    assert any(synced.search(line) for line in lines[made:promised])
