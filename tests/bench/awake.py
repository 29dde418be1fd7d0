"""What a process does while nothing happens: its processor time and how often it wakes up."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_SWITCHES = re.compile(r"^voluntary_ctxt_switches:\s+(\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Awake:
    """Since the start of a process, all of its threads together.

    Attributes:
        cpu_ns: How long it had a processor.
        wake_ups: How often one of its threads waited for something and went on.
    """

    cpu_ns: int
    wake_ups: int

    @classmethod
    def of(cls, pid: int) -> Self:
        """Ask the kernel."""
        threads = [*Path(f"/proc/{pid}/task").iterdir()]
        return cls(
            cpu_ns=sum(_first_number(thread / "schedstat") for thread in threads),
            wake_ups=sum(_switches(thread / "status") for thread in threads),
        )

    def since(self, before: Self) -> "Awake":
        """Return what came after an earlier look."""
        return Awake(self.cpu_ns - before.cpu_ns, self.wake_ups - before.wake_ups)


def _first_number(file: Path) -> int:
    return int(file.read_text().split()[0])


def _switches(file: Path) -> int:
    found = _SWITCHES.search(file.read_text())
    assert found
    return int(found[1])
