"""The kernel's log."""

from terminal.doctor import Unseen
from terminal.host.look.programs import Programs

_MOST_LINES = 5000


def look(programs: Programs) -> str | Unseen:
    """Return what the kernel has logged since the start, the newest lines of it.

    All of it: a device that was reset is only worth an information to the kernel.
    """
    told = programs.output(
        "journalctl",
        *("--dmesg", "--boot", "--output=cat", "--no-pager", "--quiet", f"--lines={_MOST_LINES}"),
    )
    # Every kernel has said something: who sees nothing may not look.
    return told or Unseen("the kernel's log is not shown here")
