"""Whether the daemon that told of itself in the outbox is still alive."""

import re
from pathlib import Path

DAEMON = "daemon"
"""The part of the terminal that the daemon reports itself as."""

_PID = re.compile(r"\bpid[ =](\d+)")
_BOOT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PROC = Path("/proc")


def is_running(condition: str, detail: str, proc: Path = _PROC) -> bool:
    """Return whether the process that a condition names still runs in the same boot.

    Args:
        condition: `running`, or what it said of its end.
        detail: Holds `pid` with its number, and the identifier of the boot.
        proc: Where the kernel tells of processes.
    """
    pid, boot = _PID.search(detail), _BOOT_ID.search(detail)
    if condition != "running" or pid is None or boot is None:
        return False
    this_boot = (proc / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return boot[0] == this_boot and _is_terminal(proc / pid[1] / "cmdline")


def _is_terminal(command_line: Path) -> bool:
    """Return whether a process has this program's name, and not just a number used again."""
    try:
        return b"terminal" in command_line.read_bytes()
    except OSError:
        return False
